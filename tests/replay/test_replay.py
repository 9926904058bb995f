"""Cases that are open in courts go on under this build: their kept histories replay, command by command.

A history that fails here is evidence that a release would break such a case. The remedy is a
`workflow.patched` branch; recording anew is for the change that adds one.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import pytest
from temporalio import activity, workflow
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import Replayer

import worker
from activities.auction import Auctions
from activities.court_duties.duties import Duties
from activities.intake import Intake
from activities.register import Register
from models.calendar import CourtCalendar, Unit, due
from models.clock.counting_back import warn_at
from models.messages import (
    DutyInput,
    DutyOpened,
    DutyWritten,
    LoadCase,
    Loaded,
    OpenDuty,
    StageResult,
    StageWork,
)
from models.nodes import Node, Passing
from tests.replay import corpus, kept
from tests.replay.overhearing import replay
from tests.replay.scenarios import DUTIES, SCENARIOS
from workflows import called_for, deadlines, duty_steps, serving, steps
from workflows.run import CaseRun

NAMES = sorted(SCENARIOS)
DUTY_NAMES = sorted(DUTIES)

RUYANG = {"auction", "closed", "corrected", "let_go", "overdue", "served"}
EVERY = {*RUYANG, "reception_first"}

JUST_AFTER = timedelta(seconds=1)
"""A limit has passed one second after its last one."""


def test_every_scenario_is_kept() -> None:
    """The manifest, the files and the scenarios are the same list."""
    files = {path.stem for path in corpus.FOLDER.glob("*.json")} - {corpus.MANIFEST.stem}
    assert set(corpus.workflow_ids()) == files == {*SCENARIOS, *DUTIES}


@pytest.mark.parametrize("name", [*NAMES, *DUTY_NAMES])
async def test_a_kept_case_goes_on(name: str) -> None:
    """The same commands in the same order, and, unseen by replay, the same lengths and arguments."""
    history = corpus.read(name)
    result, heard = await replay(history)
    assert result.replay_failure is None
    lengths = {seq: timer.length for seq, timer in kept.timers(history).items()}
    assert lengths and lengths.items() <= heard.timers.items()
    asked = kept.activities(history)
    assert asked and {seq: heard.activities.get(seq) for seq in asked} == asked


@pytest.mark.parametrize("name", [*NAMES, *DUTY_NAMES])
async def test_a_kept_case_goes_on_in_the_sandbox(name: str) -> None:
    """The product's own sandbox, in which the workflow's modules may not touch clock, chance or files."""
    replayer = Replayer(
        workflows=worker.WORKFLOWS,
        workflow_runner=worker.runner(),
        data_converter=pydantic_data_converter,
    )
    result = await replayer.replay_workflow(corpus.read(name), raise_on_replay_failure=False)
    assert result.replay_failure is None


@pytest.mark.parametrize("name", NAMES)
async def test_every_register_step_keeps_its_key(name: str) -> None:
    """A step asked for again must find its own effect: its key is the one the register answered to."""
    history = corpus.read(name)
    _, heard = await replay(history)
    keys = {a.seq: (a.activity, a.result["key"]) for a in kept.answers(history) if a.result.get("key")}
    assert keys
    now = {seq: heard.local_activities[seq] for seq in keys}
    assert {seq: (step, given["key"]) for seq, (step, given) in now.items()} == keys


# --- what replay must catch -------------------------------------------------------------------------


def a_timer_more(patch: pytest.MonkeyPatch) -> None:
    """A pause before a case is loaded."""
    load = steps.load_case

    async def after_a_pause(run: CaseRun) -> Loaded:
        await workflow.sleep(1)
        return await load(run)

    patch.setattr(steps, "load_case", after_a_pause)


def steps_swapped(first: str, second: str) -> Callable[[pytest.MonkeyPatch], None]:
    """Two steps that follow each other, the other way round."""

    def swap(patch: pytest.MonkeyPatch) -> None:
        one, other = getattr(steps, first), getattr(steps, second)
        patch.setattr(steps, first, other)
        patch.setattr(steps, second, one)

    return swap


def step_left_out(name: str) -> Callable[[pytest.MonkeyPatch], None]:
    """A step that is no longer taken."""

    async def nothing(run: CaseRun, *_: str) -> None: ...

    def leave_out(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(steps, name, nothing)

    return leave_out


def an_activity_renamed(patch: pytest.MonkeyPatch) -> None:
    """A stage activity under another name."""

    @activity.defn(name="intake.verify_parties")
    def renamed(self: Intake, work: StageWork) -> StageResult:
        raise AssertionError("replay runs no activity")

    patch.setattr(Intake, "verify_identity", renamed)


def the_price_inquiry_renamed(patch: pytest.MonkeyPatch) -> None:
    """An activity that only a case with a thing to sell reaches, under another name."""

    @activity.defn(name="auction.ask_price")
    def renamed(self: Auctions, work: StageWork) -> StageResult:
        raise AssertionError("replay runs no activity")

    patch.setattr(Auctions, "inquire_price", renamed)


def a_register_step_renamed(patch: pytest.MonkeyPatch) -> None:
    """A local activity under another name."""

    @activity.defn(name="read_case")
    def renamed(self: Register, ask: LoadCase) -> Loaded:
        raise AssertionError("replay runs no activity")

    patch.setattr(Register, "load_case", renamed)


def another_patch(patch: pytest.MonkeyPatch) -> None:
    """The watch over later papers as if no case had it yet."""
    patch.setattr(serving, "PATCH", "2027-01-01 later papers served")


def a_step_of_duties_renamed(patch: pytest.MonkeyPatch) -> None:
    """The step that opens a turn, or finds it, under another name."""

    @activity.defn(name="open_turn")
    def renamed(self: Duties, step: OpenDuty) -> DutyOpened:
        raise AssertionError("replay runs no activity")

    patch.setattr(Duties, "open_duty", renamed)


def duty_step_left_out(name: str) -> Callable[[pytest.MonkeyPatch], None]:
    """A step of a duty that is no longer taken."""

    async def nothing(given: DutyInput, node: Node, *_: Passing) -> DutyWritten:
        return DutyWritten(node=node)

    def leave_out(patch: pytest.MonkeyPatch) -> None:
        patch.setattr(duty_steps, name, nothing)

    return leave_out


def papers_under_another_patch(patch: pytest.MonkeyPatch) -> None:
    """The watch over papers that something calls for as if no case had it yet."""
    patch.setattr(called_for, "PATCH", "2027-01-01 papers called for")


BREAKAGES: dict[str, tuple[Callable[[pytest.MonkeyPatch], None], set[str]]] = {
    "a timer more": (a_timer_more, EVERY),
    "intake reordered": (steps_swapped("verify_identity", "open_trial_file"), EVERY),
    "closing reordered": (steps_swapped("make_closing_papers", "close_case"), {"closed", "served"}),
    "the key holder's check left out": (step_left_out("verify_identity"), EVERY),
    "the counters' papers left out": (step_left_out("issue_assistance_notices"), RUYANG),
    "the last papers not sent": (step_left_out("send_last_papers"), {"served"}),
    "later papers under another patch": (another_patch, {"let_go", "served"}),
    "papers called for under another patch": (papers_under_another_patch, {"let_go"}),
    "release and renewal mixed up": (steps_swapped("release", "renew"), {"let_go"}),
    "an activity renamed": (an_activity_renamed, EVERY),
    "the price inquiry renamed": (the_price_inquiry_renamed, {"auction"}),
    "a register step renamed": (a_register_step_renamed, EVERY),
    "a step of duties renamed": (a_step_of_duties_renamed, set(DUTY_NAMES)),
    "a duty's new calendar ignored": (duty_step_left_out("redate_duty"), {"duty_occasion"}),
}
"""A change of each kind that would break cases, and the histories that must say so."""


@pytest.mark.parametrize("kind", BREAKAGES)
async def test_a_breaking_change_is_caught(kind: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """The guard itself: each kind of change fails exactly the histories that came that way."""
    breaks, expected = BREAKAGES[kind]
    breaks(monkeypatch)
    failed = {name for name, history in corpus.read_all() if (await replay(history))[0].replay_failure}
    assert failed == expected


async def test_a_changed_length_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replay alone lets a limit a day longer pass: the comparison of lengths does not."""
    monkeypatch.setattr(deadlines, "JUST_AFTER", timedelta(days=1))
    history = corpus.read("overdue")
    result, heard = await replay(history)
    assert result.replay_failure is None
    longer = {seq for seq, timer in kept.timers(history).items() if timer.length != heard.timers[seq]}
    assert longer == {seq for seq, timer in kept.timers(history).items() if "到期" in timer.summary}


async def test_a_changed_key_is_heard(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replay alone lets a second effect under another key pass: the comparison of arguments does not."""
    history = corpus.read("closed")
    monkeypatch.setattr(steps, "verify_identity", under_another_key)
    result, heard = await replay(history)
    assert result.replay_failure is None
    changed = [
        name
        for seq, (name, given) in kept.activities(history).items()
        if (name, given) != heard.activities[seq]
    ]
    assert changed == ["intake.verify_identity"]


async def under_another_key(run: CaseRun) -> None:
    """The check of identity as if it were another effect."""
    await steps.perform(run, Intake.verify_identity, "verify_identity/2", "核对当事人身份")


# --- the law, on the history itself -----------------------------------------------------------------


@pytest.mark.requirement("RY-D1", "RY-D2", "RY-D3")
async def test_timers_run_to_the_days_of_the_law() -> None:
    """Same day, same day, three calendar days with a warning a working day before, by the calendar alone."""
    history = corpus.read("overdue")
    calendar = CourtCalendar.packaged()
    entered = kept.occurred(history, "entered_in_system")
    received = kept.occurred(history, "received")
    registered = due(calendar, entered, 1, Unit.SAME_DAY).due_at
    queried = due(calendar, received, 1, Unit.SAME_DAY).due_at
    served = due(calendar, received, 3, Unit.CALENDAR_DAYS).due_at
    assert registered is not None and queried is not None and served is not None
    assert ends(history, "RY-D1", "到期") == registered + JUST_AFTER
    assert ends(history, "RY-D2", "到期") == queried + JUST_AFTER
    assert ends(history, "RY-D3", "预警") == warn_at(calendar, served, 1)
    assert ends(history, "RY-D3", "到期") == served + JUST_AFTER


def ends(history: WorkflowHistory, limit: str, word: str) -> datetime:
    """When the timer of a limit ends, to the second; a timer starts within the task that computed it."""
    found = {
        timer.ends.replace(microsecond=0)
        for timer in kept.timers(history).values()
        if timer.summary.startswith(f"{limit} ") and word in timer.summary
    }
    assert len(found) == 1, f"{limit} {word}: {found}"
    return found.pop().astimezone(UTC)
