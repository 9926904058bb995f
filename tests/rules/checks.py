"""What a book answers otherwise than a worked case demands; the tests and the mutation program ask alike."""

from collections.abc import Mapping
from datetime import date, datetime, time
from typing import Any, TypeVar, cast

from models.calendar import CourtCalendar
from models.clock.engine import NodeEngine
from models.events import EventKind
from models.folding import FACT_NAMES
from models.nodes import Node
from models.rulebook import Rulebook
from models.triage import TriageAnswer, triage
from models.values import COURT_ZONE, Value
from tests.rules.cases import Case, DutyCase, LimitCase, TriageCase

CALENDAR = CourtCalendar.packaged()
HELD = ("unit", "track")
"""What the state takes from the event that a unit received the case, unless the case states it itself."""

V = TypeVar("V", bound=Value)


def replaced(value: V, /, **changes: Any) -> V:
    """The value with other fields, not validated; nothing it worked out before is kept."""
    fields = {name: getattr(value, name) for name in type(value).model_fields}
    kept = value.model_fields_set | set(changes)
    return cast(V, type(value).model_construct(kept, **{**fields, **changes}))


def with_values(book: Rulebook, values: Mapping[str, Any]) -> Rulebook:
    """The book with other parameters, as a later dated file would give them."""
    changed = {name: replaced(book.derived[name], value=value) for name, value in values.items()}
    return replaced(book, derived={**book.derived, **changed})


def differences(book: Rulebook, case: Case) -> list[str]:
    """What the book answers otherwise than the case demands; empty if nothing."""
    if unread := case.data.keys() - case.KEYS:
        return [f"unknown key {key}" for key in sorted(unread)]
    if isinstance(case, TriageCase):
        return triage_differences(book, case)
    return limit_differences(book, case) if isinstance(case, LimitCase) else duty_differences(book, case)


def triage_differences(book: Rulebook, case: TriageCase) -> list[str]:
    """What triage decides otherwise than the case demands."""
    wanted = case.data
    answer = triage(with_values(book, wanted["rules"]) if "rules" in wanted else book, case.facts)
    found = [
        f"{name}: {actual!r} instead of {wanted[key]!r}"
        for key, name, actual in _plain(answer)
        if key in wanted and wanted[key] != actual
    ]
    fired = {rule.rule for rule in answer.fired}
    still_open = {rule.rule: list(rule.missing) for rule in answer.open}
    found += [f"{rule} did not fire" for rule in wanted.get("fired", ()) if rule not in fired]
    found += [f"{rule} fired" for rule in wanted.get("silent", ()) if rule in fired]
    found += [f"{rule} is open" for rule in wanted.get("not_open", ()) if rule in still_open]
    found += [
        f"{rule} open for {still_open.get(rule)} instead of {missing}"
        for rule, missing in wanted.get("open", {}).items()
        if still_open.get(rule) != missing
    ]
    if "warns" in wanted and not any(wanted["warns"] in warning for warning in answer.warnings):
        found.append(f"no warning says {wanted['warns']!r}")
    return found


def _plain(answer: TriageAnswer) -> tuple[tuple[str, str, Any], ...]:
    """Key of the sheet, what it is, and the answer's value."""
    return (
        ("track", "track", answer.track),
        ("by", "decided by", answer.decided_by),
        ("unit", "unit", answer.unit),
        ("units", "units", list(answer.units)),
        ("exit", "exit", answer.exit),
        ("approver", "approver", answer.approver),
        ("approvals", "approvals", list(answer.needs_approval)),
    )


def limit_differences(book: Rulebook, case: LimitCase, calendar: CourtCalendar = CALENDAR) -> list[str]:
    """What the node table shows otherwise than the case demands."""
    wanted = case.data
    if all(limit.id != wanted["limit"] for limit in book.limits):
        return [f"the book has no limit {wanted['limit']}"]
    node = _node(book, case, calendar)
    if not case.starts:
        return [] if node is None else ["the clock starts"]
    if node is None:
        return ["the clock does not start"]
    waits = bool(wanted.get("waits", False))
    if waits is not (node.waits_for is not None):
        return [f"waits for {node.waits_for}"]
    return [] if waits else _dates_differ(node, case)


def _dates_differ(node: Node, case: LimitCase) -> list[str]:
    wanted, found = case.data, []
    due: Any = wanted["due"]
    if isinstance(due, date) and not isinstance(due, datetime):
        due = datetime.combine(due, time(23, 59, 59), COURT_ZONE)
    if node.soft is not (due is None):
        found.append("soft" if node.soft else "not soft")
    if node.due_at != due:
        found.append(f"due at {node.due_at} instead of {due}")
    if node.soft and node.warn_at is None:
        found.append("a soft limit without a reminder")
    if "reminder" in wanted and (node.warn_at is None or node.warn_at.date() != wanted["reminder"]):
        found.append(f"reminder at {node.warn_at} instead of {wanted['reminder']}")
    state = node.state_at(case.entries[-1].occurred_at)
    if "state" in wanted and state != wanted["state"]:
        found.append(f"{state} instead of {wanted['state']}")
    return found


def _node(book: Rulebook, case: LimitCase, calendar: CourtCalendar) -> Node | None:
    """The limit's node as the case's event opened it and the later events left it."""
    limit = book.limit(case.data["limit"])
    engine = NodeEngine(replaced(book, limits=(limit,)), calendar)
    state, nodes = case.before, dict[str, Node]()
    for entry in case.entries:
        stated = {name: value for name, value in entry.facts.items() if name in FACT_NAMES}
        received = HELD if entry.kind is EventKind.GROUP_ENTERED else ()
        held = {n: entry.facts[n] for n in received if n in entry.facts and not getattr(case.before, n)}
        state = state.model_copy(
            update={
                **held,
                "facts": {**state.facts, **stated},
                "last_at": {**state.last_at, entry.kind: entry.occurred_at},
                "last_seq": {**state.last_seq, entry.kind: entry.seq},
            }
        )
        nodes.update(engine.advance(nodes, entry, state))
    return next((node for node in nodes.values() if node.opened_seq == case.entries[0].seq), None)


def duty_differences(book: Rulebook, case: DutyCase) -> list[str]:
    """How the duty of the book is other than the case demands."""
    duty = next((duty for duty in book.duties if duty.id == case.data["id"]), None)
    if duty is None:
        return [f"the book has no duty {case.data['id']}"]
    actual = {
        "every": duty.schedule.every,
        "unit": duty.schedule.unit,
        "guard": duty.guard,
        "responsible": duty.responsible,
        "opened_by": list(duty.opened_by),
    }
    return [
        f"{name}: {value!r} instead of {case.data[name]!r}"
        for name, value in actual.items()
        if name in case.data and case.data[name] != value
    ]
