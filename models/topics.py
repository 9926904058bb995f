"""Topics of cases (专题): what a court reports its cases by, apart from the campaign one runs in (RY-4)."""

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import Any

from models.conditions import Condition, Derived
from models.errors import Code, Refusal
from models.events import Event
from models.sourced import Sourced
from models.validation import unknown_name

FACT = "case_topics"
"""The fact that holds a case's topics: left out is unknown, none or an empty list that it has none."""


class CaseTopic(Sourced):
    """A topic by the court's own word (涉党政机关、问题楼盘、金融清收、民生); it routes nothing by itself."""

    name: str


def check_topics(known: Iterable[CaseTopic], facts: Mapping[str, Any], court: str) -> None:
    """Raises Refusal(FACTS_INVALID) for a topic the court's rules do not have, with the nearest one."""
    words = {topic.name for topic in known}
    for word in facts.get(FACT) or ():
        if not words:
            raise Refusal(Code.FACTS_INVALID, f"字段 {FACT}：{court}的办案规则没有专题，不得注明“{word}”")
        if word not in words:
            raise Refusal(Code.FACTS_INVALID, f"字段 {FACT}：{unknown_name('专题', word, words)}")


def with_topics_checked(
    known: Iterable[CaseTopic], events: tuple[Event, ...], court: str
) -> tuple[Event, ...]:
    """The events of an act, unless one states a topic the court does not have. Raises Refusal."""
    for event in events:
        check_topics(known, event.facts, court)
    return events


def topics_asked_for(conditions: Iterable[Condition], derived: Mapping[str, Derived]) -> Iterator[str]:
    """Every topic that conditions ask for."""
    for condition in (*conditions, *(row.when for row in derived.values() if row.when is not None)):
        yield from _asked(condition.root)


def _asked(part: Any) -> Iterator[str]:
    if isinstance(part, Mapping):
        for name, below in part.items():
            if name == FACT and isinstance(below, Mapping) and isinstance(below.get("contains"), str):
                yield below["contains"]
            else:
                yield from _asked(below)
    elif isinstance(part, Collection) and not isinstance(part, str):
        for below in part:
            yield from _asked(below)
