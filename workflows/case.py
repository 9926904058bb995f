"""The enforcement case (执行案件): one durable run from filing to closing."""

import asyncio
from datetime import datetime, timedelta

from temporalio import workflow
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from models.acts.envelope import Act
    from models.acts.registry import read_act_data
    from models.errors import Code, Refusal
    from models.explaining import explanations
    from models.flow import Part
    from models.messages import (
        WORKFLOW_TYPE,
        CaseInput,
        CaseResult,
        Explanation,
        JournalView,
        Money,
        Receipt,
        Status,
    )
    from models.nodes import Row, rows
    from models.values import court_local

from workflows import (
    called_for,
    deadlines,
    expiries,
    funds,
    handing,
    orders,
    serving,
    steps,
    third_parties,
    views,
)
from workflows.grouping import stage_group
from workflows.run import CaseRun
from workflows.stages import STAGES

WATCHES = (
    *(deadlines.watch, expiries.watch, funds.watch, orders.watch, handing.watch, serving.watch),
    *(third_parties.watch, called_for.watch),
)
"""What goes on for as long as the case runs, wherever it stands."""


@workflow.defn(name=WORKFLOW_TYPE)
class EnforcementCase:
    """Stages in the rulebook's order, acts as Updates, outside answers as Signals, limits as timers."""

    @workflow.init
    def __init__(self, given: CaseInput) -> None:
        self._run = CaseRun(given)

    @workflow.run
    async def run(self, given: CaseInput) -> CaseResult:
        """Pick the case up from its journal, wherever it stands, and carry it to its closing."""
        run = self._run
        loaded = await steps.load_case(run)
        run.take(loaded)
        await _reach(loaded.latest)
        run.loaded = True
        way = asyncio.create_task(self._way())
        tasks = [way, *(asyncio.create_task(watch(run)) for watch in WATCHES)]
        while not any(task.done() for task in tasks):
            rollover = asyncio.create_task(run.until(self._may_continue_as_new))
            await workflow.wait([*tasks, rollover], return_when=asyncio.FIRST_COMPLETED)
            # Others may have begun a step since it was asked: ask again, and stop without a pause between.
            if self._may_continue_as_new() and not any(task.done() for task in tasks):
                await self._stop(tasks)
                workflow.continue_as_new(given)
            rollover.cancel()
        for task in tasks:
            if task.done():
                task.result()
        await self._stop(tasks)
        await workflow.wait_condition(workflow.all_handlers_finished)
        state = run.state
        method = state.closing.method if state.closing else ""
        return CaseResult(method=method, seq=state.seq, head=state.head)

    async def _way(self) -> None:
        """Leg after leg, the parts of each side by side, until the case is closed."""
        run = self._run
        while not run.state.closed_at:
            if not run.state.open_parts:
                await steps.enter_leg(run)
            parts = [Part(part) for part in run.state.open_parts]
            await asyncio.gather(*(self._part(part) for part in parts))

    async def _part(self, part: Part) -> None:
        with stage_group(part):
            await STAGES[part](self._run)
            if not self._run.state.closed_at:
                await steps.leave_part(self._run, part)

    def _may_continue_as_new(self) -> bool:
        info = workflow.info()
        long = info.is_continue_as_new_suggested() or (
            info.get_current_history_length() > self._run.given.history_limit
        )
        return long and self._run.busy == 0 and workflow.all_handlers_finished()

    @staticmethod
    async def _stop(tasks: list["asyncio.Task[None]"]) -> None:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # --- acts and answers --------------------------------------------------------------------

    @workflow.update(description="办案行为")
    async def act(self, act: Act) -> Receipt:
        """A person's act: accepted into the journal, or refused with a code and a Chinese reason."""
        await workflow.wait_condition(lambda: self._run.loaded)
        answer = await steps.record_act(self._run, str(act.act_id), f"{act.kind} {act.actor}")
        if answer.refused:
            raise ApplicationError(answer.refused.reason, type=answer.refused.code, non_retryable=True)
        return Receipt(act_id=str(act.act_id), seq=answer.seq)

    @act.validator
    def _check_act(self, act: Act) -> None:
        """Shape and state, before anything is written: a refusal here leaves no trace in the history."""
        try:
            if self._run.state.closed_at:
                raise Refusal(Code.WRONG_STATE, "本案已结案，不再接受办案行为")
            read_act_data(act)
        except Refusal as refusal:
            raise ApplicationError(refusal.message, type=refusal.code, non_retryable=True) from refusal

    @workflow.signal(description="外部反馈")
    async def answer(self, sender_id: str) -> None:
        """An outside answer lies in the inbox; repeats of a sender's id change nothing."""
        await workflow.wait_condition(lambda: self._run.loaded)
        await steps.record_answer(self._run, sender_id)

    @workflow.signal(description="工作日历")
    async def calendar(self, digest: str) -> None:
        """A year's arrangement was published: open limits are counted anew; repeats change nothing."""
        await workflow.wait_condition(lambda: self._run.loaded)
        if self._run.state.calendar != digest and not self._run.state.closed_at:
            await steps.change_calendar(self._run, digest)

    @workflow.signal(description="重试")
    async def retry(self) -> None:
        """Operations staff ask every step in trouble to try again."""
        self._run.retries += 1

    # --- questions ---------------------------------------------------------------------------

    @workflow.query(description="案件状态")
    def status(self) -> Status:
        """Where the case stands."""
        return views.status(self._run, court_local(workflow.now()))

    @workflow.query(description="流程节点表")
    def node_table(self) -> list[Row]:
        """The node table at this moment."""
        return list(rows(self._run.nodes.values(), court_local(workflow.now())))

    @workflow.query(description="期限说明")
    def explain(self, limit: str = "") -> list[Explanation]:
        """How the limits of the open nodes, or of one limit, were computed."""
        now = court_local(workflow.now())
        words = self._run.procedure.words if self._run.procedure else {}
        return list(explanations(self._run.nodes.values(), self._run.state, limit, now, words))

    @workflow.query(description="案件日志")
    def journal(self) -> JournalView:
        """The last fifty lines and the head of the chain."""
        state = self._run.state
        return JournalView(seq=state.seq, head=state.head, lines=tuple(self._run.lines))

    @workflow.query(description="案款")
    def money(self) -> Money:
        """Money in and out."""
        return views.money(self._run.state)


async def _reach(latest: datetime) -> None:
    """Do nothing before the clock has reached the journal's last record.

    A filing dated ahead waits here for its day; so does a run picked up where time was skipped.
    """
    wait = latest - workflow.now()
    if wait > timedelta(0):
        await workflow.sleep(wait, summary=f"等候 {latest:%Y-%m-%d %H:%M}")
