"""No silent miss: every limit is recomputed from the journal and compared with what was noticed."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Engine, text

from activities.auditing import audit
from activities.auditing.audit import StoppedError
from activities.auditing.findings import FindingKind
from activities.auditing.reading import journals
from activities.auditing.recount import recount
from models.clock.timing import NodeTiming
from models.errors import Code
from models.events import EventKind
from models.nodes import Node, Passing
from models.values import COURT_ZONE
from tests.activities.clerk import FILED_AT, Clerk
from tests.activities.clockwork import Clockwork, in_the_journals
from tests.activities.test_rebuild import tamper

NODE = "RY-D3##1"
WARNED, DUE, TOLD = (
    datetime(2026, 5, 8, 9, tzinfo=COURT_ZONE),
    datetime(2026, 5, 9, 23, 59, 59, tzinfo=COURT_ZONE),
    datetime(2026, 5, 11, 9, tzinfo=COURT_ZONE),
)
"""When documents received on 6 May 2026 are warned of, are late, and are told to the next rank (RY-D3)."""

LATER = datetime(2026, 5, 12, 12, tzinfo=COURT_ZONE)
INSTANTS = {Passing.WARNING: WARNED, Passing.LIMIT: DUE, Passing.ESCALATION: TOLD}


def received(clerk: Clerk, *lost: tuple[str, Passing], number: int = 1) -> tuple[Clockwork, str]:
    """A case taken in on 6 May at 10:00, with a clock that loses what is named."""
    key = clerk.file(number)
    clerk.append(key, EventKind.RECEIVED)
    return Clockwork(clerk, *lost), key


@pytest.mark.requirement("RY-49")
async def test_what_is_noticed_is_found_in_order(clerk: Clerk) -> None:
    """Warnings, limits and escalations all in the journal: nothing is found, and every delay is counted."""
    clock, key = received(clerk)
    clock.until(key, LATER)
    report = await clock.report()
    assert in_the_journals(report) == []
    delays = {each.passing: each for each in report.delays}
    kinds = clerk.kinds(key)
    assert kinds.count("node_overdue") == delays[Passing.LIMIT].count == 2
    assert (delays[Passing.LIMIT].p50, delays[Passing.LIMIT].longest) == (1, 1)
    assert (delays[Passing.WARNING].count, delays[Passing.WARNING].longest) == (kinds.count("node_warned"), 0)
    assert delays[Passing.ESCALATION].count == kinds.count("node_escalated") == 2
    assert (report.cases, report.entries) == (1, clerk.state(key).seq)


@pytest.mark.requirement("RY-49")
@pytest.mark.parametrize("passing", Passing)
async def test_a_lost_alert_is_named(clerk: Clerk, passing: Passing) -> None:
    """One alert lost on purpose: case, node, limit and instant are named, and nothing else is."""
    clock, key = received(clerk, ("RY-D3", passing))
    just_in_time = INSTANTS[passing] + timedelta(seconds=10)
    clock.until(key, just_in_time)
    assert await clock.found() == []
    clock.until(key, just_in_time + timedelta(seconds=1))
    (finding,) = in_the_journals(await clock.report())
    assert (finding.kind, finding.court, finding.case_key) == (FindingKind.MISSED, "ruyang", key)
    assert (finding.subject, finding.limit, finding.passing) == (NODE, "RY-D3", passing)
    assert (finding.at, finding.noticed_at, finding.ended_seq) == (INSTANTS[passing], None, 0)
    assert finding.name == "制作并送达执行文书"


@pytest.mark.requirement("RY-49")
async def test_a_miss_stays_a_miss_once_the_work_is_done(clerk: Clerk) -> None:
    """Done late without anybody told, then closed: the miss happened, and the entry that hid it is named."""
    clock, key = received(clerk, ("RY-D3", Passing.LIMIT))
    clock.until(key, DUE + timedelta(hours=1))
    seq = clerk.append(key, EventKind.NODE_DONE, node="RY-D3").seq
    expected = [(FindingKind.MISSED, NODE, Passing.LIMIT)]
    assert await clock.found() == expected
    clerk.append(key, EventKind.CLOSED, method="ended")
    assert await clock.found() == expected
    assert await clock.found(LATER + timedelta(days=400)) == expected
    assert [f.ended_seq for f in in_the_journals(await clock.report())] == [seq]


THEIRS = "NB-51#C1#1"
"""The fifteen days of a third party that had its notice on 6 May 2026, to the end of the 21st."""


@pytest.mark.requirement("RY-49", "NB-51")
@pytest.mark.parametrize("lost", [False, True])
async def test_the_end_of_a_partys_own_time_is_noticed_like_any_limit(clerk: Clerk, lost: bool) -> None:
    """Written down by its own event it is in order; where nobody wrote it, it is named as missed."""
    clock, key = received(clerk, *((("NB-51", Passing.LIMIT),) if lost else ()))
    named: dict[str, Any] = {"respondent": "respondent-1", "amount": "3000.00", "basis": "货款"}
    clerk.append(key, EventKind.THIRD_PARTY_CLAIM_NAMED, "C1", **named)
    clerk.append(key, EventKind.THIRD_PARTY_NOTICE_SERVED, "C1")
    clock.until(key, datetime(2026, 5, 22, 12, tzinfo=COURT_ZONE))
    assert clerk.kinds(key).count("third_party_period_ended") == (0 if lost else 1)
    assert await clock.found() == ([(FindingKind.MISSED, THEIRS, Passing.LIMIT)] if lost else [])


@pytest.mark.requirement("RY-49", "NB-51")
async def test_the_end_of_a_partys_own_time_may_be_noticed_too_late(clerk: Clerk) -> None:
    """Written down an hour after it ended it is late, and not missed."""
    clock, key = received(clerk, ("NB-51", Passing.LIMIT))
    named: dict[str, Any] = {"respondent": "respondent-1", "amount": "3000.00", "basis": "货款"}
    clerk.append(key, EventKind.THIRD_PARTY_CLAIM_NAMED, "C1", **named)
    clerk.append(key, EventKind.THIRD_PARTY_NOTICE_SERVED, "C1")
    ended = datetime(2026, 5, 21, 23, 59, 59, tzinfo=COURT_ZONE)
    clock.until(key, ended + timedelta(hours=1))
    clock.lost.clear()
    clock.until(key, ended + timedelta(hours=2))
    assert await clock.found() == [(FindingKind.LATE, THEIRS, Passing.LIMIT)]


async def test_a_record_dated_back_does_not_undo_a_miss(clerk: Clerk) -> None:
    """The journal went on past the limit without a word; an act submitted before it comes in afterwards."""
    clock, key = received(clerk, ("RY-D3", Passing.LIMIT))
    clock.until(key, DUE + timedelta(hours=1))
    clerk.append(key, EventKind.RELATED_SEARCHED)
    clerk.now = DUE - timedelta(hours=1)
    clerk.append(key, EventKind.NODE_DONE, node="RY-D3")
    assert await clock.found() == [(FindingKind.MISSED, NODE, Passing.LIMIT)]


async def test_nothing_passes_after_closing(clerk: Clerk) -> None:
    """A case closed before its limits is asked for none of them, however much later."""
    clock, key = received(clerk)
    clerk.append(key, EventKind.CLOSED, method="ended")
    assert await clock.found(LATER + timedelta(days=400)) == []


async def test_done_in_time_passes_silently(clerk: Clerk) -> None:
    """Recorded with its submission before the limit, however late it was written: no alert was due."""
    clock, key = received(clerk)
    clock.until(key, DUE - timedelta(minutes=1))
    clerk.append(key, EventKind.NODE_DONE, node="RY-D3")
    clock.until(key, TOLD - timedelta(hours=1))
    assert await clock.found() == []


@pytest.mark.requirement("RY-49")
async def test_a_late_alert_is_named_and_measured(clerk: Clerk) -> None:
    """An hour without a worker: the alert that was due then is late by as much, and seen in the histogram."""
    clock, key = received(clerk, ("RY-D3", Passing.LIMIT))
    clock.until(key, DUE + timedelta(hours=1))
    clock.lost.clear()
    clock.until(key, DUE + timedelta(hours=2))
    report = await clock.report()
    (finding,) = in_the_journals(report)
    assert (finding.kind, finding.subject, finding.at) == (FindingKind.LATE, NODE, DUE)
    assert finding.noticed_at == DUE + timedelta(hours=1)
    limits = next(each for each in report.delays if each.passing is Passing.LIMIT)
    assert (limits.count, limits.p50, limits.p99, limits.longest) == (2, 1, 3600, 3600)
    assert {column.up_to: column.count for column in limits.histogram if column.count} == {1: 1, 3600: 1}


async def test_a_limit_behind_a_late_warning_is_as_late(clerk: Clerk) -> None:
    """Days without a worker: the limit counts from its own instant, not from when its warning was written."""
    clock, key = received(clerk, ("RY-D3", Passing.WARNING), ("RY-D3", Passing.LIMIT))
    back = DUE + timedelta(hours=2)
    clock.until(key, back)
    clock.lost.clear()
    clock.until(key, back + timedelta(minutes=1))
    late = {f.passing: (f.at, f.noticed_at) for f in in_the_journals(await clock.report())}
    assert late == {Passing.WARNING: (WARNED, back), Passing.LIMIT: (DUE, back)}


async def test_a_start_entered_late_is_counted_from_its_entry(clerk: Clerk) -> None:
    """Received in May, entered in June: the alerts come at once, and could not have come before."""
    key, clock = clerk.file(), Clockwork(clerk)
    entered = datetime(2026, 6, 1, 12, tzinfo=COURT_ZONE)
    clock.until(key, entered)
    clerk.append(key, EventKind.RECEIVED, at=FILED_AT + timedelta(hours=1))
    assert clock.nodes(key)[NODE].due_at == DUE
    clock.lost = {("RY-D3", Passing.LIMIT)}
    clock.until(key, entered + timedelta(seconds=10))
    assert await clock.found() == []
    clock.until(key, entered + timedelta(seconds=11))
    # The next rank is told of a limit that passed: without the one there is not the other.
    assert await clock.found() == [
        (FindingKind.MISSED, NODE, passing) for passing in (Passing.LIMIT, Passing.ESCALATION)
    ]


@pytest.mark.requirement("CV-10")
async def test_a_standing_clock_passes_nothing(clerk: Clerk) -> None:
    """Suspended over its limit: nothing is due while it stands, and afterwards the new dates are."""
    clock, key = received(clerk, ("RY-D3", Passing.LIMIT))
    clock.until(key, WARNED + timedelta(hours=1))
    clerk.append(key, EventKind.SUSPENSION_STARTED, "A1", limits=["RY-D3"])
    clock.until(key, LATER)
    assert await clock.found() == []
    clerk.append(key, EventKind.SUSPENSION_ENDED, "A1", ground="鉴定期间")
    moved = clock.nodes(key)[NODE].due_at
    assert moved is not None and moved > LATER
    clock.until(key, moved + timedelta(seconds=11))
    assert [f for f in await clock.found() if f[1] == NODE] == [(FindingKind.MISSED, NODE, Passing.LIMIT)]


async def test_an_extended_limit_passes_on_its_new_day(clerk: Clerk) -> None:
    """Extended in time: the old day is nothing, the new one counts."""
    clock, key = received(clerk, ("RY-D3", Passing.LIMIT))
    clock.until(key, DUE - timedelta(hours=1))
    clerk.append(key, EventKind.EXTENSION_GRANTED, NODE, until="2026-05-12")
    clock.until(key, LATER)
    assert await clock.found() == []
    moved = datetime(2026, 5, 12, 23, 59, 59, tzinfo=COURT_ZONE)
    clock.until(key, moved + timedelta(seconds=11))
    report = await clock.report()
    assert [f.at for f in in_the_journals(report) if f.kind is FindingKind.MISSED] == [moved]


async def test_a_clock_that_waited_has_its_second_opinion(clerk: Clerk) -> None:
    """Controlled first and handed to a team later: both opinions count from the later day (RY-D11)."""
    clock, key = received(clerk)
    clerk.append(key, EventKind.PROPERTY_FOUND, "W1", kind="vehicle", source="network")
    clerk.append(key, EventKind.CONTROLLED, "W1", kind="vehicle", expires_on="2028-05-06")
    waiting = [node.key for node in clock.nodes(key).values() if node.waits_for is EventKind.GROUP_ENTERED]
    assert waiting
    clock.until(key, WARNED)
    team: dict[str, Any] = {"unit": "fast_team", "unit_kind": "team", "owner": "RY020", "track": "simple"}
    clerk.append(key, EventKind.GROUP_ENTERED, "Y1", **team)
    assert [clock.nodes(key)[name].started_at for name in waiting] == [WARNED] * len(waiting)
    assert await clock.found() == []


async def test_an_alert_nothing_called_for_is_named(clerk: Clerk) -> None:
    """Overdue before its time, overdue twice, overdue without such an obligation."""
    clock, key = received(clerk)
    clock.until(key, DUE - timedelta(days=2))
    clerk.append(key, EventKind.NODE_OVERDUE, NODE)
    clerk.append(key, EventKind.NODE_OVERDUE, NODE)
    clerk.append(key, EventKind.NODE_OVERDUE, "RY-D99##1")
    found = await clock.found()
    assert (FindingKind.MISDATED, NODE, Passing.LIMIT) in found
    assert found.count((FindingKind.UNFOUNDED, NODE, Passing.LIMIT)) == 1
    assert (FindingKind.UNFOUNDED, "RY-D99##1", Passing.LIMIT) in found


async def test_a_clock_running_by_another_date_is_named(clerk: Clerk, owner: Engine) -> None:
    """The stored date was moved: named at once, and the alert it causes is misdated and late."""
    clock, key = received(clerk)
    moved = "jsonb_set(node, '{due_at}', '\"2026-05-10T23:59:59+08:00\"')"
    tamper(owner, f"update node set due_at = due_at + interval '1 day', node = {moved} where key = '{NODE}'")
    (finding,) = in_the_journals(await clock.report())
    assert (finding.kind, finding.subject, finding.at) == (FindingKind.MISDATED, NODE, DUE)
    assert finding.noticed_at == DUE + timedelta(days=1)
    clock.until(key, DUE + timedelta(hours=1))
    assert (FindingKind.MISSED, NODE, Passing.LIMIT) in await clock.found()
    clock.until(key, DUE + timedelta(days=1, seconds=2))
    kinds = {f.kind for f in in_the_journals(await clock.report()) if f.passing is Passing.LIMIT}
    assert kinds == {FindingKind.MISDATED, FindingKind.LATE}


async def test_a_node_row_that_is_gone_is_named(clerk: Clerk, owner: Engine) -> None:
    """A clock that does not know of an obligation cannot watch it."""
    clock, _ = received(clerk)
    tamper(owner, f"delete from node where key = '{NODE}'")
    (finding,) = in_the_journals(await clock.report())
    assert (finding.kind, finding.subject, finding.noticed_at) == (FindingKind.MISDATED, NODE, None)


async def test_the_engine_has_a_second_opinion(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """An engine that counts a day too many agrees with its own journal; the calendar does not."""
    right = NodeTiming.timed

    def wrong(self: NodeTiming, node: Node, limit: Any, started: datetime) -> Node:
        dated = right(self, node, limit, started)
        more = timedelta(days=1) if dated.due_at and limit.id == "RY-D3" else timedelta(0)
        return dated.model_copy(update={"due_at": dated.due_at + more}) if dated.due_at else dated

    monkeypatch.setattr(NodeTiming, "timed", wrong)
    clock, _ = received(clerk)
    (finding,) = in_the_journals(await clock.report())
    assert (finding.kind, finding.subject) == (FindingKind.MISDATED, NODE)
    assert (finding.at, finding.noticed_at) == (DUE, DUE + timedelta(days=1))


async def test_a_case_that_cannot_be_recounted_is_named(clerk: Clerk, owner: Engine) -> None:
    """Neither is it passed over in silence, nor does it hide what is wrong with others."""
    clock, key = received(clerk, ("RY-D3", Passing.LIMIT))
    _, other = received(clerk, number=2)
    tamper(owner, f"update journal set kind = 'of_a_later_build' where case_key = '{other}' and seq = 2")
    clock.until(key, DUE + timedelta(seconds=11))
    found = [(f.kind, f.case_key, f.code) for f in in_the_journals(await clock.report())]
    assert found == [(FindingKind.MISSED, key, ""), (FindingKind.NOT_RECOUNTED, other, "ValueError")]


async def test_what_was_known_of_such_a_case_is_known_no_more(clerk: Clerk, owner: Engine) -> None:
    """It has gone on in a way nobody can read: its old state is no ground to call anything missed."""
    clock, key = received(clerk)
    assert await clock.found() == []
    seq = clerk.append(key, EventKind.RELATED_SEARCHED).seq
    tamper(owner, f"update journal set kind = 'of_a_later_build' where seq = {seq}")
    assert await clock.found(LATER) == [(FindingKind.NOT_RECOUNTED, "", None)]


async def test_a_missing_rulebook_is_named(clerk: Clerk, owner: Engine) -> None:
    """Nobody guesses the rules of a case."""
    clock, key = received(clerk)
    with owner.begin() as connection:
        connection.execute(text('alter table "case" drop constraint "fk_case_rulebook_rulebook"'))
        connection.execute(text("update \"case\" set rulebook = repeat('0', 64)"))
    (finding,) = in_the_journals(await clock.report())
    assert (finding.kind, finding.case_key) == (FindingKind.NOT_RECOUNTED, key)
    assert finding.code == Code.RULEBOOK_MISSING


async def test_a_clock_ahead_of_the_wall_is_asked_at_its_own_time(clerk: Clerk) -> None:
    """Under skipped time the last record tells how late it is; on the wall's clock the wall does."""
    clock, key = received(clerk, ("RY-D3", Passing.LIMIT))
    clock.until(key, LATER)
    wall = clerk.now = FILED_AT + timedelta(hours=2)
    _, other = received(clerk, number=2)
    assert [(f.case_key, f.at) for f in in_the_journals(await clock.report(wall))] == [(key, DUE)]
    later = in_the_journals(await clock.report(WARNED + timedelta(seconds=11)))
    assert (other, WARNED) in [(f.case_key, f.at) for f in later]


async def test_what_has_not_grown_is_not_folded_again(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """The second look reads only the case that has moved, and says the same of the others."""
    monkeypatch.setattr(audit, "AGAIN", 0)
    clock, key = received(clerk, ("RY-D3", Passing.LIMIT))
    _, other = received(clerk, number=2)
    clock.until(key, DUE + timedelta(hours=1))
    first = await clock.report()
    read: list[str] = []

    def spied(case_key: str, *rest: Any) -> Any:
        read.append(case_key)
        return recount(case_key, *rest)

    monkeypatch.setattr(audit, "recount", spied)
    assert await clock.report() == first
    assert read == []
    clerk.append(other, EventKind.NODE_DONE, node="RY-D3")
    assert in_the_journals(await clock.report()) != in_the_journals(first)
    assert read == [other]


async def test_what_has_not_grown_is_looked_at_now_and_then(
    clerk: Clerk, owner: Engine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One case more at each look, whichever waited longest: a journal changed in silence is found out."""
    monkeypatch.setattr(audit, "AGAIN", 1)
    clock, first = received(clerk)
    _, second = received(clerk, number=2)
    assert await clock.found() == []
    tamper(owner, f"update journal set actor = 'RY099' where seq = 2 and case_key = '{second}'")
    assert await clock.found() == []
    assert await clock.found() == [(FindingKind.CHAIN_BROKEN, "journal/2", None)]
    assert await clock.found() == [(FindingKind.CHAIN_BROKEN, "journal/2", None)]
    assert first != second


async def test_a_case_may_move_while_it_is_read(clerk: Clerk, monkeypatch: pytest.MonkeyPatch) -> None:
    """Its journal and the dates its clock runs by are read as of one moment."""
    clock, key = received(clerk)

    def interrupted(*given: Any) -> Any:
        clerk.append(key, EventKind.NODE_DONE, node="RY-D3")
        return journals(*given)

    monkeypatch.setattr(audit, "journals", interrupted)
    assert await clock.found() == []


async def test_a_told_audit_stops_between_batches(clerk: Clerk) -> None:
    """Asked to end, it does not first recount the rest."""
    clock, _ = received(clerk)
    clock.audit.stop()
    with pytest.raises(StoppedError):
        await clock.report()
