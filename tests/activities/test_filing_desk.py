"""Filing: nothing lost, nothing twice, and one clear reason for what is refused."""

import select
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from sqlalchemy import text

from activities.books import Books
from activities.database import Database
from activities.filing.desk import FilingDesk, FilingState
from models.errors import Code, Refusal
from models.filing.filing import parse_filing
from models.messages import CaseInput
from models.shelf.files import known_courts, load
from models.tables import Case, CourtJournal, Filing, Outbox
from tests.activities.clerk import FILED_AT, Clerk
from tests.courthouse import PATIENCE
from tests.filing.samples import good


def rows(clerk: Clerk, table: Any) -> list[Any]:
    with clerk.database.transaction() as session:
        return list(session.query(table))


def insert(clerk: Clerk, data: Any, **head: Any) -> UUID:
    """What a court's own system inserts: the head in columns, the rest as JSON."""
    filing = {"court": "ruyang", "case_no": "（2026）豫0326执1号", "filed_at": FILED_AT, **head}
    with clerk.database.transaction() as session:
        row = Filing(**filing, data=data, source="court-system")
        session.add(row)
        session.flush()
        return row.id


def taken(clerk: Clerk, filing: UUID) -> Filing:
    """What became of an inserted filing."""
    with clerk.database.transaction() as session:
        return session.get_one(Filing, filing)


@pytest.mark.requirement("GS-12", "RY-17")
def test_a_filing_is_a_case_its_first_entry_and_an_order_to_start(clerk: Clerk) -> None:
    """All of it in one transaction; the case pins the rulebook of its filing day."""
    outcome = clerk.outcome(good(1))
    assert (outcome.state, outcome.case_key) == (FilingState.ACCEPTED, "ruyang:（2026）豫0326执1号")
    state = clerk.state(outcome.case_key)
    assert (state.seq, state.filed_at, state.rulebook) == (1, FILED_AT, load("ruyang").digest)
    assert [party.id for party in state.parties] == ["applicant-1", "respondent-1"]
    (start,) = rows(clerk, Outbox)
    assert (start.kind, start.done_at) == ("start_case", None)
    assert CaseInput.model_validate(start.body).rulebook == state.rulebook
    (filing,) = rows(clerk, Filing)
    assert (filing.state, filing.case_key, filing.data["case_no"]) == (
        "accepted",
        outcome.case_key,
        "（2026）豫0326执1号",
    )


@pytest.mark.parametrize("case_no", ["(2026)豫0326执1号", "〔2026〕豫0326执 1 号", "（2026）豫0326执１号"])
def test_the_same_number_written_otherwise_is_already_filed(clerk: Clerk, case_no: str) -> None:
    """Half-width brackets, other brackets, spaces, full-width digits: one case, one start."""
    first = clerk.outcome(good(1))
    again = clerk.outcome(good(1, case_no=case_no, claim_amount="1.00"))
    assert (again.state, again.case_key) == (FilingState.ALREADY_FILED, first.case_key)
    assert clerk.state(first.case_key).facts["claim_amount"] == "800000.50"
    assert len(rows(clerk, Case)) == len(rows(clerk, Outbox)) == len(rows(clerk, Filing)) == 1


def test_two_filers_at_once_open_one_case(clerk: Clerk) -> None:
    """Six processes file the same case: one is told accepted, all others already filed."""
    filing = parse_filing(good(1), known_courts())
    together = Barrier(6)

    def file(_: int) -> str:
        desk = FilingDesk(Database(clerk.engine), Books(), 8000)
        together.wait()
        return desk.file(filing, "test", clerk.now).state.value

    with ThreadPoolExecutor(6) as pool:
        states = sorted(pool.map(file, range(6)))
    assert states == ["accepted", *["already_filed"] * 5]
    assert len(rows(clerk, Case)) == len(rows(clerk, Outbox)) == 1


def test_a_filing_dated_ahead_is_recorded_when_its_day_comes(clerk: Clerk) -> None:
    """Never recorded before it happened: the workflow waits for that instant."""
    ahead = clerk.now + timedelta(days=3)
    key = clerk.file(filed_at=ahead.isoformat())
    (line,) = clerk.casework.view(key).lines
    assert (line.occurred_at, line.recorded_at) == (ahead, ahead)


def test_no_rulebook_no_case(clerk: Clerk) -> None:
    """Filed before any rulebook was in force: refused with its code, and nothing is left behind."""
    with pytest.raises(Refusal) as refusal:
        clerk.outcome(good(1, filed_at="2019-05-06T09:00:00+08:00", case_no="（2019）豫0326执1号"))
    assert refusal.value.code == Code.RULEBOOK_MISSING
    assert rows(clerk, Case) == rows(clerk, Filing) == []


def body(**changes: Any) -> dict[str, Any]:
    """The JSON of an external insert."""
    return {
        name: value
        for name, value in good(1, **changes).items()
        if name not in ("court", "case_no", "filed_at")
    }


def test_what_a_court_system_inserts_is_taken_in_once(clerk: Clerk) -> None:
    """A good row becomes a case, once; the same number again is rejected as filed."""
    first, again = insert(clerk, body()), insert(clerk, body(), case_no="(2026)豫0326执1号")
    assert clerk.filing_desk.take_in(clerk.now) == 2
    assert clerk.filing_desk.take_in(clerk.now) == 0
    assert (taken(clerk, first).state, taken(clerk, first).reason) == ("accepted", "")
    second = taken(clerk, again)
    assert second.state == "rejected" and "已立案" in second.reason
    assert len(rows(clerk, Case)) == len(rows(clerk, Outbox)) == 1


@pytest.mark.parametrize(
    ("data", "head", "said"),
    [
        ("not an object", {}, "JSON 对象"),
        (None, {}, "JSON 对象"),
        (body(), {"court": "nowhere"}, "court"),
        (body(), {"case_no": "2026执1"}, "case_no"),
        (body(claim_amount=-1), {}, "claim_amount"),
        (body(claim_ammount=1), {}, "claim_ammount"),
        (body(parties=[]), {}, "parties"),
        (body(), {"case_no": "（2019）豫0326执1号", "filed_at": FILED_AT.replace(year=2019)}, "办案规则"),
    ],
)
def test_a_bad_insert_is_rejected_with_its_reason(
    clerk: Clerk, data: Any, head: dict[str, Any], said: str
) -> None:
    """The row says which field and why, the court's journal that it was rejected; the next is taken in."""
    bad = insert(clerk, data, **head)
    fine = insert(clerk, body(), case_no="（2026）豫0326执2号")
    assert clerk.filing_desk.take_in(clerk.now) == 2
    rejected = taken(clerk, bad)
    assert rejected.state == "rejected" and said in rejected.reason and rejected.case_key is None
    assert taken(clerk, fine).state == "accepted"
    noted = [row for row in rows(clerk, CourtJournal) if row.kind == "filing_rejected"]
    assert [row.facts["filing"] for row in noted] == [str(bad)]
    assert "甲某某" not in str(noted[0].facts)


def test_two_watchers_share_the_inserts(clerk: Clerk) -> None:
    """Both sweep at once: every row is dealt with once, and no case is lost between them."""
    for number in range(1, 13):
        insert(clerk, body(), case_no=f"（2026）豫0326执{number}号")
    together = Barrier(2)

    def sweep(_: int) -> int:
        desk = FilingDesk(Database(clerk.engine), Books(), 8000)
        together.wait()
        return desk.take_in(clerk.now)

    with ThreadPoolExecutor(2) as pool:
        assert sum(pool.map(sweep, range(2))) == 12
    assert len(rows(clerk, Case)) == len(rows(clerk, Outbox)) == 12


def heard(driver: Any) -> list[str]:
    """The channels called on a connection: the server calls after the commit, when it gets to it."""
    while not driver.notifies:
        ready, _, _ = select.select([driver], [], [], PATIENCE)
        assert ready, "nobody called"
        driver.poll()
    return [call.channel for call in driver.notifies]


def test_an_insert_wakes_the_watcher(clerk: Clerk) -> None:
    """A new row is announced at commit, so that filing starts the case by itself."""
    with clerk.engine.connect() as listener:
        listener.execution_options(isolation_level="AUTOCOMMIT").execute(text("listen filing"))
        driver = listener.connection.dbapi_connection
        assert driver is not None
        insert(clerk, body())
        assert heard(driver) == ["filing"]
