"""Invented cases over the whole fact schema (随机案件, requirements 8.1-8.4), the same for the same seed."""

import random
from datetime import date, datetime, time, timedelta
from typing import Any

from models.facts.case_facts import CaseFacts
from models.facts.schema import FACT_TYPES, FactType, Kind
from models.rulebook import Rulebook
from models.values import COURT_ZONE

FIRST_DAY, DAYS = date(2024, 1, 1), 900
"""Every random day lies in this span, or in one as long from the first day of a book that begins later."""

STATED, NONE = 0.7, 0.05
"""How often a fact is stated at all, and how often it is then known to be none."""
SELDOM = {
    "campaign_code",
    "case_topics",
    "chosen_class",
    "objection",
    "outside_attention",
    "prior_termination",
    "related_cases",
}
"""Facts most cases have none of; stated as often as others, they would decide nearly every case."""
SELDOM_NONE, SELDOM_TRUE = 0.85, 0.15
USUAL: dict[str, Any] = {"case_kind": "first_enforcement", "self_enforced": True}
"""What most cases are."""

THRESHOLDS = (0, 5_000_000, 30_000_000, 10_000_000)
"""Amounts in cents at and about which rules turn; every second amount lies on or beside one."""

NAMES = tuple(sorted(CaseFacts.model_fields.keys() & FACT_TYPES.keys()))


class FactMaker:
    """Makes cases of one court: words only it knows (units, rules, systems) come from its rulebook."""

    def __init__(self, book: Rulebook, seed: int) -> None:
        self._random = random.Random(f"{book.court}/{seed}")  # noqa: S311 - not for secrets
        self._first_day = max(FIRST_DAY, date.fromisoformat(book.in_force))
        units = [unit.key for unit in book.units]
        self._words: dict[str, list[str]] = {
            "group": units,
            "team": units,
            "track": sorted(book.triage.tracks) or ["ordinary"],
            "chosen_class.rule_id": [rule.id for rule in book.triage.rules if rule.chosen] or ["none"],
            "query_runs.system": [system.key for system in book.network.systems],
            "related_cases.team": units,
            "case_topics": [topic.name for topic in book.case_topics],
            "outside_attention": ["交办", "督办", "人大代表关注"],
        }
        self._papers = sorted({item.item for method in book.closing.methods for item in method.evidence})

    def case(self) -> dict[str, Any]:
        """One case as a facts file has it; a fact left out is unknown, null is none."""
        stated = [name for name in NAMES if self._random.random() < STATED]
        return {name: self._fact(name) for name in stated}

    def _fact(self, name: str) -> Any:
        none = SELDOM_NONE if name in SELDOM else NONE
        return None if self._random.random() < none else self._value(name, FACT_TYPES[name])

    def _value(self, name: str, kind: FactType) -> Any:
        chance = self._random
        if name == "termination_evidence":
            return {paper: chance.choice(["present", "absent"]) for paper in self._papers}
        if name == "detention.days":
            return chance.randint(1, 15)
        if kind.kind is Kind.OBJECT:
            return self._parts(name, kind)
        if kind.kind is Kind.LIST:
            return [self._parts(name, kind) for _ in range(chance.randint(0, 3))]
        if kind.kind is Kind.SET:
            choices = sorted(kind.choices) or self._words.get(name, ["甲", "乙"])
            return chance.sample(choices, chance.randint(0, len(choices)))
        return self._plain(name, kind)

    def _plain(self, name: str, kind: FactType) -> Any:
        chance = self._random
        if kind.kind is Kind.FLAG:
            return chance.random() < (1 - SELDOM_TRUE if name in USUAL else SELDOM_TRUE)
        if kind.kind is Kind.CHOICE:
            if name in USUAL and chance.random() < 1 - SELDOM_TRUE:
                return USUAL[name]
            return chance.choice(sorted(kind.choices))
        if kind.kind is Kind.NUMBER:
            return self._amount()
        if kind.kind in (Kind.DAY, Kind.INSTANT):
            return self._moment(kind.kind)
        return chance.choice(self._words.get(name, ["某项"]))

    def _parts(self, name: str, kind: FactType) -> dict[str, Any]:
        known = [part for part in kind.parts if self._random.random() < (STATED + 1) / 2]
        return {part: self._value(f"{name}.{part}", kind.parts[part]) for part in known}

    def _amount(self) -> float:
        near = self._random.choice(THRESHOLDS) + self._random.choice([-1, 0, 0, 1])
        anywhere = self._random.randint(0, 100_000_000)
        return max(0, near if self._random.random() < 0.5 else anywhere) / 100

    def _moment(self, kind: Kind) -> str:
        day = self._first_day + timedelta(days=self._random.randrange(DAYS))
        if kind is Kind.DAY:
            return day.isoformat()
        return datetime.combine(day, time(self._random.randint(8, 18)), COURT_ZONE).isoformat()
