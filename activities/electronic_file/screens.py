"""What the terminal prints of a file (卷宗目录、查阅记录、归档情况)."""

from collections.abc import Iterable

from activities.electronic_file.archive import ArchiveLine
from activities.electronic_file.reading import OUTCOMES, ReadingLine
from activities.screens import CLOCK, console, moment, table
from models.electronic_file import SOURCE_NAMES
from models.errors import Code
from models.event_names import actor_name
from models.paper_index import IndexLine
from models.values import court_local

SIZES = (("兆", 1024 * 1024), ("千", 1024))


REFUSALS: dict[str, str] = {
    Code.ACT_NOT_ALLOWED: "无权查阅",
    Code.NOBODY_ABSENT: "被代理人没有缺勤",
    Code.NOT_THE_SUBSTITUTE: "不是代理人",
    Code.SIGNATURE_MISSING: "缺少签名",
    Code.SIGNATURE_INVALID: "签名无效",
}
"""Why a reading was refused, as a court reads it."""


def print_index(lines: Iterable[IndexLine]) -> None:
    """The index of a file."""
    made = table("卷宗目录", "序号", "种类", "名称", "日期", "来源", "入卷人", "页数", "类型", "大小", "对象")
    for line in lines:
        made.add_row(
            str(line.number),
            line.kind_name,
            line.name,
            f"{court_local(line.at):%Y-%m-%d}",
            SOURCE_NAMES[line.source],
            actor_name(line.by),
            str(line.pages or "—"),
            line.media.value.upper(),
            _size(line.size),
            line.about,
        )
    console().print(made)


def print_readings(lines: Iterable[ReadingLine]) -> None:
    """Who read in a case, and who was refused."""
    made = table(f"查阅记录（{CLOCK}）", "时间", "人员", "代", "序号", "材料", "结果", "依据", "签名")
    for line in lines:
        outcome = OUTCOMES[line.outcome] if line.outcome == "read" else f"[red]{OUTCOMES[line.outcome]}[/]"
        signed = "有" if line.signed else "—"
        about = (str(line.number), line.name, outcome, REFUSALS.get(line.ground, line.ground), signed)
        made.add_row(moment(line.at), line.staff, line.on_behalf_of or "—", *about)
    console().print(made)


def print_archives(lines: Iterable[ArchiveLine]) -> None:
    """Closed cases and what became of their files."""
    made = table("归档情况", "案号", "团队", "承办人", "结案", "归档期限", "归档", "归档人")
    for line in lines:
        due = str(line.due_on or "—")
        late = f"[red]{due}[/]" if line.late else due
        done = (str(line.archived_on or "未归档"), line.archived_by or "—")
        made.add_row(line.case_no, line.unit_name or "—", line.owner or "—", str(line.closed_on), late, *done)
    console().print(made)


def _size(size: int | None) -> str:
    """Bytes as people say them; a dash where nobody counted them."""
    if size is None:
        return "—"
    word, unit = next(((word, unit) for word, unit in SIZES if size >= unit), ("", 1))
    return f"{size / unit:.1f} {word}字节" if word else f"{size} 字节"
