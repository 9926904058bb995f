"""What the auditor found is kept in the courts' own journals: once found, once over, never twice."""

import pytest

from activities.auditing.audit import OF_THE_RECORD, Report
from activities.auditing.findings import Finding, FindingKind
from activities.auditing.keeping import keep, open_findings
from activities.court_journal import broken
from models.nodes import Passing
from models.tables import CourtJournal
from models.values import court_local
from tests.activities.clerk import FILED_AT, Clerk
from tests.activities.test_auditing_recount import DUE, NODE
from tests.filing.samples import good

MISS = Finding(
    kind=FindingKind.MISSED, court="ruyang", case_key="ruyang:1", subject=NODE, passing=Passing.LIMIT, at=DUE
)
QUEUE = Finding(kind=FindingKind.QUEUE_WITHOUT_POLLERS, subject="enforcement/workflow")
EVERY_KIND = frozenset(FindingKind)


def report(*findings: Finding, examined: frozenset[FindingKind] = EVERY_KIND) -> Report:
    """A report with these findings."""
    at = court_local(FILED_AT)
    return Report(at=at, cases=1, entries=1, delays=(), findings=findings, examined=examined)


@pytest.fixture
def courts(clerk: Clerk) -> Clerk:
    """A register with a case at each of two courts."""
    clerk.file()
    clerk.outcome(good(2, court="gushi", case_no="（2026）豫1525执2号"))
    return clerk


def kept(clerk: Clerk) -> list[tuple[str, str, str]]:
    """What the courts' journals say of audits: court, kind of entry, kind of finding."""
    with clerk.database.transaction() as session:
        rows = session.query(CourtJournal).filter(CourtJournal.kind.like("audit%"))
        assert {row.actor for row in rows} <= {"system:auditor"}
        return [
            (row.court, row.kind, row.facts["kind"])
            for row in rows.order_by(CourtJournal.court, CourtJournal.seq)
        ]


def keep_all(clerk: Clerk, *reports: Report) -> list[tuple[int, int]]:
    """Keep reports one after the other; how many were new and how many over, each."""
    counts = []
    for each in reports:
        with clerk.database.transaction() as session:
            answer = keep(session, each)
            counts.append((len(answer.new), len(answer.over)))
    return counts


def test_a_finding_is_kept_once_until_it_is_over(courts: Clerk) -> None:
    """Found, still there, gone, back again: two findings and one end, in an unbroken chain."""
    assert keep_all(courts, report(MISS), report(MISS), report(), report(), report(MISS)) == [
        (1, 0),
        (0, 0),
        (0, 1),
        (0, 0),
        (1, 0),
    ]
    assert kept(courts) == [
        ("ruyang", "audit_found", "missed"),
        ("ruyang", "audit_over", "missed"),
        ("ruyang", "audit_found", "missed"),
    ]
    with courts.database.transaction() as session:
        assert broken(session, "ruyang") is None
        row = session.query(CourtJournal).filter_by(kind="audit_found").first()
        assert row is not None
        assert (row.facts["case_key"], row.facts["subject"], row.facts["passing"]) == (
            "ruyang:1",
            NODE,
            "limit",
        )
        assert row.facts["at"] == DUE.isoformat()


def test_what_stands_is_there_for_boards(courts: Clerk) -> None:
    """As it was found, of one court or of all, until it is over."""
    keep_all(courts, report(MISS, QUEUE))
    with courts.database.transaction() as session:
        assert set(open_findings(session, "ruyang")) == {MISS, QUEUE}
        assert open_findings(session, "gushi") == (QUEUE,)
        assert sorted(each.kind for each in open_findings(session)) == [
            "missed",
            "queue_without_pollers",
            "queue_without_pollers",
        ]
    keep_all(courts, report(QUEUE))
    with courts.database.transaction() as session:
        assert open_findings(session, "ruyang") == (QUEUE,)


def test_a_miss_that_is_hidden_later_is_no_new_finding(courts: Clerk) -> None:
    """The same obligation at the same instant, whether it still stands or was done meanwhile."""
    done = MISS.model_copy(update={"ended_seq": 9})
    assert keep_all(courts, report(MISS), report(done)) == [(1, 0), (0, 0)]


def test_a_finding_of_the_installation_is_every_courts(courts: Clerk) -> None:
    """A queue without workers stops the cases of all courts."""
    assert keep_all(courts, report(QUEUE), report(QUEUE), report()) == [(1, 0), (0, 0), (0, 1)]
    assert kept(courts) == [
        (court, kind, "queue_without_pollers")
        for court in ("gushi", "ruyang")
        for kind in ("audit_found", "audit_over")
    ]


def test_what_could_not_be_looked_at_is_not_over(courts: Clerk) -> None:
    """The server was away, or the case could not be recounted: nobody knows, so nothing is over."""
    assert keep_all(courts, report(QUEUE, MISS)) == [(2, 0)]
    away = Finding(kind=FindingKind.SERVER_AWAY)
    assert keep_all(courts, report(MISS, away, examined=OF_THE_RECORD | {FindingKind.SERVER_AWAY})) == [
        (1, 0)
    ]
    dark = Finding(kind=FindingKind.NOT_RECOUNTED, court="ruyang", case_key="ruyang:1")
    assert keep_all(courts, report(QUEUE, dark)) == [(1, 1)]
    assert ("ruyang", "audit_over", "missed") not in kept(courts)
