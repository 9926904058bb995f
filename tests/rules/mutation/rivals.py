"""Which triage rules can hold in one case, and the precedences that would let another of them decide."""

from collections.abc import Iterator, Mapping
from typing import Any

from models.rulebook import Rulebook
from models.triage_rules import TriageRule

Demands = dict[str, frozenset[Any]]
"""The values a rule leaves to facts it fixes: it holds only where each of these facts has one of them."""


def beyond_neighbours(rule: TriageRule, book: Rulebook) -> Iterator[tuple[str, float]]:
    """Precedences just past those of the next group before and after, and past its own group.

    Only rules of the same effect that can hold in the same case compete; its own group matters where
    such a rule has another outcome.
    """
    if not rule.deciding:
        return
    rivals = [each for each in book.triage.rules if each is not rule and compete(rule, each, book)]
    own = rule.precedence
    before = [each.precedence for each in rivals if each.precedence < own]
    after = [each.precedence for each in rivals if each.precedence > own]
    if before:
        yield "precedence past the one before", max(before) - 0.5
    if after:
        yield "precedence past the one after", min(after) + 0.5
    order = list(book.triage.rules)
    others = [each for each in rivals if each.precedence == own and _outcome(each) != _outcome(rule)]
    if any(order.index(each) < order.index(rule) for each in others):
        yield "precedence first of its group", own - 0.5
    elif others:
        yield "precedence last of its group", own + 0.5


def compete(one: TriageRule, other: TriageRule, book: Rulebook) -> bool:
    """Whether both may hold in one case and only precedence tells which decides."""
    if one.effect != other.effect or not (_can_hold(one) and _can_hold(other)):
        return False
    first, second = demands(one, book), demands(other, book)
    return all(first[fact] & second[fact] for fact in first.keys() & second.keys())


def _can_hold(rule: TriageRule) -> bool:
    """A rule that is only the default, or only for all the rest, is never weighed against another."""
    return (rule.when is not None or rule.chosen) and not rule.rest


def _outcome(rule: TriageRule) -> tuple[str, ...]:
    return rule.track, rule.pool, rule.exit, rule.leg, rule.approval


def demands(rule: TriageRule, book: Rulebook) -> Demands:
    """The facts a rule fixes to listed values, also through derived values it names."""
    found: Demands = {}
    if rule.chosen:
        found["chosen_class.rule_id"] = frozenset({rule.id})
    elif rule.when is not None:
        _collect(rule.when.root, book, found)
    return found


def _collect(tree: Mapping[str, Any], book: Rulebook, found: Demands) -> None:
    for name, value in tree.items():
        if name == "all":
            for one in value:
                _collect(one, book, found)
            continue
        if (values := _listed(value)) is not None and name not in ("any", "not"):
            found[name] = found.get(name, values) & values
            derived = book.derived.get(name)
            if value is True and derived is not None and derived.when is not None:
                _collect(derived.when.root, book, found)


def _listed(value: Any) -> frozenset[Any] | None:
    """The values an equation or a list leaves; none for any other question."""
    if not isinstance(value, Mapping):
        return frozenset({value}) if not isinstance(value, list) else None
    if isinstance(value.get("in"), list):
        return frozenset(value["in"])
    return frozenset({value["eq"]}) if "eq" in value and not isinstance(value["eq"], Mapping) else None
