"""Reading a court's record for a report: plain rows by few queries, only the facts that are counted."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple

from sqlalchemy import func, literal, or_, select
from sqlalchemy.orm import Session

from activities.statistics.holding import Holder, Holding, Taken
from activities.statistics.node_lines import COUNTED, NODE_LINE, WAIVED_AT
from activities.statistics.obligations import NodeLine, Obligation, limit_of
from activities.statistics.record import CaseLife, Extent, Happened, Member, Record
from activities.statistics.staff_reading import read_work
from models.events import EventKind
from models.limits import OWNER_UNIT
from models.reporting import NodesCounted, Report, ReportKind
from models.tables import Case, FactRow, Journal, JournalFacts, Membership, NodeRow, Staff
from models.values import COURT_ZONE

TAKES_OVER = (EventKind.GROUP_ENTERED, EventKind.OWNER_CHANGED)
"""The entries that say who holds a case from then on, with its `unit` and `owner`.

A change of owner without them is of a handover nobody has accepted yet.
"""


SORTED_BY = ("case_topics", "campaign_code")
"""The facts by which cases are sorted in a report by topic."""


class Wanted(NamedTuple):
    """What a report reads of the journal: kinds it counts, kinds it only looks back at, names of facts."""

    counted: frozenset[EventKind]
    looked_back_at: frozenset[EventKind]
    facts: frozenset[str]


def wanted_by(report: Report) -> Wanted:
    """What the figures of a report need."""
    matches = [figure.entries for figure in report.figures if figure.entries is not None]
    matches += [match for work in report.work for match in (*work.takes, *work.gives)]
    facts = {name for match in matches for name in match.where}
    facts |= {figure.sum.fact for figure in report.figures if figure.sum}
    back = {figure.days.since for figure in report.figures if figure.days}
    back |= {match.event for work in report.work for match in (*work.takes, *work.gives)}
    return Wanted(frozenset(match.event for match in matches), frozenset(back), frozenset(facts))


def read_record(session: Session, court: str, report: Report, begins: datetime, at: datetime) -> Record:
    """The record of a court for a report whose earliest period begins at `begins`, as known now.

    `at` is the time of the report; where cases run ahead of it (skipped time), their latest entry is.
    """
    extent = _extent(session, court)
    until = max(at, extent.latest) if extent.latest is not None else at
    rows = list(_journal(session, court, wanted_by(report), begins))
    cases = _cases(session, court, rows, _facts(session, court, report))
    happened: dict[EventKind, list[Happened]] = defaultdict(list)
    for key, seq, kind, subject, occurred_at, facts in rows:
        holder = cases[key].holding.just_before(occurred_at, seq)
        event = EventKind(kind)
        happened[event].append(
            Happened(occurred_at.astimezone(COURT_ZONE), key, seq, event, subject, facts, holder)
        )
    return Record(
        at=until.astimezone(COURT_ZONE),
        cases=cases,
        happened={kind: tuple(sorted(each)) for kind, each in happened.items()},
        obligations=tuple(_obligations(session, court, cases, begins, report)),
        people=dict(session.execute(select(Staff.number, Staff.name).where(Staff.court == court)).all()),
        members=_members(session, court),
        extent=extent,
        work=read_work(session, court, report, begins),
    )


JournalLine = tuple[str, int, str, str, datetime, dict[str, Any]]


def _journal(session: Session, court: str, wanted: Wanted, begins: datetime) -> Iterable[JournalLine]:
    """Entries of the counted kinds from `begins` on, and all by which cases changed hands."""
    names = sorted({*wanted.facts, "unit", "owner"})
    pairs = [part for name in names for part in (literal(name), JournalFacts.facts[name])]
    always = {kind.value for kind in (*TAKES_OVER, *wanted.looked_back_at)}
    counted = [kind.value for kind in wanted.counted]
    return session.execute(
        select(
            Journal.case_key,
            Journal.seq,
            Journal.kind,
            Journal.subject,
            Journal.occurred_at,
            func.jsonb_build_object(*pairs),
        )
        .join(
            JournalFacts,
            (JournalFacts.case_key == Journal.case_key) & (JournalFacts.seq == Journal.seq),
        )
        .join(Case, Case.key == Journal.case_key)
        .where(
            Case.court == court,
            or_(
                Journal.kind.in_(always),
                Journal.kind.in_(counted) & (Journal.occurred_at >= begins),
            ),
        )
    ).all()


def _facts(session: Session, court: str, report: Report) -> dict[str, dict[str, Any]]:
    """The facts of cases that a report narrows by or sorts cases by, as they stand now."""
    names = {name for figure in report.figures for name in figure.where}
    names |= set(SORTED_BY) if report.kind is ReportKind.TOPICS else set()
    found: dict[str, dict[str, Any]] = defaultdict(dict)
    for key, name, value in session.execute(
        select(FactRow.case_key, FactRow.name, FactRow.value["value"])
        .join(Case, Case.key == FactRow.case_key)
        .where(Case.court == court, FactRow.name.in_(names))
    ):
        found[key][name] = value
    return found


def _cases(
    session: Session, court: str, rows: Iterable[JournalLine], stated: dict[str, dict[str, Any]]
) -> dict[str, CaseLife]:
    """Every case of the court with its holders."""
    taken: dict[str, list[Taken]] = defaultdict(list)
    for key, seq, kind, _, occurred_at, facts in rows:
        if kind in TAKES_OVER and facts["owner"] is not None:
            taken[key].append(Taken(occurred_at, seq, Holder(facts["unit"], facts["owner"])))
    found = {}
    for key, case_no, filed_at, closed_at in session.execute(
        select(Case.key, Case.case_no, Case.filed_at, Case.closed_at).where(Case.court == court)
    ):
        holding = Holding(taken.get(key, ()))
        stays = holding.stays(filed_at, closed_at)
        found[key] = CaseLife(key, case_no, filed_at, closed_at, holding, stays, stated.get(key, {}))
    return found


def _obligations(
    session: Session, court: str, cases: dict[str, CaseLife], begins: datetime, report: Report
) -> Iterable[Obligation]:
    """The obligations whose limit came at or after `begins`, and who answered for each then.

    Those of earlier limits too, still open or ended since, where a figure counts whatever is overdue.
    """
    wanted = func.coalesce(NodeRow.overdue_at, NodeRow.due_at) >= begins
    if any(figure.nodes is NodesCounted.OPEN_OVERDUE for figure in report.figures):
        wanted = or_(wanted, NodeRow.open, NodeRow.done_at >= begins, WAIVED_AT >= begins)
    rows = session.execute(
        select(*NODE_LINE).where(
            NodeRow.court == court,
            wanted,
            *COUNTED,
            *([NodeRow.limit_id.in_(report.limits)] if report.limits else []),
        )
    )
    for line in map(NodeLine._make, rows):
        limit_at = limit_of(line)
        if limit_at is not None:
            held = cases[line.case_key].holding.at(limit_at)
            holder = held if line.responsible == OWNER_UNIT else Holder(line.responsible, "")
            yield Obligation(line, holder, limit_at.astimezone(COURT_ZONE), line.done_at or line.waived_at)


def _members(session: Session, court: str) -> tuple[Member, ...]:
    rows = session.execute(
        select(Membership.staff, Membership.unit, Membership.role, Membership.since, Membership.until)
        .where(Membership.court == court)
        .order_by(Membership.staff, Membership.unit, Membership.role, Membership.since)
    )
    return tuple(map(Member._make, rows))


def _extent(session: Session, court: str) -> Extent:
    """Every case's seq is the number of its entries."""
    row = session.execute(
        select(func.count(), func.coalesce(func.sum(Case.seq), 0)).where(Case.court == court)
    ).one()
    latest = session.execute(
        select(func.max(Journal.recorded_at))
        .join(Case, Case.key == Journal.case_key)
        .where(Case.court == court)
    ).scalar_one()
    return Extent(int(row[0]), int(row[1]), latest)
