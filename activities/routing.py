"""What a triage decision writes (分流决定): the decision itself, and the requests it depends on."""

from models.case import Awaited, CaseState
from models.events import Event, EventKind
from models.rulebook import Rulebook
from models.triage import TriageAnswer
from models.values import Instant


def decision(book: Rulebook, state: CaseState, answer: TriageAnswer, at: Instant) -> Event:
    """A triage decision with all it rests on and all it leads to (CV-8).

    A case that a unit holds is sent on by an exit alone: a class that is known again moves nothing.
    """
    sends = bool(answer.exit) or not state.unit
    return Event(
        kind=EventKind.TRIAGED,
        occurred_at=at,
        facts={
            "track": answer.track,
            "unit": answer.unit,
            "pool": answer.pool,
            "rule": answer.decided_by,
            "exit": answer.exit,
            "leg": answer.leg if sends else "",
            "moves": sends and answer.moves and answer.units != (state.unit,),
            "awaits": [each.model_dump() for each in _awaited(book, answer)],
            "fired": [rule.model_dump() for rule in answer.fired],
            "open": [rule.model_dump(mode="json") for rule in answer.open],
            "warnings": [str(warning) for warning in answer.warnings],
            "read": list(answer.facts_read),
        },
        actor=f"system:{book.triage.unit}",
    )


def _awaited(book: Rulebook, answer: TriageAnswer) -> tuple[Awaited, ...]:
    """The matters a decision waits for, each with the further levels it goes up to."""
    matters = {approval.matter: approval for approval in book.approvals}
    found: dict[str, Awaited] = {}
    todo = list(answer.needs_approval)
    while todo:
        approval = matters[todo.pop(0)]
        if approval.matter not in found:
            found[approval.matter] = Awaited(
                matter=approval.matter,
                corrects=approval.refusal == "corrects",
                ends=approval.refusal == "ends",
            )
            todo += [approval.then] if approval.then else []
    return tuple(found.values())


def requests(book: Rulebook, state: CaseState, answer: TriageAnswer, at: Instant) -> tuple[Event, ...]:
    """A request for each matter somebody must grant before the case goes there."""
    target = answer.related_unit or answer.pool or answer.exit
    return tuple(
        Event(
            kind=EventKind.APPROVAL_REQUESTED,
            occurred_at=at,
            subject=f"A{number}",
            facts={"matter": matter, "target": target},
            actor=f"system:{book.triage.unit}",
        )
        for number, matter in enumerate(answer.needs_approval, start=len(state.approvals) + 1)
    )
