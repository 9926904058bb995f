"""A simple case from filing to closing, disturbed in every way: it ends as the undisturbed one does."""

import asyncio
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

from sqlalchemy import select
from temporalio.client import Client
from temporalio.worker import Worker

import worker
from activities.books import Books
from activities.database import Database
from activities.filing.desk import FilingDesk
from models.acts.envelope import Act
from models.events import EventKind
from models.settings import Settings
from models.tables import ActLog, Case, Inbox
from tests import roads
from tests.courthouse import CourtHouse, OutsideThread
from workflows.case import EnforcementCase

EVENTS = Counter(
    {
        "filed": 1,
        "entered_in_system": 1,
        "received": 1,
        "identity_checked": 1,
        "trial_file_opened": 1,
        "related_searched": 1,
        "stage_entered": 8,
        "stage_left": 7,
        "query_launched": 2,
        "query_returned": 2,
        "feedback_filed": 2,
        "money_found": 1,
        "controlled": 1,
        "document_sent": 5,
        "document_served": 3,
        "documents_served": 2,
        "traditional_query_started": 5,
        "offline_finding": 5,
        "traditional_query_ended": 1,
        "reception_ended": 1,
        "triaged": 1,
        "assigned": 1,
        "handover_offered": 1,
        "handover_accepted": 1,
        "group_entered": 1,
        "plan_made": 1,
        "round_one_started": 1,
        "deduction_ordered": 1,
        "deduction_sent": 1,
        "money_arrived": 1,
        "payout_ordered": 2,
        "paid_out": 2,
        "money_cleared": 1,
        "closing_proposed": 1,
        "closing_approved": 1,
        "closed": 1,
    }
)
"""Every event of a simple case but its papers: nothing lost, nothing doubled."""

EFFECTS = {
    "identity": 2,
    "trial_file": 1,
    "query": 2,
    "service": 5,
    "control": 1,
    "deduction": 1,
    "payout": 2,
}
"""What really happens outside in it."""


def check(house: CourtHouse, key: str) -> None:
    """The case ended as it should, in the journal, in every projection and outside."""
    final = roads.state(house, key)
    assert (final.track, final.unit, final.recovered, final.unpaid) == (
        "simple",
        "fast_team",
        Decimal("80000.00"),
        Decimal("0.00"),
    )
    kinds = Counter(house.kinds(key))
    assert kinds["document_made"] == len(final.papers) == 18
    del kinds["document_made"], kinds["notice_sent"]
    assert kinds == EVENTS
    assert house.desk.casework.rebuild(key, write=False) == ()
    ledger = house.ledger(key)
    assert ledger["effects_by_operation"] == EFFECTS
    assert [line["amount"] for line in ledger["payouts"]] == ["80000.00", "1100.00"]
    assert sum(call["conflicts"] for call in ledger["calls"]) == 0


async def test_undisturbed(house: CourtHouse) -> None:
    """Under 500 history events and 300 kB from filing to closing (design.md 8)."""
    key = await roads.simple_case(house)
    for act in roads.SIMPLE_CASE:
        await act(house, key)
    await roads.reviewed(house, key)
    check(house, key)
    info = (await house.handle(key).describe()).raw_description.workflow_execution_info
    assert info.history_length < 500 and info.history_size_bytes < 300_000


async def test_the_run_lost_after_every_act(house: CourtHouse) -> None:
    """Terminated nine times, wherever it stands: each new run picks the case up from its journal."""
    key = await roads.simple_case(house)
    for act in roads.SIMPLE_CASE:
        await house.lose(key)
        await act(house, key)
    await house.lose(key)
    await house.settle(key)
    await roads.reviewed(house, key)
    check(house, key)


async def test_continued_as_new_again_and_again(house: CourtHouse) -> None:
    """With a limit of forty events a case goes through many runs, each beginning from the journal alone."""
    house.filing = FilingDesk(house.database, Books(), history_limit=40)
    key = await roads.simple_case(house)
    runs: set[str | None] = {(await house.handle(key).describe()).run_id}
    for act in roads.SIMPLE_CASE:
        await act(house, key)
        runs.add((await house.handle(key).describe()).run_id)
    await roads.reviewed(house, key)
    check(house, key)
    assert len(runs) >= 4


async def test_everything_comes_twice_and_late(house: CourtHouse) -> None:
    """Systems fail before and after acting, repeat and shuffle; acts and signals are repeated."""
    settings = {"fail_before_rate": 0.3, "fail_after_rate": 0.3, "fail_attempts": 1}
    house.outside.post("/settings", {**settings, "duplicate_rate": 1, "shuffle": True})
    key = await roads.simple_case(house)
    for act in roads.SIMPLE_CASE:
        await act(house, key)
        await repeat_all(house, key)
    await roads.reviewed(house, key)
    check(house, key)


async def repeat_all(house: CourtHouse, key: str) -> None:
    """Every act and every answer so far once more, under their own ids."""
    with house.database.transaction() as session:
        acts = [Act.model_validate(act) for (act,) in session.query(ActLog.act).filter_by(case_key=key)]
        answers = [sender for (sender,) in session.query(Inbox.sender_id).filter_by(case_key=key)]
    for act in acts:
        receipt = await house.dispatcher.acts.deliver(key, act)
        assert receipt is not None and receipt.act_id == str(act.act_id)
    for sender in answers:
        await house.handle(key).signal("answer", sender)
    await house.settle(key)


async def test_no_run_is_kept_in_memory(
    database_url: str, temporal_address: str, outside: OutsideThread, tmp_path: Path
) -> None:
    """A worker that forgets every case after every task replays it from its first event each time."""
    house_of = CourtHouse.opened(database_url, temporal_address, outside, tmp_path, forgetful)
    async with house_of as house:
        key = await roads.simple_case(house)
        for act in roads.SIMPLE_CASE:
            await act(house, key)
        await roads.reviewed(house, key)
        check(house, key)


def forgetful(client: Client, settings: Settings, database: Database) -> Worker:
    """The product's worker without a cache of workflows."""
    return Worker(
        client,
        task_queue=settings.task_queue,
        workflows=[EnforcementCase],
        activities=worker.activities_of(settings, database),
        activity_executor=ThreadPoolExecutor(worker.THREADS),
        workflow_runner=worker.runner(),
        max_cached_workflows=0,
    )


async def test_an_act_outlives_the_run_that_took_it(house: CourtHouse) -> None:
    """Taken by a run that is lost before the register has written it: delivered again, it happens once."""
    key = await roads.simple_case(house)
    with house.database.engine.connect() as holding:
        holding.execute(select(Case).where(Case.key == key).with_for_update(key_share=True))
        act = asyncio.create_task(house.desk.act(key, "register_case", roads.REGISTRAR, {}))
        await house.eventually(key, lambda status: status.busy > 0)
        await house.lose(key)
        submission = await act
    assert submission.seq is None
    with house.database.transaction() as session:
        (log,) = session.query(ActLog).filter_by(case_key=key)
        assert log.state in ("submitted", "accepted")
        log.entered_at = log.entered_at - timedelta(hours=1)
    await house.dispatcher.acts.deliver_again()
    await house.settle(key)
    assert house.kinds(key).count("received") == 1
    assert roads.state(house, key).seen(EventKind.IDENTITY_CHECKED)
