"""How the docket gets on, live: one table in a terminal, one line per change elsewhere."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from types import TracebackType

from rich.console import Console
from rich.live import Live
from rich.table import Table

from simulation.courts.register import CUSTOMS, unit_name
from simulation.docket import DatedRow
from simulation.sight import Sight, instant

PARTS = {
    "intake": "立案核对",
    "intake.reception": "初次接待",
    "network_query": "网络查控",
    "documents": "文书送达",
    "documents.making": "文书制作",
    "documents.service": "文书送达",
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
    "not_enforced": "不予执行",
    "cancelled": "销案",
}
TRACKS = {"simple": "简", "ordinary": "普", "special": "特", "auxiliary": "辅"}

NOT_BEGUN, CLOSED = "待立案", "已结案"

FRAME = 6
"""Lines of the terminal that the table's frame and title take."""


@dataclass(frozen=True)
class Standing:
    """What is shown of one case."""

    stage: str = NOT_BEGUN
    track: str = ""
    unit: str = ""
    clock: datetime | None = None
    limit: str = ""
    state: str = ""
    failed: bool = False


class Progress:
    """Shows every case of the docket while it runs; a context manager."""

    def __init__(self, rows: Sequence[DatedRow], console: Console) -> None:
        self._rows = rows
        self._standing = {row.key: Standing() for row in rows}
        self._console = console
        self._live = Live(console=console, auto_refresh=False) if console.is_terminal else None

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
        now = replace(self._standing[row.key], limit="", state=f"中断：{reason}", failed=True)
        self._put(row, now)

    def _put(self, row: DatedRow, now: Standing) -> None:
        before, self._standing[row.key] = self._standing[row.key], now
        if self._live:
            self._live.update(self._table(), refresh=True)
        elif _told(before) != _told(now):
            print(line_of(row, now), flush=True)

    def _table(self) -> Table:
        """The cases under way, those that moved last first, as many as fit."""
        standing = self._standing.values()
        counts = [
            f"{len(self._rows)} 件",
            f"待立案 {sum(1 for each in standing if each.stage == NOT_BEGUN)}",
            f"已结 {sum(1 for each in standing if each.stage == CLOSED)}",
            f"中断 {sum(1 for each in standing if each.failed)}",
        ]
        table = Table(title=f"案卷清单：{'，'.join(counts)}")
        for heading in ("案号", "办案路径", "环节", "繁简", "团队", "案件时间", "下一期限", "状态"):
            table.add_column(heading, no_wrap=True)
        for row in self._under_way()[: max(self._console.height - FRAME, 5)]:
            now = self._standing[row.key]
            clock = f"{now.clock:%m-%d %H:%M}" if now.clock else ""
            table.add_row(row.case_no, row.road, now.stage, now.track, now.unit, clock, now.limit, now.state)
        return table

    def _under_way(self) -> list[DatedRow]:
        shown = [row for row in self._rows if self._standing[row.key].stage not in (NOT_BEGUN, CLOSED)]
        return sorted(shown, key=lambda row: (not self._standing[row.key].failed, self._since(row)))

    def _since(self, row: DatedRow) -> float:
        clock = self._standing[row.key].clock
        return -clock.timestamp() if clock else 0.0


def _told(standing: Standing) -> tuple[str, ...]:
    """What of a case is worth a line when it changes."""
    return (standing.stage, standing.track, standing.unit, standing.state)


def standing_of(sight: Sight) -> Standing:
    """What is shown of a case as staff see it."""
    status, closing = sight.status, sight.state["closing"]
    due = instant(status.get("next_due"))
    if sight.closed:
        stage, state = CLOSED, METHODS.get(closing["method"], closing["method"])
    else:
        stage = "＋".join(PARTS[part] for part in sight.state["open_parts"]) or NOT_BEGUN
        state = status.get("trouble", "") or ("超期" if status.get("overdue") else "")
    return Standing(
        stage=stage,
        track=TRACKS.get(str(sight.state["track"]), str(sight.state["track"])),
        unit=unit_name(sight.court, sight.unit),
        clock=sight.now,
        limit=f"{due:%m-%d} {status.get('next_due_node', '')}" if due and not sight.closed else "",
        state=state,
    )


def line_of(row: DatedRow, standing: Standing) -> str:
    """A change of a case in one line."""
    clock = f"{standing.clock:%Y-%m-%d %H:%M}" if standing.clock else "—"
    words = (standing.stage, standing.track, standing.unit, standing.limit, standing.state)
    return f"{clock}  {CUSTOMS[row.court].short}{row.case_no}  {row.road}  " + "  ".join(filter(None, words))
