"""Absences recorded at the desk or by a roster (缺勤登记): facts of the court, kept in its journal."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum

from pydantic import ValidationError
from sqlalchemy import func, select, update
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from activities.absences.staffing import absences_of, court_of, memberships_of
from activities.court_journal import record
from activities.database import Database
from activities.drawing import one_draw_at_a_time
from models.absence import Absence, check_absences
from models.absence_permission import check_recorder
from models.court_events import DUTY_KINDS, CourtEventKind
from models.errors import Code, Refusal
from models.permissions import stood_in
from models.shelf.files import load
from models.tables import AbsenceRow, Case, CourtJournal, Journal, Staff
from models.values import COURT_ZONE, Facts, Value, court_local


class Standing(StrEnum):
    """Where an absence stands on a day."""

    COMING = "coming"  # 未开始
    NOW = "now"  # 缺勤中
    OVER = "over"  # 已结束


class ListedAbsence(Value):
    """An absence in the court's list, and where it stands today."""

    court: str
    absence: Absence
    standing: Standing


def keep_absences(session: Session, court: str, stated: Iterable[Absence], by: str, at: datetime) -> int:
    """Write what is new of the stated absences, and the court's journal with it; answers how many.

    No draw is made meanwhile. Raises Refusal for people the court does not have, for times that overlap,
    for a substitute without a role in common, and for any change but that of an end.
    """
    one_draw_at_a_time(session, court)
    known = {(each.staff, each.since): each for each in absences_of(session, court)}
    changes = [each for each in stated if known.get((each.staff, each.since)) != each]
    staff = session.execute(select(Staff.number).where(Staff.court == court)).scalars()
    merged = {**known, **{(each.staff, each.since): each for each in changes}}
    check_absences(tuple(merged.values()), staff)
    for absence in changes:
        before = known.get((absence.staff, absence.since))
        if before is None:
            _record(session, court, absence, by, at)
        else:
            _move_end(session, court, before, absence, by, at)
    return len(changes)


def _record(session: Session, court: str, absence: Absence, by: str, at: datetime) -> None:
    if absence.substitute:
        own, absent = (memberships_of(session, court, each) for each in (absence.substitute, absence.staff))
        if not stood_in(own, absent, absence.since):
            raise Refusal(
                Code.BAD_DATA,
                f"{absence.staff} 的缺勤：代理人 {absence.substitute} 在 {absence.since} 与其没有共同职务",
            )
    row = {**absence.model_dump(exclude={"substitute"}), "substitute": absence.substitute or None}
    session.execute(insert(AbsenceRow).values(court=court, **row))
    record(session, court, CourtEventKind.ABSENCE_RECORDED, by, absence.model_dump(mode="json"), at)


def _move_end(session: Session, court: str, was: Absence, now: Absence, by: str, at: datetime) -> None:
    """Only the end moves, and never before an act a substitute did under it."""
    if was.substitute != now.substitute:
        raise Refusal(
            Code.BAD_DATA,
            f"{now.staff} 自 {now.since} 起的缺勤：代理人不得改动，请先变更止日，再另行登记",
        )
    last = _last_act_for(session, court, was)
    if last is not None and now.until < last:
        raise Refusal(Code.WRONG_STATE, f"{now.staff} 的缺勤：{last} 仍有代为办理的行为，止日不得早于该日")
    session.execute(
        update(AbsenceRow)
        .where(AbsenceRow.staff == now.staff, AbsenceRow.since == now.since)
        .values(until=now.until)
    )
    facts: Facts = {**now.model_dump(mode="json"), "was": was.until.isoformat()}
    record(session, court, CourtEventKind.ABSENCE_END_MOVED, by, facts, at)


def _last_act_for(session: Session, court: str, absence: Absence) -> date | None:
    """The last day of an absence on which somebody acted for the person, in a case or on a duty."""
    begins = datetime.combine(absence.since, time.min, COURT_ZONE)
    ends = datetime.combine(absence.until, time.min, COURT_ZONE) + timedelta(days=1)
    in_cases = (
        select(func.max(Journal.occurred_at))
        .join(Case, Case.key == Journal.case_key)
        .where(Case.court == court, Journal.on_behalf_of == absence.staff)
        .where(Journal.occurred_at >= begins, Journal.occurred_at < ends)
    )
    on_duties = select(func.max(CourtJournal.occurred_at)).where(
        CourtJournal.court == court,
        CourtJournal.kind.in_(DUTY_KINDS),
        CourtJournal.facts["on_behalf_of"].astext == absence.staff,
        CourtJournal.occurred_at >= begins,
        CourtJournal.occurred_at < ends,
    )
    found = [session.execute(each).scalar_one() for each in (in_cases, on_duties)]
    return max((court_local(at).date() for at in found if at is not None), default=None)


class AbsenceDesk:
    """What the terminal does about absences: record one, list them."""

    def __init__(self, database: Database) -> None:
        self._database = database

    def record(
        self, staff: str, since: date, until: date, by: str, substitute: str = "", court: str = ""
    ) -> bool:
        """Record an absence, or move its end; answers whether anything is new.

        Raises Refusal where `by` does not lead the person's unit or the bureau, and as `keep_absences` does.
        """
        now = court_local(datetime.now(UTC))
        absence = _absence(staff, since, until, substitute)
        with self._database.transaction() as session:
            place = court_of(session, staff, court)
            held = (memberships_of(session, place, each) for each in (by, staff))
            check_recorder(load(place, now.date()), by, next(held), staff, next(held), now.date())
            return keep_absences(session, place, (absence,), by, now) > 0

    def list(self, court: str = "", day: date | None = None) -> tuple[ListedAbsence, ...]:
        """The absences of a court or of all, those that are over last."""
        today = day or court_local(datetime.now(UTC)).date()
        with self._database.transaction() as session:
            every = select(AbsenceRow.court).distinct()
            courts = (court,) if court else sorted(session.execute(every).scalars())
            found = [
                ListedAbsence(court=each, absence=absence, standing=_standing(absence, today))
                for each in courts
                for absence in absences_of(session, each)
            ]
        return tuple(sorted(found, key=lambda row: row.standing is Standing.OVER))

    def on(self, court: str, day: date) -> tuple[Absence, ...]:
        """Who is away on a court-local day."""
        with self._database.transaction() as session:
            return absences_of(session, court, day)


def _absence(staff: str, since: date, until: date, substitute: str) -> Absence:
    try:
        return Absence(staff=staff, since=since, until=until, substitute=substitute)
    except ValidationError as error:
        raise Refusal(Code.BAD_DATA, f"{staff} 的缺勤：{words_of(error)}") from error


def words_of(error: ValidationError) -> str:
    """Our own words about what does not fit, where a check of ours said so."""
    first = error.errors()[0]
    return str(first["ctx"]["error"]) if first["type"] == "value_error" else "不合要求"


def _standing(absence: Absence, today: date) -> Standing:
    if absence.on(today):
        return Standing.NOW
    return Standing.COMING if today < absence.since else Standing.OVER
