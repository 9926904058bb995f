"""Personal data has no way into ids, summaries, search attributes or logs (design.md section 7)."""

import ast

from models.case import CaseState, PartyRef
from tests.house.sources import ROOT, files, imports, tree

PERSONAL = {
    "id_number",
    "phone",
    "address",
    "addresses",
    "service_address",
    "payee_account",
    "representative",
}
"""Fields of a party that name or reach a person."""

LOGGED = {"case", "cases", "code", "count", "court", "extra", "queue", "row", "status", "step", "what"}
"""What a log line may be given: ids, counts and codes."""


def test_a_run_knows_no_person() -> None:
    """The folded state holds parties by id, role and kind; workflows read nothing else about them."""
    assert set(PartyRef.model_fields) == {"id", "role", "kind"}
    assert set(CaseState.model_fields) & (PERSONAL | {"name"}) == set()
    readers = [
        f"{path.relative_to(ROOT)}:{node.lineno} .{node.attr}"
        for path in files("workflows")
        for node in ast.walk(tree(path))
        if isinstance(node, ast.Attribute) and node.attr in PERSONAL | {"facts"}
    ]
    assert readers == []
    assert [str(path) for path in files("workflows") if "models.parties" in imports(path)] == []


def test_log_lines_are_given_ids_and_codes() -> None:
    """A log call has a constant message, and fields from a short list."""
    wrong: list[str] = []
    for path in files("workflows", "activities", "worker.py", "starter.py"):
        for node in ast.walk(tree(path)):
            if not (isinstance(node, ast.Call) and _is_log(node.func)):
                continue
            constant = all(isinstance(argument, ast.Constant) for argument in node.args)
            if not constant or {keyword.arg for keyword in node.keywords} - LOGGED:
                wrong.append(f"{path.relative_to(ROOT)}:{node.lineno}")
    assert wrong == []


def _is_log(called: ast.expr) -> bool:
    if not (isinstance(called, ast.Attribute) and called.attr in ("info", "warning", "error", "exception")):
        return False
    owner = called.value
    return (isinstance(owner, ast.Name) and owner.id == "log") or (
        isinstance(owner, ast.Attribute) and owner.attr == "logger"
    )
