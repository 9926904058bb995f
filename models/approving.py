"""Who decides a matter as the case stands (审批权限): by unit, by level, by the limit to be extended."""

from collections.abc import Mapping
from typing import Any

from models.case import CaseState
from models.facts.of_case import facts_of, progress_of
from models.organisation import Approval
from models.reading import Reading
from models.rulebook import Rulebook


def approvers(approval: Approval, reading: Reading) -> tuple[str, ...]:
    """Who decides a matter as the facts are: the first level that holds, else the matter's own approver."""
    for level in approval.levels:
        if level.when.outcome(reading) is True:
            return tuple(level.approver)
    return tuple(approval.approver)


def deciders(
    book: Rulebook, state: CaseState, approval: Approval, asked: Mapping[str, Any]
) -> tuple[str, ...]:
    """The roles that decide a request; a limit may name its own last approvers of an extension (RY-39)."""
    if approval.effect == "extension" and not approval.then:
        for limit in book.limits:
            if limit.id == asked.get("limit") and limit.extension is not None:
                return tuple(limit.extension.approver)
    return approvers(approval, Reading(facts_of(state), book.derived, progress_of(state)))


def own_approver(book: Rulebook, state: CaseState, approval: Approval) -> bool:
    """Whether the matter's own approver decides as the case stands, and no lower level (JL-T11)."""
    reading = Reading(facts_of(state), book.derived, progress_of(state))
    return not any(level.when.outcome(reading) is True for level in approval.levels)
