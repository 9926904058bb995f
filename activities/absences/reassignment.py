"""Giving an absent person's open cases to colleagues (缺勤改派): one act per case, drawn by the register."""

from collections.abc import Awaitable, Callable
from datetime import date, datetime
from typing import Protocol

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from activities.absences.staffing import absences_of, court_of
from activities.database import Database
from models.absence import away
from models.acts.envelope import ActKind
from models.case import CaseState
from models.errors import Code, Refusal
from models.tables import Case
from models.values import Facts, Value, court_local


class Reassigned(Value):
    """What became of one case: who took it over, or why nobody did; no seq while it waits for delivery."""

    case_key: str
    case_no: str
    unit: str = ""
    owner: str = ""
    seq: int | None = None
    code: str = ""
    reason: str = ""


class Submitted(Protocol):
    """What became of a submitted act."""

    @property
    def seq(self) -> int | None:
        """Its seq once accepted, none while it waits for delivery."""


Submit = Callable[[str, str, str, Facts], Awaitable[Submitted]]
"""Keeps and delivers an act on a case, of a kind, by a person, with its data."""


class Reassignment:
    """A person's open cases, one after the other: each is an act of the leader, drawn when it is written."""

    def __init__(
        self, database: Database, submit: Submit, clock: Callable[[str], Awaitable[datetime]]
    ) -> None:
        self._database = database
        self._submit = submit
        self._clock = clock

    async def of(self, absent: str, leader: str, reason: str, court: str = "") -> tuple[Reassigned, ...]:
        """Give away every open case a person owns or is offered, in the order of their keys.

        A case that is refused is answered with the reason and stays where it is. Raises
        Refusal(UNKNOWN_SUBJECT) for a number nobody has, Refusal(NOBODY_ABSENT) where the person is there.
        """
        with self._database.transaction() as session:
            place = court_of(session, absent, court)
            waiting = _cases_of(session, place, absent)
        made: list[Reassigned] = []
        while waiting:
            key = waiting.pop(0)
            self._require_away(absent, place, court_local(await self._clock(key)).date())
            made.append(await self._one(key, absent, leader, reason))
            if made[-1].seq is not None and self._still_theirs(key, absent):
                waiting.insert(0, key)  # They own it, and another unit offers it to them: two changes.
        return tuple(made)

    async def _one(self, key: str, absent: str, leader: str, reason: str) -> Reassigned:
        case_no = key.split(":", 1)[1]
        stated: Facts = {"absent": absent, "reason": reason}
        try:
            seq = (await self._submit(key, ActKind.REASSIGN_CASE, leader, stated)).seq
        except Refusal as refusal:
            return Reassigned(case_key=key, case_no=case_no, code=refusal.code, reason=refusal.message)
        if seq is None:
            return Reassigned(case_key=key, case_no=case_no, reason="已登记，稍后自动送达")
        latest = self._state(key).assignments[-1]
        return Reassigned(case_key=key, case_no=case_no, unit=latest.unit, owner=latest.owner, seq=seq)

    def _require_away(self, absent: str, court: str, day: date) -> None:
        with self._database.transaction() as session:
            absences = absences_of(session, court, day)
        if away(absences, absent, day) is None:
            raise Refusal(Code.NOBODY_ABSENT, f"人员 {absent} 在 {day} 没有缺勤，请先登记")

    def _still_theirs(self, key: str, staff: str) -> bool:
        state = self._state(key)
        return staff in (state.owner, state.assigned_owner)

    def _state(self, key: str) -> CaseState:
        with self._database.transaction() as session:
            return CaseState.model_validate(session.get_one(Case, key).state)


def _cases_of(session: Session, court: str, staff: str) -> list[str]:
    """The open cases a person owns, or is offered and has not taken over."""
    theirs = (Case.state[slot].astext == staff for slot in ("owner", "assigned_owner"))
    return list(
        session.execute(
            select(Case.key)
            .where(Case.court == court, Case.closed_at.is_(None), or_(*theirs))
            .order_by(Case.key)
        ).scalars()
    )
