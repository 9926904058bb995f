"""Reading what people did (本人办理) out of the journal and the node table."""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from activities.statistics.node_lines import COUNTED, NODE_LINE
from activities.statistics.obligations import NodeLine, limit_of
from activities.statistics.staff_work import NO_WORK, ActDone, NodeDone, PutRight, Work
from models.events import Event, EventKind
from models.reporting import Report, ReportKind
from models.tables import Case, Journal, JournalFacts, NodeRow
from models.values import COURT_ZONE

NOBODY = Event.model_fields["actor"].default
"""Who the journal names for what no person did."""


def read_work(session: Session, court: str, report: Report, begins: datetime) -> Work:
    """What people of a court did from `begins` on; nothing for a report that does not go by who acted."""
    if report.kind is not ReportKind.STAFF_RECORD:
        return NO_WORK
    matches = [figure.caused for figure in report.figures if figure.caused is not None]
    pairs = {(match.event, match.since): match for match in matches}
    put_right = [row for event, since in pairs for row in _put_right(session, court, event, since, begins)]
    return Work(
        tuple(_acts(session, court, begins)),
        tuple(_nodes(session, court, begins)),
        tuple(sorted(put_right, key=lambda each: (each.at, each.case_no, each.seq))),
    )


def _acts(session: Session, court: str, begins: datetime) -> Iterator[ActDone]:
    """Every act once, by its first entry in the journal."""
    first = (
        select(Journal.case_key, func.min(Journal.seq).label("seq"))
        .join(Case, Case.key == Journal.case_key)
        .where(Case.court == court, Journal.act_id.is_not(None), Journal.actor != NOBODY)
        .group_by(Journal.case_key, Journal.act_id)
        .subquery()
    )
    rows = session.execute(
        select(Journal.actor, Journal.occurred_at, Journal.act_id)
        .join(first, (first.c.case_key == Journal.case_key) & (first.c.seq == Journal.seq))
        .where(Journal.occurred_at >= begins)
    )
    for by, at, act_id in rows:
        yield ActDone(by, at.astimezone(COURT_ZONE), str(act_id))


def _nodes(session: Session, court: str, begins: datetime) -> Iterator[NodeDone]:
    """Every node done since by a person, but for soft and uncounted limits (CV-3)."""
    done_by = NodeRow.node["done_by"].astext
    rows = session.execute(
        select(done_by, Case.case_no, *NODE_LINE)
        .join(Case, Case.key == NodeRow.case_key)
        .where(
            NodeRow.court == court,
            NodeRow.done_at >= begins,
            done_by.not_in(("", NOBODY)),
            *COUNTED,
        )
        .order_by(NodeRow.done_at, NodeRow.case_key, NodeRow.key)
    )
    for by, case_no, *values in rows:
        line = NodeLine._make(values)
        if line.done_at is not None:
            at, limit_at = line.done_at.astimezone(COURT_ZONE), limit_of(line)
            yield NodeDone(by, at, case_no, line.limit, line.name, line.subject, line.article, limit_at)


def _put_right(
    session: Session, court: str, event: EventKind, since: EventKind | None, begins: datetime
) -> Iterator[PutRight]:
    """The entries that put something right since, each with the person it goes back to."""
    rows = session.execute(
        select(
            Journal.case_key,
            Case.case_no,
            Journal.seq,
            Journal.occurred_at,
            Journal.subject,
            Journal.corrects,
            JournalFacts.facts,
        )
        .join(JournalFacts, (JournalFacts.case_key == Journal.case_key) & (JournalFacts.seq == Journal.seq))
        .join(Case, Case.key == Journal.case_key)
        .where(Case.court == court, Journal.kind == event.value, Journal.occurred_at >= begins)
    ).all()
    stated = _stated(session, court, event, since)
    for key, case_no, seq, at, subject, corrects, facts in rows:
        earlier = {place: by for place, by in stated[key].items() if place < seq}
        back = max(earlier, default=None) if since is not None else corrects
        if back is not None and earlier.get(back, NOBODY) != NOBODY:
            moment = at.astimezone(COURT_ZONE)
            yield PutRight(earlier[back], moment, case_no, seq, event, subject, facts, back, since)


def _stated(
    session: Session, court: str, event: EventKind, since: EventKind | None
) -> dict[str, dict[int, str]]:
    """Who stated which entry of a case, of those that entries of this kind may go back to."""
    later = aliased(Journal)
    query = select(Journal.case_key, Journal.seq, Journal.actor).join(Case, Case.key == Journal.case_key)
    if since is not None:
        query = query.where(Journal.kind == since.value)
    else:
        query = query.join(
            later, (later.case_key == Journal.case_key) & (later.corrects == Journal.seq)
        ).where(later.kind == event.value)
    found: dict[str, dict[int, str]] = defaultdict(dict)
    for key, seq, actor in session.execute(query.where(Case.court == court)):
        found[key][seq] = actor
    return found
