"""One case under every court's rulebook, side by side: what differs, and by which article (并列比较)."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from models.course import Certainty, Course, course
from models.facts.case_facts import CaseFacts, parse_facts
from models.provisions import Item, Section, provisions
from models.rulebook import Rulebook
from models.shelf.files import known_courts, load, released_library
from models.shelf.shelf import book_of
from models.values import Value

SECTION_NAMES: dict[Section, str] = {
    Section.ROUTE: "路径",
    Section.TRIAGE: "繁简分流和分案",
    Section.APPROVALS: "审批",
    Section.LIMITS: "期限",
    Section.CLOSING: "结案",
}
"""What each section is called where a court reads it."""


DRAFT = "（草案）"
"""Stands after a court that is compared with its own draft."""


class Point(Value):
    """One point of comparison: what each court says on it; a court that is not there says nothing."""

    section: Section
    key: str
    name: str
    said: dict[str, tuple[Item, ...]]
    differs: bool


class Outcome(Value):
    """What becomes of the case in one court: its way, and the decision that sent it somewhere last.

    `route` are the legs the case walks, `perhaps` those of them that hang on the handling; `whole` says
    whether it reaches the closing review on what is known. `holder` is the unit that holds it then.
    """

    name: str
    short: str
    route: tuple[str, ...]
    perhaps: tuple[str, ...]
    whole: bool
    holder: str = ""
    track: str = ""
    unit: str = ""
    exit: str = ""
    decided_by: str = ""
    approver: str = ""
    fired: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()


class Comparison(Value):
    """The same facts under several rulebooks; `courts` and every `said` are by court."""

    courts: dict[str, Outcome]
    points: tuple[Point, ...]

    @property
    def differences(self) -> tuple[Point, ...]:
        """The points on which the courts differ."""
        return tuple(point for point in self.points if point.differs)


def compare(books: Mapping[str, Rulebook], facts: CaseFacts) -> Comparison:
    """The same facts under each of the books."""
    courses = {court: course(book, facts) for court, book in books.items()}
    said: dict[tuple[Section, str], dict[str, list[Item]]] = {}
    names: dict[tuple[Section, str], str] = {}
    for court, book in books.items():
        for each in provisions(book, courses[court]):
            point = (each.section, each.key)
            names.setdefault(point, each.name)
            items = said.setdefault(point, {}).setdefault(court, [])
            if each.item not in items:
                items.append(each.item)
    order = list(Section)
    return Comparison(
        courts={court: _outcome(book, courses[court]) for court, book in books.items()},
        points=tuple(
            Point(
                section=section,
                key=key,
                name=names[section, key],
                said={court: tuple(items) for court, items in by_court.items()},
                differs=_differs(section, by_court, len(books)),
            )
            for (section, key), by_court in sorted(said.items(), key=lambda one: order.index(one[0][0]))
        ),
    )


def _differs(section: Section, said: Mapping[str, list[Item]], courts: int) -> bool:
    """Whether some court says something else, or nothing; only of the way does the order matter."""
    ordered = tuple if section is Section.ROUTE else frozenset
    substances = {ordered(item.substance for item in items) for items in said.values()}
    return len(said) < courts or len(substances) > 1


def _outcome(book: Rulebook, case: Course) -> Outcome:
    last = case.last
    told = dict.fromkeys(warning for decision in case.decisions for warning in decision.warnings)
    if case.facts.filed_at is not None and case.facts.filed_at.date().isoformat() < book.in_force:
        told[f"本院规则自{book.in_force}起施行，晚于立案之日，仅供对照"] = None
    fired = dict.fromkeys(rule.rule for decision in case.decisions for rule in decision.fired)
    return Outcome(
        name=book.name,
        short=book.short,
        route=tuple(step.leg for step in case.steps),
        perhaps=tuple(step.leg for step in case.steps if step.certainty is Certainty.PERHAPS),
        whole=case.whole,
        holder=case.facts.group or "",
        track=last.track if last else "",
        unit=last.unit if last else "",
        exit=last.exit if last else "",
        decided_by=last.decided_by if last else "",
        approver=next((each.approver for each in case.decisions if each.approver), ""),
        fired=tuple(fired),
        warnings=tuple(told),
    )


def compare_tool(facts: Mapping[str, Any], where: str = "facts", drafts: Sequence[str] = ()) -> Comparison:
    """The same facts under every court's rulebook in force on the day of filing, else under its first.

    `drafts` are folders of books besides, by their latest edition; one of a court that is shipped stands
    beside the shipped one.
    Raises Refusal: FACTS_INVALID for facts that cannot be read, RULEBOOK_INVALID for a draft that does
    not load.
    """
    stated = parse_facts(facts, where)
    on = stated.filed_at.date() if stated.filed_at else None
    books = {court: _in_force(court, on) for court in known_courts()}
    for draft in drafts:
        book = book_of(draft)
        beside = book.court in books
        key = f"{book.court}{DRAFT}" if beside else book.court
        books[key] = book.model_copy(update={"short": f"{book.short}{DRAFT}"}) if beside else book
    return compare(books, stated)


def _in_force(court: str, on: date | None) -> Rulebook:
    """The book on a day; where there was none yet, the first."""
    first = released_library().changes(court)[0]
    return load(court, max(on, first) if on else None)


def lines(comparison: Comparison) -> Iterator[str]:
    """The comparison as a person reads it: the differences, courts that say the same together."""
    shorts = {court: outcome.short for court, outcome in comparison.courts.items()}
    alone: dict[str, list[str]] = {}
    section = None
    for point in comparison.differences:
        if point.section is Section.LIMITS and len(point.said) == 1:
            ((court, items),) = point.said.items()
            alone.setdefault(shorts[court], []).extend(_words(item, point) for item in items)
            continue
        if point.section is not section:
            section = point.section
            yield f"【{SECTION_NAMES[section]}】"
        yield f"≠ {point.name}"
        yield from _sides(point, shorts)
    if alone:
        yield "【只有一院写明的期限】"
    for short, texts in alone.items():
        yield from _side(short, texts)
    for outcome in comparison.courts.values():
        yield from (f"！{outcome.short}：{warning}" for warning in outcome.warnings)
    same = [point.name for point in comparison.points if not point.differs]
    yield f"各院相同的 {len(same)} 项：{'、'.join(same) or '无'}"


def _sides(point: Point, shorts: Mapping[str, str]) -> Iterator[str]:
    """What the courts say on a point, once for all that say the same; those that say nothing come last."""
    by_text: dict[tuple[str, ...], list[str]] = {}
    for court, short in shorts.items():
        texts = tuple(_words(item, point) for item in point.said.get(court, ()))
        if point.section is Section.ROUTE and texts:
            texts = (" → ".join(texts),)
        by_text.setdefault(texts, []).append(short)
    for texts, courts in sorted(by_text.items(), key=lambda side: not side[0]):
        yield from _side("、".join(courts), texts or ("没有规定",))


def _side(courts: str, texts: Iterable[str]) -> Iterator[str]:
    """One side: who, then line by line what."""
    label = f"{courts}　"
    for text in texts:
        yield f"    {label}{text}"
        label = "　" * len(label)


def _words(item: Item, point: Point) -> str:
    """An item with its article; a limit or rule also with its id, and its name if the point has another."""
    if point.section is Section.ROUTE:
        return item.text
    named = f"{item.name}：" if item.name and (item.name != point.name or len(point.said) == 1) else ""
    numbered = point.section in (Section.LIMITS, Section.TRIAGE)
    return f"{named}{item.text}〔{item.article}{f'，{item.id}' if numbered else ''}〕"
