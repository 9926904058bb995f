"""What a triage rule decides, and which of two rules is asked first."""

from typing import NamedTuple

from models.conditions import Condition, facts_read
from models.rulebook import Rulebook
from models.triage_rules import TriageRule


class Decider(NamedTuple):
    """A rule that decides where a case goes: its condition, the facts it reads, its place in the book."""

    rule: TriageRule
    when: Condition
    reads: frozenset[str]
    place: int

    @property
    def outcome(self) -> tuple[str, ...]:
        """Where it sends a case; rules with the same outcome do not contradict each other."""
        return (self.rule.track, self.rule.pool, self.rule.exit, self.rule.leg)

    @property
    def rank(self) -> tuple[bool, int, int]:
        """Where several hold the least decides: exits before tracks, then precedence, then the list."""
        return (self.rule.effect != "exit", self.rule.precedence, self.place)


def deciders(book: Rulebook) -> list[Decider]:
    """The deciding rules with a condition; what only a person may choose has none (CV-7)."""
    return [
        Decider(rule, rule.when, facts_read(rule.when, book.derived), place)
        for place, rule in enumerate(book.triage.rules)
        if rule.deciding and rule.when is not None
    ]


def outcome_words(book: Rulebook, rule: TriageRule) -> str:
    """The outcome as a court reads it."""
    key = rule.exit or rule.track
    return f"“{book.triage.tracks.get(key) or book.names.get(key, key)}”"
