"""One alert lost on purpose in a running case: the auditor names it, with worker and server still at work."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from temporalio import activity

import worker
from activities.auditing.audit import Audit, Report
from activities.auditing.findings import FindingKind
from activities.auditing.server import ServerAudit
from activities.auditing.standing import open_cases
from activities.books import Books
from activities.register import Register
from models.events import EventKind
from models.messages import Appended, PassLimit
from models.nodes import Node, Passing
from models.tables import NodeRow
from tests import roads
from tests.activities.clockwork import TOLERANCE, in_the_journals
from tests.courthouse import CourtHouse, OutsideThread

LOST = "RY-D3"


class ForgetfulRegister(Register):
    """Answers that the limit passed, as if it had written so: the fault this test is about."""

    @activity.defn(name="pass_limit")
    def pass_limit(self, step: PassLimit) -> Appended:
        """Lose the limit of one node and what follows from it; everything else is written."""
        if step.passing is Passing.WARNING or not step.node.startswith(LOST):
            return super().pass_limit(step)
        with self._database.transaction() as session:
            node = Node.model_validate(session.get_one(NodeRow, (step.case_key, step.node)).node)
        told = node.escalate_at if step.passing is Passing.ESCALATION else None
        passed = node.model_copy(update={"overdue_at": node.due_at, "escalated_at": told})
        return Appended(seq=step.expected_seq, key=step.key, nodes=(passed,))


@pytest.fixture
async def forgetful_house(
    database_url: str,
    temporal_address: str,
    outside: OutsideThread,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> AsyncIterator[CourtHouse]:
    """A court whose register forgets one limit."""
    monkeypatch.setattr(worker, "Register", ForgetfulRegister)
    async with CourtHouse.opened(database_url, temporal_address, outside, tmp_path) as running:
        yield running


async def audited(house: CourtHouse) -> Report:
    """An audit of the whole house by a process of its own, as far as a test has those."""

    def started() -> list[str]:
        with house.database.transaction() as session:
            return open_cases(session)

    server = ServerAudit(house.client, house.settings.task_queue, started)
    return await Audit(house.database, Books(), server, TOLERANCE).run(datetime.now(UTC))


async def overslept(house: CourtHouse) -> tuple[str, datetime]:
    """A case whose documents are not served in time, and when they had to be."""
    slow = {"unit": "calendar_days", "least": 30, "most": 30}
    truth = roads.respondent(confirmation=None, service={"post": {"outcome": "delivered", "takes": slow}})
    key = await house.file(roads.filing(), truth)
    await house.act(key, "register_case", roads.REGISTRAR)
    due_at = house.node(key, LOST).due_at
    assert due_at is not None
    await house.until(key, due_at + timedelta(days=4))
    return key, due_at


@pytest.mark.requirement("RY-49", "RY-D3")
async def test_the_auditor_names_a_lost_alert(forgetful_house: CourtHouse) -> None:
    """The run believes that everybody was told; the journal does not say so: case, node, limit, instant."""
    key, due_at = await overslept(forgetful_house)
    status = await forgetful_house.desk.status(key)
    assert status is not None and LOST in status.overdue
    report = await audited(forgetful_house)
    missed = {
        (f.case_key, f.subject, f.passing): f.at for f in report.findings if f.kind is FindingKind.MISSED
    }
    assert missed[(key, f"{LOST}##1", Passing.LIMIT)] == due_at
    assert {(f.kind, f.limit) for f in in_the_journals(report)} == {(FindingKind.MISSED, LOST)}


@pytest.mark.requirement("RY-49")
async def test_a_case_at_work_is_found_in_order(house: CourtHouse) -> None:
    """The same road with a register that forgets nothing: late documents, and no finding about them."""
    key, _ = await overslept(house)
    assert EventKind.NODE_OVERDUE.value in house.kinds(key)
    report = await audited(house)
    assert in_the_journals(report) == []
    limits = next(each for each in report.delays if each.passing is Passing.LIMIT)
    assert limits.count == house.kinds(key).count("node_overdue")
    assert limits.longest < TOLERANCE.total_seconds()
    assert await asyncio.to_thread(house.desk.casework.rebuild, key, write=False) == ()
