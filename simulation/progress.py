"""How the docket gets on, live: one table in a terminal, one line per change elsewhere."""

import sys
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from types import TracebackType

from rich.console import Console
from rich.live import Live
from rich.table import Table

from simulation.docket import DatedRow
from simulation.sight import Sight, instant

COURTS = {"ruyang": "汝阳", "gushi": "固始"}
PARTS = {
    "intake": "立案核对",
    "intake.reception": "初次接待",
    "network_query": "网络查控",
    "documents": "文书送达",
    "offline_query": "传统查控",
    "triage": "繁简分流",
    "implementation": "执行实施",
    "auction": "财产处置",
    "closing_review": "结案审查",
}
METHODS = {
    "fully_executed": "执行完毕",
    "ended": "终结执行",
    "termination": "终本",
    "dismissed": "驳回申请",
    "matter_done": "事项办结",
}
TRACKS = {"simple": "简", "ordinary": "普", "special": "特", "auxiliary": "辅"}


@dataclass(frozen=True)
class Standing:
    """What is shown of one case."""

    stage: str = "待立案"
    track: str = ""
    unit: str = ""
    clock: datetime | None = None
    limit: str = ""
    state: str = ""


class Progress:
    """Shows every case of the docket while it runs; a context manager."""

    def __init__(self, rows: Sequence[DatedRow], console: Console | None = None) -> None:
        self._rows = rows
        self._standing = {row.key: Standing() for row in rows}
        self._console = console or Console()
        self._live = Live(console=self._console, auto_refresh=False) if self._console.is_terminal else None

    def __enter__(self) -> "Progress":
        if self._live:
            self._live.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._live:
            self._live.stop()

    def show(self, row: DatedRow, sight: Sight) -> None:
        """A case after a step."""
        self._put(row, standing_of(sight))

    def fail(self, row: DatedRow, reason: str) -> None:
        """A case that does not get on."""
        before = self._standing[row.key]
        self._put(row, Standing(before.stage, before.track, before.unit, before.clock, "", f"中断：{reason}"))

    def _put(self, row: DatedRow, now: Standing) -> None:
        before, self._standing[row.key] = self._standing[row.key], now
        if self._live:
            self._live.update(self._table(), refresh=True)
            return
        told = (before.stage, before.track, before.unit, before.state)
        if told != (now.stage, now.track, now.unit, now.state):
            print(line_of(row, now), file=sys.stdout, flush=True)

    def _table(self) -> Table:
        closed = sum(1 for standing in self._standing.values() if standing.stage == "已结案")
        table = Table(title=f"案卷清单：{len(self._rows)} 件，已结 {closed} 件")
        for heading in ("案号", "办案路径", "环节", "繁简", "团队", "案件时间", "下一期限", "状态"):
            table.add_column(heading, no_wrap=True)
        for row in self._rows:
            standing = self._standing[row.key]
            clock = f"{standing.clock:%Y-%m-%d %H:%M}" if standing.clock else ""
            table.add_row(
                row.case_no,
                row.road,
                standing.stage,
                standing.track,
                standing.unit,
                clock,
                standing.limit,
                standing.state,
            )
        return table


def standing_of(sight: Sight) -> Standing:
    """What is shown of a case as staff see it."""
    status, closing = sight.status, sight.state["closing"]
    due = instant(status.get("next_due"))
    if sight.closed:
        stage, state = "已结案", METHODS.get(closing["method"], closing["method"])
    else:
        stage = "＋".join(PARTS[part] for part in sight.state["open_parts"]) or "待立案"
        state = status.get("trouble", "") or ("超期" if status.get("overdue") else "")
    return Standing(
        stage=stage,
        track=TRACKS.get(str(sight.state["track"]), str(sight.state["track"])),
        unit=sight.unit,
        clock=sight.now,
        limit=f"{due:%m-%d} {status.get('next_due_node', '')}" if due and not sight.closed else "",
        state=state,
    )


def line_of(row: DatedRow, standing: Standing) -> str:
    """A change of a case in one line."""
    clock = f"{standing.clock:%Y-%m-%d %H:%M}" if standing.clock else "—"
    words = (standing.stage, standing.track, standing.unit, standing.limit, standing.state)
    return f"{clock}  {COURTS.get(row.court, row.court)}{row.case_no}  {row.road}  " + "  ".join(
        filter(None, words)
    )
