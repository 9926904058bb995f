"""The only caller of activities: a function per step with key, timeouts, retries and summary."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta
from typing import Any, TypeVar

from temporalio import workflow
from temporalio.common import RetryPolicy
from temporalio.exceptions import ActivityError, ApplicationError, is_cancelled_exception

with workflow.unsafe.imports_passed_through():
    from activities.auction import Auctions
    from activities.closing_review import ClosingReview
    from activities.documents import DocumentService
    from activities.funds import Funds
    from activities.implementation import Implementation
    from activities.intake import Intake
    from activities.network_query import NetworkQuery
    from activities.offline_query import OfflineQuery
    from activities.register import Register
    from activities.third_parties import ThirdParties
    from activities.triage import TriageFile
    from models.errors import Code
    from models.events import Event, EventKind
    from models.messages import (
        Appended,
        AppendEvents,
        AssignCase,
        ChangeCalendar,
        CloseCase,
        EnterLeg,
        LeavePart,
        LoadCase,
        Loaded,
        PassLimit,
        RecordAct,
        RecordAnswer,
        StageResult,
        StageWork,
        Step,
        TriageCase,
    )
    from models.nodes import PASSING_NAMES, Node, Passing
    from models.papers_due import PaperDue
    from models.values import court_local

from workflows.run import CaseRun

LOCAL_TRY = timedelta(seconds=2)
"""How long one local attempt at the register may take."""

LOCAL_RETRIES = RetryPolicy(maximum_attempts=2, initial_interval=timedelta(milliseconds=200))

SLOW_RETRIES = RetryPolicy(
    initial_interval=timedelta(seconds=1), backoff_coefficient=2, maximum_interval=timedelta(seconds=20)
)
"""For an outage: a fast phase, then slowly for ever, visibly."""

REGISTER_TRY = timedelta(seconds=20)
OUTSIDE_TRY = timedelta(seconds=30)

ANSWERED = (RecordAct, RecordAnswer)
"""Steps whose refusal goes back to whoever asked; any other refusal is the case's own trouble."""

REGISTER_AWAY = "register_unreachable"
"""The trouble shown while the register cannot be reached."""

_PASSED = {Passing.WARNING: "warned", Passing.ESCALATION: "escalated"}
"""How the key of a passing begins, beside that of a limit."""

MOVED_BY_CALENDAR = "2026-11-21 moment of limits a calendar moved"
"""From when on the key of a passing names its moment where a calendar has moved limits."""

A = TypeVar("A")
R = TypeVar("R")
S = TypeVar("S", bound=Step)


# --- register steps --------------------------------------------------------------------------


async def load_case(run: CaseRun) -> Loaded:
    """The case as the register has it."""
    ask = LoadCase(case_key=run.given.case_key, rulebook=run.given.rulebook)
    return await _register(run, Register.load_case, ask, "读取案件")


async def append_events(run: CaseRun, key: str, events: Sequence[Event], summary: str) -> Appended:
    """Write events a stage observed."""
    return await _write(run, Register.append_events, AppendEvents, key, summary, events=tuple(events))


async def record_act(run: CaseRun, act_id: str, summary: str) -> Appended:
    """Write a submitted act, or refuse it."""
    return await _write(run, Register.record_act, RecordAct, f"act/{act_id}", summary, act_id=act_id)


async def record_answer(run: CaseRun, sender_id: str) -> Appended:
    """Write an outside answer."""
    return await _write(
        run, Register.record_answer, RecordAnswer, f"answer/{sender_id}", "登记外部反馈", sender_id=sender_id
    )


async def pass_limit(run: CaseRun, node: Node, passing: Passing) -> Appended:
    """Write that a warning, a limit or the time until escalation passed.

    A limit that was moved may warn again: the moment is part of its key. So it is where a calendar moves
    limits, for a timer may go off while that is written, and then nothing has passed yet.
    """
    overdue = passing is Passing.LIMIT
    key = f"{'overdue' if overdue else _PASSED[passing]}/{node.key}"
    recounted = run.seen(EventKind.CALENDAR_CHANGED)
    if node.extended_until or node.excluded or (recounted and workflow.patched(MOVED_BY_CALENDAR)):
        key += f"/{node.next_moment():%Y%m%d%H%M}"
    summary = f"{PASSING_NAMES[passing]} {node.limit} {node.name}（{node.article}）"
    return await _write(
        run, Register.pass_limit, PassLimit, key, summary, node=node.key, overdue=overdue, passing=passing
    )


async def enter_leg(run: CaseRun) -> Appended:
    """Enter the next leg of the way."""
    return await _write(run, Register.enter_leg, EnterLeg, f"leg/{run.state.visit + 1}", "进入下一环节")


async def leave_part(run: CaseRun, part: str) -> Appended:
    """Leave a part of the present leg."""
    key = f"leave/{part}/{run.state.visit}"
    return await _write(run, Register.leave_part, LeavePart, key, "环节办结", part=part)


async def triage_case(run: CaseRun) -> Appended:
    """Sort simple from complex."""
    corrected = run.state.last(EventKind.CORRECTION_MADE)
    key = f"triage/{run.state.visit}" + (f"/{corrected}" if corrected else "")
    return await _write(run, Register.triage_case, TriageCase, key, "繁简分流")


async def assign_case(run: CaseRun) -> Appended:
    """Draw unit and owner and offer the handover."""
    key = f"assign/{len(run.state.handovers) + 1}"
    return await _write(run, Register.assign_case, AssignCase, key, "随机分案并移送")


async def change_calendar(run: CaseRun, calendar: str) -> Appended:
    """Count the limits on the latest calendar."""
    key = f"calendar/{calendar}"
    return await _write(run, Register.change_calendar, ChangeCalendar, key, "按新的放假安排重新推算期限")


async def close_case(run: CaseRun) -> Appended:
    """Close the case."""
    return await _write(run, Register.close_case, CloseCase, "close", "结案")


async def _write(
    run: CaseRun,
    activity: Callable[[Any, S], Appended],
    shape: type[S],
    key: str,
    summary: str,
    **fields: Any,
) -> Appended:
    """One writing step.

    Where the register knows more than this run, the run loads the case anew; where it knows less, the
    case waits and says so until the register is reconciled.
    """
    while True:

        async def at_seq(seq: int) -> Appended:
            step = shape(
                case_key=run.given.case_key,
                key=key,
                expected_seq=seq,
                at=court_local(workflow.now()),
                **fields,
            )
            return await _register(run, activity, step, summary)

        try:
            answer = await run.commit(at_seq)
        except (ActivityError, ApplicationError) as error:
            if is_cancelled_exception(error):
                raise
            refusal = _refusal(error)
            if refusal is not None and refusal.type == Code.JOURNAL_AHEAD:
                run.take(await load_case(run))
            else:
                await _wait_for_retry(run, key, _code(refusal))
            continue
        if answer.refused and shape not in ANSWERED:
            await _wait_for_retry(run, key, answer.refused.code)
            continue
        run.out_of_trouble(key)
        return answer


async def _register(run: CaseRun, activity: Callable[[Any, A], R], argument: A, summary: str) -> R:
    """Local first, for it is quick; a register out of reach is then asked slowly and visibly."""
    try:
        return await workflow.execute_local_activity_method(
            activity,
            argument,
            start_to_close_timeout=LOCAL_TRY,
            retry_policy=LOCAL_RETRIES,
            summary=summary,
        )
    except (ActivityError, ApplicationError) as error:
        if _refusal(error) is not None or is_cancelled_exception(error):
            raise
        run.in_trouble(summary, _away(error))
    try:
        answer = await workflow.execute_activity_method(
            activity,
            argument,
            start_to_close_timeout=REGISTER_TRY,
            retry_policy=SLOW_RETRIES,
            summary=summary,
        )
    except ActivityError as error:
        # The register refuses: it is there again. Under an older build the case went on calling it away.
        if not is_cancelled_exception(error) and workflow.patched("2026-11-21 register back"):
            run.out_of_trouble(summary)
        raise
    run.out_of_trouble(summary)
    return answer


# --- stage activities ------------------------------------------------------------------------


async def perform(
    run: CaseRun, activity: Callable[[Any, StageWork], StageResult], key: str, summary: str, subject: str = ""
) -> Appended | None:
    """Run a stage activity under its key and write what it observed; nothing is written for nothing seen."""
    with run.at_work():
        while True:
            work = StageWork(
                case_key=run.given.case_key, key=key, at=court_local(workflow.now()), subject=subject
            )
            try:
                result = await workflow.execute_activity_method(
                    activity,
                    work,
                    start_to_close_timeout=OUTSIDE_TRY,
                    retry_policy=SLOW_RETRIES,
                    summary=summary,
                )
                break
            except (ActivityError, ApplicationError) as error:
                if is_cancelled_exception(error):
                    raise
                await _wait_for_retry(run, key, _code(_refusal(error)))
        run.out_of_trouble(key)
        return await append_events(run, key, result.events, summary) if result.events else None


def _refusal(error: ActivityError | ApplicationError) -> ApplicationError | None:
    """The refusal behind a failed step; none for an outage. Local activities fail without a wrapper."""
    cause = error.cause if isinstance(error, ActivityError) else error
    return cause if isinstance(cause, ApplicationError) and cause.non_retryable else None


def _away(error: ActivityError | ApplicationError) -> str:
    """Why a register step is tried on: it is out of reach, or what it needs is not there as it was."""
    cause = error.cause if isinstance(error, ActivityError) else error
    code = cause.type if isinstance(cause, ApplicationError) else None
    return code if code in set(Code) else REGISTER_AWAY


def _code(refusal: ApplicationError | None) -> str:
    return refusal.type if refusal is not None and refusal.type else Code.BAD_DATA.value


async def _wait_for_retry(run: CaseRun, step: str, code: str) -> None:
    """A step was refused for good: show the code and wait until operations staff say try again."""
    workflow.logger.warning("step refused", extra={"step": step, "code": code})
    run.in_trouble(step, code)
    before = run.retries
    await workflow.wait_condition(lambda: run.retries > before)


# --- intake ----------------------------------------------------------------------------------


async def check_filing(run: CaseRun) -> None:
    """Check the filing for completeness; what is missing goes back to the filing office."""
    await perform(run, Intake.check_filing, f"check_filing/{run.state.seq}", "核对立案信息")


async def verify_identity(run: CaseRun) -> None:
    """Check the parties' identity."""
    await perform(run, Intake.verify_identity, "verify_identity", "核对当事人身份")


async def open_trial_file(run: CaseRun) -> None:
    """Open the trial-stage e-file."""
    await perform(run, Intake.open_trial_file, "open_trial_file", "调取审理阶段电子卷宗")


async def search_related(run: CaseRun) -> None:
    """Look for related cases."""
    await perform(run, Intake.search_related, "search_related", "检索类案")


# --- queries ---------------------------------------------------------------------------------


async def launch_query(run: CaseRun, system: str, earlier: int = 0) -> None:
    """Launch the query in one system; a later one has a key of its own."""
    word = run.rules.words.get(system, system)
    key = f"launch_query/{system}" + (f"/{earlier}" if earlier else "")
    await perform(run, NetworkQuery.launch_query, key, f"发起{word}查询", system)


async def control_found(run: CaseRun) -> None:
    """Freeze or seize what was found and can be controlled online."""
    key = f"control/{len(run.state.money)}/{len(run.state.assets)}"
    await perform(run, NetworkQuery.control_found, key, "在线控制财产")


async def file_feedback(run: CaseRun, system: str) -> None:
    """Put a system's feedback sheet into the file."""
    await perform(run, NetworkQuery.file_feedback, f"feedback/{system}", "查询反馈表入卷", system)


async def issue_assistance_notices(run: CaseRun) -> None:
    """Make the papers for the counters of the offline query."""
    await perform(run, OfflineQuery.issue_assistance_notices, "assistance_notices", "制作协助查询通知书")


# --- documents -------------------------------------------------------------------------------


async def make_documents(run: CaseRun) -> None:
    """Make the court's set of documents."""
    await perform(run, DocumentService.make_documents, "make_documents", "制作格式化文书")


async def send_documents(run: CaseRun) -> None:
    """Send what is due next on each recipient's ladder."""
    async with run.serving:
        key = f"send_documents/{len(run.state.deliveries)}"
        await perform(run, DocumentService.send_documents, key, "送达文书")


async def send_last_papers(run: CaseRun) -> None:
    """Send everything that waits before the case closes."""
    async with run.serving:
        key = f"send_documents/{len(run.state.deliveries)}"
        await perform(run, DocumentService.send_last_papers, key, "送达结案文书")


# --- triage ----------------------------------------------------------------------------------


async def bind_file(run: CaseRun) -> None:
    """Bind the file that goes with the handover."""
    await perform(run, TriageFile.bind_file, f"bind_file/{run.state.visit}", "整理移送卷宗")


# --- implementation, money, auction, closing ---------------------------------------------------


async def take_measure(run: CaseRun, measure: str) -> None:
    """Carry out a decided measure."""
    await perform(run, Implementation.take_measure, f"take_measure/{measure}", "落实执行措施", measure)


async def deduct(run: CaseRun, item: str, order: int) -> None:
    """Send the deduction order for a sum; each order of the judge is sent once."""
    await perform(run, Implementation.deduct, f"deduct/{item}/{order}", "发出扣划指令", item)


async def make_third_party_notice(run: CaseRun, claim: str) -> None:
    """Make the notice to a third party that owes the respondent."""
    key = f"third_party_notice/{claim}"
    await perform(run, ThirdParties.make_notice, key, "制作履行到期债务通知书", claim)


async def make_third_party_ruling(run: CaseRun, claim: str) -> None:
    """Make the ruling to enforce against a third party."""
    key = f"third_party_ruling/{claim}"
    await perform(run, ThirdParties.make_ruling, key, "制作到期债权执行裁定书", claim)


async def release(run: CaseRun, item: str, order: str) -> None:
    """Let go what was granted; each grant is carried out once."""
    await perform(run, Implementation.release, f"release/{item}/{order}", "解除查封冻结", item)


async def renew(run: CaseRun, item: str, until: date) -> None:
    """Renew the control of an item up to the day that was ordered."""
    await perform(run, Implementation.renew, f"renew/{item}/{until}", "续行查封冻结", item)


async def make_paper(run: CaseRun, paper: PaperDue) -> None:
    """Make a paper that something recorded calls for."""
    await perform(run, Implementation.make_paper, f"make_paper/{paper.id}", "制作文书", paper.id)


async def pay_out(run: CaseRun, payout: str) -> None:
    """Pay money out of the case's account."""
    await perform(run, Funds.pay_out, f"pay_out/{payout}", "发放案款", payout)


async def inquire_price(run: CaseRun, asset: str) -> None:
    """Ask the price platforms."""
    await perform(run, Auctions.inquire_price, f"inquire_price/{asset}", "网络询价", asset)


async def publish_auction(run: CaseRun, asset: str, round: str) -> None:
    """Publish a planned round."""
    await perform(run, Auctions.publish, f"publish/{asset}/{round}", "发布拍卖公告", asset)


async def make_closing_papers(run: CaseRun) -> None:
    """Make the closing papers and lift what must be lifted."""
    key = f"closing_papers/{run.state.last(EventKind.CLOSING_APPROVED)}"
    await perform(run, ClosingReview.make_closing_papers, key, "制作结案文书、解除措施")
