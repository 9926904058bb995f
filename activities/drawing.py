"""Drawing a unit and an owner (随机分案): rosters, absences, loads as the register has them then."""

from collections.abc import Iterable, Sequence
from datetime import date

from sqlalchemy import func, select, text
from sqlalchemy.orm import Session

from activities.absences.staffing import absences_of
from activities.journal import OpenCase
from models.absence import Absence, away, drawable
from models.assignment import Candidate, Draw, Drawn, draw
from models.case import ApprovalState
from models.errors import Code, Refusal
from models.roles import Role
from models.tables import Case, Membership
from models.triage_rules import Pool
from models.way import holds


def draw_case(case: OpenCase, day: date) -> Drawn:
    """Draw the unit, then its owner, among those who are there on that day.

    Raises Refusal as the two draws do.
    """
    one_draw_at_a_time(case.session, case.state.court)
    absences = absences_of(case.session, case.state.court, day)
    unit, without = _draw_unit(case, absences, day)
    holders = _holders(case, unit.chosen, day)
    owner = _draw_owner(case, unit.chosen, holders, drawable(absences, holders, day))
    return Drawn(unit=unit, owner=owner, away=_off(absences, (*without, *holders)))


def draw_successor(case: OpenCase, unit: str, absent: str, day: date) -> Drawn:
    """Draw who takes an absent person's case over, evenly among the colleagues who are there (RY-T11, JL-12).

    Raises Refusal(WRONG_UNIT) when the unit has no such colleague that day.
    """
    one_draw_at_a_time(case.session, case.state.court)
    absences = absences_of(case.session, case.state.court, day)
    holders = _holders(case, unit, day)
    there = [each for each in holders if each != absent and away(absences, each, day) is None]
    fixed = draw("fixed", case.state.head, (Candidate(key=unit, load=_unit_load(case, unit)),))
    return Drawn(unit=fixed, owner=_draw_owner(case, unit, holders, there), away=_off(absences, holders))


def _off(absences: Sequence[Absence], staff: Iterable[str]) -> tuple[Absence, ...]:
    """The absences that kept somebody off a roster; with them in the record a draw can be made again."""
    wanted = set(staff)
    return tuple(each for each in absences if each.staff in wanted)


def _draw_unit(case: OpenCase, absences: Sequence[Absence], day: date) -> tuple[Draw, tuple[str, ...]]:
    """The unit from the pool of the case's triage answer, or the related case's team.

    A unit whose owners are all away for that day, with nobody acting for them, is left out while another
    can take the case; those people are answered besides.
    """
    state, book = case.state, case.book
    team = _related_team(case)
    if team:
        return draw("fixed", state.head, (Candidate(key=team, load=_unit_load(case, team)),)), ()
    pool = next(pool for pool in book.triage.pools if pool.key == state.pool)
    units = [unit for unit in pool.units if _may_take(pool, case, unit) and unit != state.unit]
    holders = {unit: _holders(case, unit, day) for unit in units}
    empty = {unit for unit in units if holders[unit] and not drawable(absences, holders[unit], day)}
    there = [unit for unit in units if unit not in empty]
    roster = tuple(
        Candidate(key=unit, load=_unit_load(case, unit)) for unit in there or units or pool.units[:1]
    )
    method = "fixed" if len(roster) == 1 else pool.method
    without = tuple(staff for unit in empty for staff in holders[unit]) if there else ()
    return draw(method, state.head, roster), without


def _may_take(pool: Pool, case: OpenCase, unit: str) -> bool:
    """Whether a unit of the pool takes such a case now (Ruyang's team 3 only outside a campaign)."""
    return unit not in pool.only_if or holds(case.book, pool.only_if[unit], case.state)


def _related_team(case: OpenCase) -> str:
    """The team of the earlier related case, once the director agreed that it takes this one too (GS-T15)."""
    related = case.book.related
    agreed = any(
        approval.matter == related.approval and approval.state is ApprovalState.GRANTED
        for approval in case.state.approvals.values()
    )
    if not (related.same_team and agreed) or case.state.unit:
        return ""
    known = {unit.key for unit in case.book.units}
    for row in case.state.facts.get("related_cases") or ():
        if row.get("team") in known:
            return str(row["team"])
    return ""


def _holders(case: OpenCase, unit: str, day: date) -> tuple[str, ...]:
    """Those of the unit who hold the role its owners must have on that day.

    A judge unless the rulebook says otherwise (RY-54; the group's leader at Jianli, JL-6).
    """
    held = case.session.execute(
        select(Membership.staff)
        .where(
            Membership.court == case.state.court,
            Membership.unit == unit,
            Membership.role == _owner_role(case),
            Membership.since <= day,
            (Membership.until.is_(None)) | (Membership.until >= day),
        )
        .order_by(Membership.staff)
    )
    return tuple(held.scalars())


def _owner_role(case: OpenCase) -> str:
    return next((pool.owner for pool in case.book.triage.pools if pool.key == case.state.pool), Role.JUDGE)


def _draw_owner(case: OpenCase, unit: str, holders: Sequence[str], there: Sequence[str]) -> Draw:
    """One of those who are there, evenly. Raises Refusal(WRONG_UNIT) where nobody is."""
    roster = tuple(Candidate(key=number, load=_owner_load(case, number)) for number in there)
    if not roster:
        role = _owner_role(case)
        why = "在任" if not holders else "在岗，也没有代理"
        name = case.book.names.get(role, role)
        raise Refusal(Code.WRONG_UNIT, f"{case.book.org_unit(unit).name}当日没有{why}的{name}")
    return draw("even", f"{case.state.head}/owner", roster)


def one_draw_at_a_time(session: Session, court: str) -> None:
    """Loads and absences are read and used under one lock per court: two draws never see the same loads."""
    session.execute(text("select pg_advisory_xact_lock(hashtextextended(:court, 0))"), {"court": court})


def _unit_load(case: OpenCase, unit: str) -> int:
    return _count(case, Case.state["assigned_unit"].astext == unit)


def _owner_load(case: OpenCase, owner: str) -> int:
    return _count(case, Case.state["assigned_owner"].astext == owner)


def _count(case: OpenCase, condition: object) -> int:
    """Open cases of the court that meet the condition."""
    return int(
        case.session.execute(
            select(func.count())
            .select_from(Case)
            .where(Case.court == case.state.court, Case.closed_at.is_(None), condition)  # type: ignore[arg-type]
        ).scalar_one()
    )
