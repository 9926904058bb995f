"""What one court's rules say on a case, point by point (条款要点): the material of a comparison."""

from collections.abc import Iterator
from enum import StrEnum
from typing import NamedTuple

from models.conditions import evaluate
from models.course import Certainty, Course, Step
from models.event_names import EVENT_NAMES
from models.events import EventKind
from models.facts.case_facts import CaseFacts, Progress
from models.flow import PART_NAMES
from models.limits import Limit, Match
from models.lint.lengths import length_words, numbered
from models.lint.occasions import words
from models.procedure import ClosingMethod
from models.reading import Reading
from models.rulebook import Rulebook
from models.triage import TriageAnswer
from models.values import Value


class Section(StrEnum):
    """What is compared, in the order in which it is shown."""

    ROUTE = "route"  # 路径
    TRIAGE = "triage"  # 繁简分流
    APPROVALS = "approvals"  # 审批
    LIMITS = "limits"  # 期限
    CLOSING = "closing"  # 结案


class Item(Value):
    """One thing a court's rules say; a limit has its number, unit and start events besides."""

    id: str
    text: str
    article: str
    name: str = ""
    number: int | None = None
    unit: str = ""
    starts: tuple[EventKind, ...] = ()

    @property
    def substance(self) -> tuple[object, ...]:
        """What is compared between courts: not ids and articles, and of a limit not its name."""
        return (self.number, self.unit, self.starts) if self.unit else (self.text,)


class Said(NamedTuple):
    """An item with the point it belongs to."""

    section: Section
    key: str
    name: str
    item: Item


def provisions(book: Rulebook, case: Course) -> Iterator[Said]:
    """Everything the book says on the case."""
    yield from _route(book, case)
    for step in case.steps:
        if step.decision is not None:
            yield from _decided(book, step.decision, step.facts)
            yield from _approvals(book, step.decision)
    yield from _limits(book, case.facts)
    yield from _closing(book)


def _route(book: Rulebook, case: Course) -> Iterator[Said]:
    for step in case.steps:
        item = Item(id=step.leg, text=_leg_words(book, step), article=step.article)
        yield Said(Section.ROUTE, "legs", "环节顺序", item)
    if not case.whole:
        yield Said(Section.ROUTE, "legs", "环节顺序", Item(id="", text="……（其后须待查明事实）", article=""))


def _leg_words(book: Rulebook, step: Step) -> str:
    parts = "∥".join(PART_NAMES[part] for part in step.parts)
    return parts if step.certainty is Certainty.SURE else f"{parts}（视情况）"


def _decided(book: Rulebook, decision: TriageAnswer, facts: CaseFacts) -> Iterator[Said]:
    """What triage decided, and by which rule."""
    article = next((rule.article for rule in book.triage.rules if rule.id == decision.decided_by), "")
    told = {
        ("track", "类别"): book.triage.tracks.get(decision.track, decision.track),
        ("unit", "分案去向"): book.names.get(decision.unit, decision.unit),
        ("exit", "移送或者结案去向"): book.names.get(decision.exit, decision.exit),
    }
    for (key, name), text in told.items():
        if text:
            item = Item(id=decision.decided_by, text=text, article=article)
            yield Said(Section.TRIAGE, key, name, item)
    for fired in decision.fired:
        item = Item(id=fired.rule, text=_rule_text(book, fired.rule, facts), article=fired.article)
        yield Said(Section.TRIAGE, "fired", "成立的规则", item)


def _rule_text(book: Rulebook, rule_id: str, facts: CaseFacts) -> str:
    """The text of a rule, of those of its branches that hold where it has several."""
    rules = [rule for rule in book.triage.rules if rule.id == rule_id]
    reading = Reading(facts, book.derived)
    held = [rule for rule in rules if rule.when is not None and rule.when.outcome(reading) is True]
    return "；".join(rule.text for rule in held or rules)


def _approvals(book: Rulebook, decision: TriageAnswer) -> Iterator[Said]:
    names = {approval.matter: approval for approval in book.approvals}
    for needed in decision.approvals:
        who = needed.unit and book.names.get(needed.unit, needed.unit)
        roles = "或者".join(book.names.get(role, role) for role in needed.approver)
        approval = names[needed.matter]
        text = f"{approval.name}：{'·'.join(filter(None, (who, roles)))}"
        yield Said(
            Section.APPROVALS,
            "matters",
            "须报批的事项",
            Item(id=needed.matter, text=text, article=approval.citation),
        )


def _limits(book: Rulebook, facts: CaseFacts) -> Iterator[Said]:
    """The limits that may run in the case, by the obligation they end with."""
    for limit in book.limits:
        starts = [start for start in limit.starts if _possible(start, facts)]
        if not starts or _excluded(book, limit, facts):
            continue
        key, name = _obligation(limit)
        responsible = book.names.get(limit.responsible, limit.responsible)
        length = length_words(limit) if numbered(limit) else "（文件没有数字）"
        item = Item(
            id=limit.id,
            text=f"自{words(starts)}起{length}，{responsible}",
            article=limit.article,
            name=limit.name,
            number=limit.limit,
            unit=limit.unit.value,
            starts=tuple(dict.fromkeys(start.event for start in starts)),
        )
        yield Said(Section.LIMITS, key, name, item)


def _excluded(book: Rulebook, limit: Limit, facts: CaseFacts) -> bool:
    return evaluate(limit.when, facts, book.derived, Progress()).value is False


def _possible(start: Match, facts: CaseFacts) -> bool:
    """Whether the start event may come in a case with these facts."""
    for name, wanted in start.where.items():
        stated = facts.known.get(name)
        if isinstance(stated, str | bool) and stated not in (
            wanted if isinstance(wanted, list) else [wanted]
        ):
            return False
    return True


def _obligation(limit: Limit) -> tuple[str, str]:
    """The event that fulfils the limit, by which the courts' limits are set side by side."""
    done = limit.done_by[0]
    where = ",".join(f"{name}={value}" for name, value in sorted(done.where.items()))
    if not where:
        return done.event.value, EVENT_NAMES[done.event]
    return f"{done.event.value}[{where}]", limit.name


def _closing(book: Rulebook) -> Iterator[Said]:
    """Who reviews closings, what each method needs, and how long a termination waits."""
    reviewed: dict[str, list[ClosingMethod]] = {}
    for method in book.closing.methods:
        reviewed.setdefault(method.reviewer, []).append(method)
    for reviewer, methods in reviewed.items():
        text = f"{book.names.get(reviewer, reviewer)}：{'、'.join(method.name for method in methods)}"
        usual = reviewer == book.closing.review.unit
        article = book.closing.review.citation if usual else methods[0].citation
        item = Item(id=reviewer, text=text, article=article)
        yield Said(Section.CLOSING, "reviewers", "结案审查单位", item)
    for method in book.closing.methods:
        for evidence in method.evidence:
            item = Item(id=evidence.item, text=evidence.name, article=evidence.citation)
            yield Said(Section.CLOSING, method.method, f"{method.name}的材料", item)
    closing = book.closing
    since = (
        f"立案之日起超过{closing.min_months_since_filing}个月"
        if closing.min_months_since_filing
        else "不受限制"
    )
    again = f"结案前{closing.requery_months}个月内再次查询" if closing.requery_months else "不作要求"
    for key, name, text in (("since", "终本前的期间", since), ("again", "终本前的再次查询", again)):
        yield Said(Section.CLOSING, key, name, Item(id=key, text=text, article=closing.citation))
