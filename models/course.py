"""How a case with given facts would go under one rulebook (案件走向): its legs and what triage decides.

A rehearsal on facts alone: nothing has happened yet, so a leg that hangs on the course of the handling
stands here as one that may come.
"""

from collections.abc import Iterator
from enum import StrEnum

from models.conditions import evaluate
from models.facts import CaseFacts, Progress
from models.flow import Leg, Part
from models.rulebook import Rulebook
from models.triage import TriageAnswer, triage
from models.values import Value


class Certainty(StrEnum):
    """Whether a leg will be walked."""

    SURE = "sure"  # 必经
    PERHAPS = "perhaps"  # 视情况


class Step(Value):
    """A leg on the way (环节): its parts, the unit that holds the case, what triage decided there."""

    leg: str
    parts: tuple[Part, ...]
    certainty: Certainty
    article: str
    group: str
    decision: TriageAnswer | None = None


class Course(Value):
    """The way of a case under one rulebook; `facts` are those given and those the way settled."""

    steps: tuple[Step, ...]
    facts: CaseFacts

    @property
    def decisions(self) -> tuple[TriageAnswer, ...]:
        """What triage decided on the way, in order."""
        return tuple(step.decision for step in self.steps if step.decision is not None)

    @property
    def last(self) -> TriageAnswer | None:
        """The last decision that sent the case somewhere."""
        return next((each for each in reversed(self.decisions) if each.decided_by), None)


def course(book: Rulebook, facts: CaseFacts) -> Course:
    """The way of a case from its filing, held by the unit `group` names or else the one that receives it.

    A leg is walked once by each holder: a way back ends the rehearsal, and so does the closing review.
    """
    units = {unit.key for unit in book.units}
    walk = _Walk(book, facts, facts.group if facts.group in units else book.intake.unit)
    steps = tuple(walk.steps())
    return Course(steps=steps, facts=walk.facts)


class _Walk:
    """Goes from leg to leg and remembers who holds the case."""

    def __init__(self, book: Rulebook, facts: CaseFacts, holder: str | None) -> None:
        self._book = book
        self._places = {leg.id: place for place, leg in enumerate(book.flow.stages)}
        self._sent_to = ""
        self.facts = facts.model_copy(update={"group": holder})

    def steps(self) -> Iterator[Step]:
        """The legs in the order in which the case walks them."""
        legs, place, seen = self._book.flow.stages, 0, set[tuple[str, str | None]]()
        while place < len(legs) and (legs[place].id, self.facts.group) not in seen:
            leg = legs[place]
            certainty = self._certainty(leg)
            self._sent_to = ""
            place += 1
            if certainty is None:
                continue
            seen.add((leg.id, self.facts.group))
            yield self._step(leg, certainty)
            if Part.CLOSING_REVIEW in leg.run and certainty is Certainty.SURE:
                return
            place = self._places.get(self._sent_to, place)

    def _certainty(self, leg: Leg) -> Certainty | None:
        """Whether the case walks a leg; none if it passes it over."""
        if leg.id == self._sent_to:
            return Certainty.SURE
        if leg.by_exit:
            return None
        holds = evaluate(leg.when, self.facts, self._book.derived, Progress()).value
        return None if holds is False else Certainty.SURE if holds else Certainty.PERHAPS

    def _step(self, leg: Leg, certainty: Certainty) -> Step:
        group = self.facts.group or ""
        decision = triage(self._book, self.facts) if Part.TRIAGE in leg.run else None
        if decision is not None:
            self._follow(decision)
        return Step(
            leg=leg.id,
            parts=leg.run,
            certainty=certainty,
            article=leg.citation,
            group=group,
            decision=decision,
        )

    def _follow(self, decision: TriageAnswer) -> None:
        """Where a decision sends the case, and who holds it then."""
        settled = {"track": decision.track} if decision.track else {}
        units = {unit.key for unit in self._book.units}
        if decision.moves:
            holder = decision.exit if decision.exit in units else next(iter(decision.units), decision.unit)
            settled |= {"group": holder, "team": holder}
        self.facts = self.facts.model_copy(update=settled)
        self._sent_to = decision.leg
        if decision.exit and not decision.leg and decision.exit not in units:
            self._sent_to = next(leg.id for leg in self._book.flow.stages if Part.CLOSING_REVIEW in leg.run)
