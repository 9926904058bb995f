"""The way of one case under two editions (案件走向的差异): where they part, and by which rules."""

from collections.abc import Iterator, Sequence
from enum import StrEnum
from itertools import zip_longest

from models.course import Certainty, Course, Step, course
from models.facts.case_facts import CaseFacts
from models.flow import PART_NAMES
from models.rulebook import Rulebook
from models.triage import Needed, TriageAnswer
from models.values import Value


class Aspect(StrEnum):
    """What of a case may become another."""

    ROUTE = "route"  # 路径
    TRACK = "track"  # 类别
    UNIT = "unit"  # 分案去向
    EXIT = "exit"  # 移送或者结案去向
    RULE = "rule"  # 决定的规则
    APPROVALS = "approvals"  # 须报批的事项
    WARNINGS = "warnings"  # 提示


class Told(Value):
    """What an edition says on one aspect, in keys and words, with the rule that says so; empty: nothing."""

    keys: tuple[str, ...] = ()
    words: str = ""
    rule: str = ""
    article: str = ""


class Difference(Value):
    """One aspect of a case before and after."""

    aspect: Aspect
    before: Told
    after: Told


def differences(before: Rulebook, after: Rulebook, facts: CaseFacts) -> tuple[Difference, ...]:
    """In what the way of a case with these facts differs; of each aspect the first place."""
    ways = course(before, facts), course(after, facts)
    found = list(_route(before, after, *ways))
    for one, other in zip_longest(ways[0].decisions, ways[1].decisions):
        said = _said(before, one), _said(after, other)
        known = {each.aspect for each in found}
        found += [
            Difference(aspect=aspect, before=said[0][aspect], after=said[1][aspect])
            for aspect in said[0]
            if aspect not in known and said[0][aspect].keys != said[1][aspect].keys
        ]
    order = list(Aspect)
    return tuple(sorted(found, key=lambda each: order.index(each.aspect)))


def _route(before: Rulebook, after: Rulebook, old: Course, new: Course) -> Iterator[Difference]:
    """The legs of the way, where they are others."""
    legs = tuple(tuple((step.leg, step.parts, step.certainty) for step in way.steps) for way in (old, new))
    if legs[0] != legs[1]:
        yield Difference(aspect=Aspect.ROUTE, before=_way(old, new), after=_way(new, old))


def _way(way: Course, other: Course) -> Told:
    """A way in words, with the article of the first leg in which it leaves the other one."""
    apart = next(
        (
            step
            for step, there in zip_longest(way.steps, other.steps)
            if step is not None and (there is None or (step.leg, step.parts) != (there.leg, there.parts))
        ),
        None,
    )
    return Told(
        keys=tuple(step.leg for step in way.steps),
        words=" → ".join(_leg(step) for step in way.steps),
        rule=apart.leg if apart else "",
        article=apart.article if apart else "",
    )


def _leg(step: Step) -> str:
    parts = "∥".join(PART_NAMES[part] for part in step.parts)
    return parts if step.certainty is Certainty.SURE else f"{parts}（视情况）"


def _said(book: Rulebook, answer: TriageAnswer | None) -> dict[Aspect, Told]:
    """What a decision says on each aspect; nothing where an edition decides nothing there."""
    if answer is None:
        return {aspect: Told() for aspect in Aspect if aspect is not Aspect.ROUTE}
    rule = answer.decided_by
    article = next((fired.article for fired in answer.fired if fired.rule == rule), "")
    names = book.names

    def told(key: str) -> Told:
        keys = (key,) if key else ()
        return Told(keys=keys, words=names.get(key, key), rule=rule, article=article)

    return {
        Aspect.TRACK: told(answer.track),
        Aspect.UNIT: told(answer.unit),
        Aspect.EXIT: told(answer.exit),
        Aspect.RULE: told(rule),
        Aspect.APPROVALS: _approvals(book, answer.approvals),
        Aspect.WARNINGS: Told(
            keys=answer.warnings, words="；".join(answer.warnings), rule=rule, article=article
        ),
    }


def _approvals(book: Rulebook, needed: Sequence[Needed]) -> Told:
    """The matters to be granted and who decides each; the article is that of the matters."""
    rows = {row.matter: row for row in book.approvals}
    return Told(
        keys=tuple("·".join((each.matter, each.unit, *each.approver)) for each in needed),
        words="；".join(f"{rows[each.matter].name}：{_who(book, each)}" for each in needed),
        rule="、".join(dict.fromkeys(each.rule for each in needed)),
        article="；".join(dict.fromkeys(rows[each.matter].citation for each in needed)),
    )


def _who(book: Rulebook, needed: Needed) -> str:
    """Who decides, as a court reads it."""
    roles = "或者".join(book.names.get(role, role) for role in needed.approver)
    return "·".join(filter(None, (book.names.get(needed.unit, needed.unit), roles)))
