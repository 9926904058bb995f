"""Drawing a unit and an owner (随机分案): rosters and loads as the register has them at that moment."""

from datetime import date

from sqlalchemy import func, select, text

from activities.journal import OpenCase
from models.assignment import Candidate, Draw, draw
from models.case import ApprovalState
from models.errors import Code, Refusal
from models.roles import Role
from models.tables import Case, Membership
from models.triage_rules import Pool
from models.way import holds


def draw_unit(case: OpenCase) -> Draw:
    """Draw the unit from the pool of the case's triage answer, or propose the related case's team.

    Raises Refusal(RULEBOOK_INVALID) when the pool has no unit that may take a case now.
    """
    _one_draw_at_a_time(case)
    state, book = case.state, case.book
    team = _related_team(case)
    if team:
        return draw("fixed", state.head, (Candidate(key=team, load=_unit_load(case, team)),))
    pool = next(pool for pool in book.triage.pools if pool.key == state.pool)
    units = [unit for unit in pool.units if _may_take(pool, case, unit) and unit != state.unit]
    roster = tuple(Candidate(key=unit, load=_unit_load(case, unit)) for unit in units or pool.units[:1])
    method = "fixed" if len(roster) == 1 else pool.method
    return draw(method, state.head, roster)


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


def draw_owner(case: OpenCase, unit: str, day: date) -> Draw:
    """Draw the owner evenly among those of the unit who hold the pool's owner role on that day.

    A judge unless the rulebook says otherwise (RY-54; the group's leader at Jianli, JL-6).
    Raises Refusal(WRONG_UNIT) when the unit has nobody that day.
    """
    role = next((pool.owner for pool in case.book.triage.pools if pool.key == case.state.pool), Role.JUDGE)
    holders = case.session.execute(
        select(Membership.staff)
        .where(
            Membership.court == case.state.court,
            Membership.unit == unit,
            Membership.role == role,
            Membership.since <= day,
            (Membership.until.is_(None)) | (Membership.until >= day),
        )
        .order_by(Membership.staff)
    ).scalars()
    roster = tuple(Candidate(key=number, load=_owner_load(case, number)) for number in holders)
    if not roster:
        name = case.book.names.get(role, role)
        raise Refusal(Code.WRONG_UNIT, f"{case.book.org_unit(unit).name}当日没有在任{name}")
    return draw("even", f"{case.state.head}/owner", roster)


def _one_draw_at_a_time(case: OpenCase) -> None:
    """Loads are read and used under one lock per court, so that two draws never see the same loads."""
    case.session.execute(
        text("select pg_advisory_xact_lock(hashtextextended(:court, 0))"), {"court": case.state.court}
    )


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
