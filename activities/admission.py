"""Whether a submitted act may be recorded, and as which events (受理办案行为): who, when, in which state.

Everything is looked up in the transaction that writes the act: identity, office, absence and key are those
the register has at that moment.
"""

from datetime import date

from sqlalchemy import or_, select

from activities.absences.staffing import absences_of, memberships_of, seats_of
from activities.drawing import draw_successor
from activities.journal import OpenCase
from activities.signing.staff_keys import check_signature
from models.acts.envelope import Act, ActData, ActKind, Situation
from models.acts.panel import RecordPanel
from models.acts.reassigning import ReassignCase, unit_of
from models.acts.registry import read_act_data
from models.case import CaseState
from models.errors import Code, Refusal
from models.events import Event
from models.gates import check_gates
from models.permissions import Membership, check_permission, check_substitute, stood_in
from models.rulebook import Rulebook
from models.tables import ActLog, Journal
from models.topics import with_topics_checked
from models.values import Instant


def events_of_act(case: OpenCase, act: Act, submitted: Instant) -> tuple[Event, ...]:
    """What an act writes into the journal of a case, as of when it was submitted.

    Raises Refusal with the code of whatever stands against it: its time, its signature, who acts for whom
    and in which office, its data, or an earlier node that gates it.
    """
    check_times(act, submitted, case.state, case.book)
    check_signature(case.session, act, case.row.key, submitted.date())
    day = act.occurred_at.date()
    situation = Situation(
        state=case.state,
        book=case.book,
        nodes=tuple(case.nodes.values()),
        corrected_authors=_authors_of(case, act.data.get("corrects")),
        away=absences_of(case.session, case.state.court, day),
    )
    check_substitute(act, situation.away, day)
    held = _memberships(case, act, day)
    check_permission(situation, act, held, day, _done_before(case, act.people))
    data = read_act_data(act)
    stated = data.events(act, _looked_up(case, data, situation, day))
    events = with_topics_checked(case.book.case_topics, stated, case.book.name)
    check_gates(case.book, case.nodes.values(), act.kind, events)
    return tuple(events)


def _looked_up(case: OpenCase, data: ActData, situation: Situation, day: date) -> Situation:
    """The situation with what only some acts need: who is drawn, which seats members hold."""
    if isinstance(data, ReassignCase):
        drawn = draw_successor(case, unit_of(case.state, data.absent), data.absent, day)
        return situation.model_copy(update={"drawn": drawn})
    if isinstance(data, RecordPanel):
        seated = seats_of(case.session, case.state.court, data.members, day)
        return situation.model_copy(update={"seated": seated})
    return situation


def check_times(act: Act, submitted: Instant, state: CaseState, book: Rulebook) -> None:
    """Raises Refusal(BAD_TIME) for an act dated after its submission or before the filing.

    Only a first reception may be older than the filing, where the court holds it before (SH-13).
    """
    if act.occurred_at > submitted:
        raise Refusal(Code.BAD_TIME, f"发生时间 {act.occurred_at:%Y-%m-%d %H:%M} 晚于录入时间")
    of_reception = act.kind in (ActKind.HOLD_RECEPTION, ActKind.NOTE_NO_RECEPTION)
    received_before = of_reception and book.reception.before_filing
    if state.filed_at is not None and act.occurred_at < state.filed_at and not received_before:
        raise Refusal(Code.BAD_TIME, f"发生时间 {act.occurred_at:%Y-%m-%d %H:%M} 早于立案时间")


def _memberships(case: OpenCase, act: Act, day: date) -> tuple[Membership, ...]:
    """The actor's offices; on behalf of somebody away, the latter's places in the roles both hold."""
    own = memberships_of(case.session, case.state.court, act.actor)
    if not act.on_behalf_of:
        return own
    return stood_in(own, memberships_of(case.session, case.state.court, act.on_behalf_of), day)


def _authors_of(case: OpenCase, seq: object) -> frozenset[str]:
    """Who stated the entry of that seq, and for whom; nobody where there is none."""
    row = case.session.get(Journal, (case.row.key, seq)) if isinstance(seq, int) else None
    return frozenset({row.actor, row.on_behalf_of} - {""}) if row is not None else frozenset()


def _done_before(case: OpenCase, people: frozenset[str]) -> frozenset[str]:
    """The kinds of act these people have done in this case, or others on their behalf."""
    behalf = ActLog.act["on_behalf_of"].astext
    return frozenset(
        case.session.execute(
            select(ActLog.kind).where(
                ActLog.case_key == case.row.key,
                or_(ActLog.actor.in_(people), behalf.in_(people)),
                ActLog.state == "accepted",
            )
        ).scalars()
    )
