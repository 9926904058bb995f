"""A duty of the court that belongs to no case (经常性工作): one turn of it, watched until it is done or late.

A schedule starts each run. Schedules know the wall clock alone and do not skip time: where cases run on
skipped time, duties go on day by day beside them.
"""

import asyncio
from datetime import date, datetime, timedelta

from temporalio import workflow
from temporalio.common import SearchAttributeKey
from temporalio.exceptions import ApplicationError

with workflow.unsafe.imports_passed_through():
    from models.acts.envelope import Act, ActKind
    from models.errors import Code
    from models.messages import DUTY_WORKFLOW_TYPE, DutyInput, DutyResult, Receipt
    from models.nodes import PASSING_NAMES, STATE_NAMES, Node, Passing, Row, rows
    from models.values import court_local

from workflows import duty_steps
from workflows.deadlines import JUST_AFTER
from workflows.visibility import NEXT_DUE, OVERDUE, UNIT

SCHEDULED = SearchAttributeKey.for_datetime("TemporalScheduledStartTime")
"""When the schedule was to start this run: after an outage that is an earlier day than the run's own."""


@workflow.defn(name=DUTY_WORKFLOW_TYPE)
class CourtDuty:
    """One turn of a duty: a node in the court's own journal, a timer, and an Update of who did it.

    The run ends when the turn is done, or when nothing more can pass on its clock. Whoever does it after
    that starts it again with the Update: a run begins from the register, wherever the turn stands.
    """

    @workflow.init
    def __init__(self, given: DutyInput) -> None:
        self._given = given
        self._node: Node | None = None
        self._loaded = False
        self._writing = asyncio.Lock()

    @workflow.run
    async def run(self, given: DutyInput) -> DutyResult:
        """Open the turn, unless another run looks after it, and watch it."""
        day = given.day or _scheduled_day()
        while (opened := await duty_steps.open_duty(given, day)).opens_at is not None:
            wait = max(opened.opens_at - workflow.now(), timedelta(0))
            await workflow.sleep(wait, summary=f"等候 {opened.opens_at:%Y-%m-%d}")
        self._take(opened.node)
        self._loaded = True
        if opened.node is not None and opened.workflow == workflow.info().workflow_id:
            await self._watch()
        await workflow.wait_condition(workflow.all_handlers_finished)
        node = self._node
        if node is None:
            return DutyResult()
        return DutyResult(node=node.key, done=node.done_at is not None, overdue=node.overdue_at is not None)

    async def _watch(self) -> None:
        """Wait for the reminder or the last day, and write it down once, until nothing more can pass."""
        while (node := self._node) is not None and (passing := node.next_passing()) is not None:
            if await self._waited(node, *passing):
                async with self._writing:
                    after = await self._passed(node, passing[0])
                    if after is None:
                        return
                    self._take(after)

    async def _passed(self, node: Node, passing: Passing) -> Node | None:
        """The turn after a passing; a register restored from an earlier day is told of it again.

        Of an occasion only the register had the words: the step waits, and says so, until it is there.
        """
        written = await duty_steps.pass_duty(self._given, node, passing)
        if written.node is None and node.started_at is not None:
            return (await duty_steps.open_duty(self._given, node.started_at.date())).node
        return written.node

    async def _waited(self, node: Node, passing: Passing, moment: datetime) -> bool:
        """Whether the moment came before the turn was done."""
        wait = moment - workflow.now() + (JUST_AFTER if passing is Passing.LIMIT else timedelta(0))
        if wait <= timedelta(0):
            return True
        word = PASSING_NAMES[passing]
        try:
            await workflow.wait_condition(
                lambda: self._node != node,
                timeout=wait,
                timeout_summary=f"{node.limit} {node.name}{word} {moment:%Y-%m-%d %H:%M}（{node.article}）",
            )
        except TimeoutError:
            return True
        return False

    @workflow.update(description="办理经常性工作")
    async def done(self, act: Act) -> Receipt:
        """The turn was done: written into the court's journal, or refused with a code and a reason."""
        await workflow.wait_condition(lambda: self._loaded)
        async with self._writing:
            written = await duty_steps.do_duty(str(act.act_id), f"{self._given.duty} 办理 {act.actor}")
            self._take(written.node)
        if written.refused:
            raise ApplicationError(written.refused.reason, type=written.refused.code, non_retryable=True)
        return Receipt(act_id=str(act.act_id), seq=written.seq)

    @done.validator
    def _check_done(self, act: Act) -> None:
        """Shape and state, before anything is written."""
        if act.kind is not ActKind.SIGN_NODE:
            raise ApplicationError("经常性工作以节点签名办理", type=Code.BAD_DATA, non_retryable=True)
        if self._node is not None and not self._node.open:
            raise ApplicationError(
                "本次经常性工作已经办理或者无须办理", type=Code.ALREADY_DONE, non_retryable=True
            )

    @workflow.signal(description="工作日历变更")
    async def calendar(self) -> None:
        """A year's arrangement was loaded that may date this turn otherwise (NB-359)."""
        await workflow.wait_condition(lambda: self._loaded)
        async with self._writing:
            if self._node is not None:
                self._take((await duty_steps.redate_duty(self._given, self._node)).node)

    @workflow.query(description="经常性工作节点")
    def node_table(self) -> list[Row]:
        """The node of this turn; none where this run has none."""
        return list(rows([self._node] if self._node else [], court_local(workflow.now())))

    def _take(self, node: Node | None) -> None:
        """The turn as the register answered it, shown to operations staff."""
        if node is None or node == self._node:
            return
        self._node = node
        due = node.due_at if node.open and node.overdue_at is None else None
        workflow.upsert_search_attributes(
            [
                UNIT.value_set(node.responsible),
                NEXT_DUE.value_set(due) if due else NEXT_DUE.value_unset(),
                OVERDUE.value_set(node.open and node.overdue_at is not None),
            ]
        )
        workflow.set_current_details(_page(node))


def _scheduled_day() -> date:
    """The court-local day this run was to start on."""
    info = workflow.info()
    return court_local(info.typed_search_attributes.get(SCHEDULED) or info.start_time).date()


def _page(node: Node) -> str:
    """The turn on one page, in Chinese Markdown."""
    due = f"{node.due_at:%Y-%m-%d %H:%M}" if node.due_at else "—"
    state = STATE_NAMES[node.state_at(court_local(workflow.now()))]
    return "\n".join(
        [
            f"## {node.limit} {node.name}",
            f"- 依据 {node.article}，责任 {node.responsible}",
            f"- 所属日期 {node.subject}，期限 {due}{'（暂定）' if node.provisional else ''}",
            f"- **{state}**",
        ]
    )
