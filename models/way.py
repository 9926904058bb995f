"""Where a case goes next (环节流转): the rulebook's order, its conditions and its ways back."""

from models.case import CaseState
from models.conditions import Condition, evaluate
from models.facts.of_case import facts_of, progress_of
from models.flow import Leg, Part
from models.rulebook import Rulebook


def holds(book: Rulebook, condition: Condition | None, state: CaseState) -> bool:
    """Whether a condition of the book is known true of the case; no condition always is (CV-5)."""
    verdict = evaluate(condition, facts_of(state), book.derived, progress_of(state))
    return verdict.value is True


def known_false(book: Rulebook, condition: Condition, state: CaseState) -> bool:
    """Whether a condition of the book is known not to be true of the case."""
    verdict = evaluate(condition, facts_of(state), book.derived, progress_of(state))
    return verdict.value is False


def next_leg(book: Rulebook, state: CaseState) -> Leg | None:
    """The leg after the one just left: where a decision sends the case, a way back whose condition holds,
    else the next in order.

    None when the way has no further leg.
    """
    legs = book.flow.stages
    if state.goes_to:
        return next(leg for leg in legs if leg.id == state.goes_to)
    if not state.leg:
        return _first_open(book, legs, state)
    place = next(number for number, leg in enumerate(legs) if leg.id == state.leg)
    for back in book.flow.returns:
        if Part(back.after) in legs[place].run and holds(book, back.when, state):
            return next(leg for leg in legs if leg.id == back.to)
    return _first_open(book, legs[place + 1 :], state)


def _first_open(book: Rulebook, legs: tuple[Leg, ...], state: CaseState) -> Leg | None:
    return next((leg for leg in legs if not leg.by_exit and holds(book, leg.when, state)), None)
