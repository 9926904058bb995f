"""How a case with given facts would go under one rulebook (案件走向): its legs and what triage decides.

A rehearsal on facts alone: nothing has happened yet, so a leg that hangs on the course of the handling
stands here as one that may come.
"""

from collections.abc import Iterator
from enum import StrEnum

from models.conditions import evaluate
from models.facts.case_facts import CaseFacts, Progress
from models.flow import Leg, Part
from models.rulebook import Rulebook
from models.triage import TriageAnswer, triage
from models.values import Value

_SO_FAR = Progress(closing_proposed=False, closing_returned=False)
"""How far a rehearsed case is: nobody has proposed to close it."""


class Certainty(StrEnum):
    """Whether a leg will be walked."""

    SURE = "sure"  # 必经
    PERHAPS = "perhaps"  # 视情况


class Step(Value):
    """A leg on the way (环节): its parts, and what triage decided there on which facts."""

    leg: str
    parts: tuple[Part, ...]
    certainty: Certainty
    article: str
    facts: CaseFacts
    decision: TriageAnswer | None = None


class Course(Value):
    """The way of a case under one rulebook; `facts` are those given and those the way settled.

    `whole`: it reaches the closing review; else it hangs on facts nobody knows yet.
    """

    steps: tuple[Step, ...]
    facts: CaseFacts
    whole: bool

    @property
    def decisions(self) -> tuple[TriageAnswer, ...]:
        """What triage decided on the way, in order."""
        return tuple(step.decision for step in self.steps if step.decision is not None)

    @property
    def last(self) -> TriageAnswer | None:
        """The last decision that sent the case somewhere."""
        return next((each for each in reversed(self.decisions) if each.decided_by), None)


def course(book: Rulebook, facts: CaseFacts) -> Course:
    """The way of a case from its filing; a unit of the book that `group` names holds it then already.

    A leg is walked once by each holder: a decision that only repeats an earlier one ends the rehearsal.
    """
    walk = _Walk(book, facts)
    steps = tuple(walk.steps())
    return Course(steps=steps, facts=walk.facts, whole=_reviewed(steps[-1]))


def _reviewed(step: Step) -> bool:
    return Part.CLOSING_REVIEW in step.parts and step.certainty is Certainty.SURE


class _Walk:
    """Goes from leg to leg and remembers who holds the case and whether it is to be closed."""

    def __init__(self, book: Rulebook, facts: CaseFacts) -> None:
        self._book = book
        self._units = {unit.key for unit in book.units}
        self._places = {leg.id: place for place, leg in enumerate(book.flow.stages)}
        self._sent_to = ""
        self._to_be_closed = False
        stated = {name: value for name, value in facts.known.items() if name != "group"}
        self.facts = facts if facts.group in self._units else CaseFacts.model_validate(stated)

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
            step = self._step(leg, certainty)
            yield step
            if _reviewed(step):
                return
            place = self._places.get(self._sent_to, place)

    def _certainty(self, leg: Leg) -> Certainty | None:
        """Whether the case walks a leg; none if it passes it over."""
        if leg.id == self._sent_to:
            return Certainty.SURE
        if leg.by_exit:
            return None
        holds = evaluate(leg.when, self.facts, self._book.derived, _SO_FAR).value
        if holds:
            return Certainty.SURE
        settled = self._to_be_closed and Part.TRIAGE in leg.run
        return None if holds is False or settled else Certainty.PERHAPS

    def _step(self, leg: Leg, certainty: Certainty) -> Step:
        facts = self.facts
        decision = self._decision(certainty) if Part.TRIAGE in leg.run else None
        if decision is not None:
            self._follow(decision)
        return Step(
            leg=leg.id,
            parts=leg.run,
            certainty=certainty,
            article=leg.citation,
            facts=facts,
            decision=decision,
        )

    def _decision(self, certainty: Certainty) -> TriageAnswer | None:
        """What triage decides; where it may not be asked again, only what sends the case on counts."""
        decision = triage(self._book, self.facts)
        return None if certainty is Certainty.PERHAPS and not decision.exit else decision

    def _follow(self, decision: TriageAnswer) -> None:
        """Where a decision sends the case, and who holds it then."""
        settled: dict[str, str] = {"track": decision.track} if decision.track else {}
        if decision.moves:
            holder = next(iter(decision.units), decision.unit)
            holder = decision.exit if decision.exit in self._units else holder
            settled |= {"group": holder, "team": holder}
        self.facts = self.facts.model_copy(update=settled)
        self._sent_to = decision.leg
        self._to_be_closed = bool(decision.exit) and decision.exit not in self._units
        if self._to_be_closed and not decision.leg:
            self._sent_to = next(leg.id for leg in self._book.flow.stages if Part.CLOSING_REVIEW in leg.run)
