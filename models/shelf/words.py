"""Keys a rulebook may name in its conditions and events (规则用语): a mistyped one would never fire."""

from collections.abc import Iterator, Mapping
from typing import Any

from models.rulebook import Rulebook
from models.validation import Problem, unknown_name

Path = tuple[str | int, ...]


def key_problems(book: Rulebook) -> Iterator[Problem]:
    """Every unit, track, pool, matter, leg or limit that a condition or an event names and nobody has."""
    known = _known(book)
    for path, tree in _conditions(book):
        for name, value in _stated(tree):
            yield from _checked(path, name, value, known)
    for path, where in _wheres(book):
        for name, value in where.items():
            yield from _checked(path, name, value, known)


def _known(book: Rulebook) -> dict[str, tuple[str, set[str]]]:
    """By the name of a fact whose values are keys: what they are called, and which there are."""
    units = {unit.key for unit in book.units}
    limits = {limit.id for limit in book.limits} | {duty.id for duty in book.duties}
    return {
        "group": ("单位", units),
        "team": ("单位", units),
        "unit": ("单位", units),
        "track": ("轨道", set(book.triage.tracks)),
        "proposed_track": ("轨道", set(book.triage.tracks)),
        "pool": ("分案池", {pool.key for pool in book.triage.pools}),
        "matter": ("审批事项", {approval.matter for approval in book.approvals}),
        "leg": ("环节", {leg.id for leg in book.flow.stages}),
        "limit": ("期限", limits),
        "node": ("期限", limits),
    }


Known = Mapping[str, tuple[str, set[str]]]


def _checked(path: Path, name: str, value: Any, known: Known) -> Iterator[Problem]:
    if name not in known:
        return
    what, keys = known[name]
    for one in value if isinstance(value, list | tuple) else (value,):
        if isinstance(one, str) and one not in keys:
            yield Problem(path, unknown_name(what, one, keys))


def _stated(tree: Any) -> Iterator[tuple[str, Any]]:
    """Each fact a condition compares with a literal, and the literal."""
    if isinstance(tree, list):
        for each in tree:
            yield from _stated(each)
    if not isinstance(tree, Mapping):
        return
    for name, asked in tree.items():
        if name in ("all", "any", "not"):
            yield from _stated(asked)
        elif not isinstance(asked, Mapping):
            yield name, asked
        else:
            yield from ((name, asked[op]) for op in ("eq", "ne", "in") if op in asked)


def _conditions(book: Rulebook) -> Iterator[tuple[Path, Any]]:
    for place, leg in enumerate(book.flow.stages):
        if leg.when is not None:
            yield ("flow", "stages", place, "when"), leg.when.root
    for place, back in enumerate(book.flow.returns):
        if back.when is not None:
            yield ("flow", "returns", place, "when"), back.when.root
    for place, rule in enumerate(book.triage.rules):
        if rule.when is not None:
            yield ("triage", "rules", place, "when"), rule.when.root
    for place, limit in enumerate(book.limits):
        if limit.when is not None:
            yield ("limits", place, "when"), limit.when.root
    for name, derived in book.derived.items():
        if derived.when is not None:
            yield ("derived", name, "when"), derived.when.root


def _wheres(book: Rulebook) -> Iterator[tuple[Path, Mapping[str, Any]]]:
    for place, limit in enumerate(book.limits):
        for name, matches in (
            ("starts", limit.starts),
            ("done_by", limit.done_by),
            ("waived_by", limit.waived_by),
            ("reopened_by", limit.reopened_by),
        ):
            for number, match in enumerate(matches):
                yield ("limits", place, name, number, "where"), match.where
    for place, notice in enumerate(book.notices):
        yield ("notices", place, "where"), notice.where
    for place, leg in enumerate(book.flow.stages):
        for number, need in enumerate(leg.needs):
            yield ("flow", "stages", place, "needs", number, "where"), need.where
