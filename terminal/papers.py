"""Commands of the e-file (电子卷宗): papers in, the index, papers out, who read what, the archive."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import typer

from models.errors import Code, Refusal
from models.values import COURT_ZONE
from terminal.answering import (
    CaseArg,
    Json,
    ThisCourt,
    answer,
    put,
    read_day,
    read_object,
    refusing,
    with_desk,
)
from terminal.places import check_place
from terminal.wording import Commands

commands = Commands()
paper = Commands(help="电子卷宗：入卷、目录、制作、查阅、查阅记录、结案后入卷、归档。", no_args_is_help=True)
commands.add_typer(paper, name="paper")

Staff = Annotated[str, typer.Option("--as", help="人员编号")]
Absent = Annotated[str, typer.Option("--for", help="代缺勤人员办理：其人员编号")]
About = Annotated[str, typer.Option("--subject", help="所涉当事人、财产或者款项的编号")]


def _index_screen() -> Callable[[Any], None]:
    from activities.electronic_file.screens import print_index

    return print_index


def _archive_screen() -> Callable[[Any], None]:
    from activities.electronic_file.screens import print_archives

    return print_archives


def _readings_screen() -> Callable[[Any], None]:
    from activities.electronic_file.screens import print_readings

    return print_readings


@paper.command()
def add(
    case: CaseArg,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="PDF、JPEG、PNG、DOCX 或者 MP4 文件")],
    kind: Annotated[str, typer.Option("--kind", help="材料种类，如 service_proof；写错时列出全部")],
    name: Annotated[str, typer.Option("--name", help="目录上的名称")],
    staff: Staff,
    absent: Absent = "",
    subject: About = "",
    pages: Annotated[int | None, typer.Option("--pages", min=1, help="页数；图片为 1 页，不必写")] = None,
    received: Annotated[bool, typer.Option("--received", help="收到的电子件；不写为纸质扫描件")] = False,
    as_json: Json = False,
) -> None:
    """材料入卷：核对文件，存入卷宗库，记入案件日志和卷宗目录。"""

    async def work(desk: Any) -> Any:
        from models.electronic_file import PaperSource

        source = PaperSource.RECEIVED if received else PaperSource.SCANNED
        more = {"pages": pages, "source": source, "about": subject, "on_behalf_of": absent}
        return await desk.papers.add(desk.casework.find(case), file, kind, name, staff, **more)

    _told(with_desk(work), "已入卷", as_json)


@paper.command()
def make(
    case: CaseArg,
    form: Annotated[
        str, typer.Argument(metavar="FORM", help="文书，如 termination_interview；写错时列出全部")
    ],
    staff: Staff,
    absent: Absent = "",
    subject: Annotated[str, typer.Option("--subject", help="所涉事项的编号，如审批、机构、财产")] = "",
    data: Annotated[Path | None, typer.Option("--data", help="谈话、调查内容的 JSON 文件")] = None,
    as_json: Json = False,
) -> None:
    """依申请制作文书：由案件现状和所述内容制作，直接入卷。"""
    said = refusing(lambda: _said(data)) if data else {}

    async def work(desk: Any) -> Any:
        key = desk.casework.find(case)
        return await desk.papers.make(key, form, staff, about=subject, said=said, on_behalf_of=absent)

    _told(with_desk(work), "已制作并入卷", as_json)


@paper.command("list")
def listed(case: CaseArg, as_json: Json = False) -> None:
    """卷宗目录：全部材料，按入卷先后编号。"""

    async def work(desk: Any) -> Any:
        return desk.file_index.lines(desk.casework.find(case))

    answer(work, as_json, _index_screen)


@paper.command()
def read(
    case: CaseArg,
    number: Annotated[str, typer.Argument(metavar="PAPER", help="目录序号")],
    staff: Staff,
    to: Annotated[Path, typer.Option("--to", help="另存为；不得已有该文件")],
    absent: Absent = "",
    as_json: Json = False,
) -> None:
    """查阅：有权查阅的，核对文件无误后另存；每次查阅和每次拒绝都有记录。"""

    async def work(desk: Any) -> Any:
        return await desk.reading.read(desk.casework.find(case), number, staff, to, on_behalf_of=absent)

    done = with_desk(work)
    if as_json:
        put(done)
    else:
        print(f"目录第 {done.line.number} 号“{done.line.name}”已另存为 {to}（{done.ground}），本次查阅已记录")


@paper.command()
def readings(case: CaseArg, as_json: Json = False) -> None:
    """查阅记录：何人何时查阅何件，被拒绝的也在内。"""

    async def work(desk: Any) -> Any:
        return desk.reading.readings(desk.casework.find(case))

    answer(work, as_json, _readings_screen)


@paper.command()
def late(
    case: CaseArg,
    file: Annotated[Path, typer.Argument(metavar="FILE", help="PDF、JPEG、PNG、DOCX 或者 MP4 文件")],
    kind: Annotated[str, typer.Option("--kind", help="材料种类，如 service_proof；写错时列出全部")],
    staff: Staff,
    absent: Absent = "",
    pages: Annotated[int | None, typer.Option("--pages", min=1, help="页数；图片为 1 页，不必写")] = None,
    received: Annotated[bool, typer.Option("--received", help="收到的电子件；不写为纸质扫描件")] = False,
    as_json: Json = False,
) -> None:
    """结案后入卷：归档以前收到的送达回证、回执等，记入法院日志和卷宗目录。"""

    async def work(desk: Any) -> Any:
        from models.electronic_file import PaperSource

        source = PaperSource.RECEIVED if received else PaperSource.SCANNED
        more = {"pages": pages, "source": source, "on_behalf_of": absent}
        return await desk.late_papers.add(desk.casework.find(case), file, kind, staff, **more)

    done = with_desk(work)
    if as_json:
        put(done)
    else:
        print(f"已入卷，为目录第 {done.number} 号，记入法院日志第 {done.seq} 条")


@paper.command()
def archive(case: CaseArg, staff: Staff, absent: Absent = "", as_json: Json = False) -> None:
    """卷宗归档：结案以后逐件核对文件，连同目录摘要记入法院日志，一案一次。"""

    async def work(desk: Any) -> Any:
        return await desk.archive.archive(desk.casework.find(case), staff, on_behalf_of=absent)

    done = with_desk(work)
    if as_json:
        put(done)
    else:
        print(f"已归档 {done.papers} 件，目录摘要 {done.index[:16]}，记入法院日志第 {done.seq} 条")


@paper.command()
def archives(
    court: ThisCourt,
    on: Annotated[str, typer.Option("--on", help="截至何日；不写为今天")] = "",
    as_json: Json = False,
) -> None:
    """归档情况：已结案件，未归档的在前；超过归档期限的标明。"""
    refusing(lambda: check_place(court))
    day = refusing(lambda: read_day(on, "--on")) if on else datetime.now(COURT_ZONE).date()

    async def work(desk: Any) -> Any:
        return desk.archive.table(court, day)

    answer(work, as_json, _archive_screen)


def _told(done: Any, word: str, as_json: bool) -> None:
    if as_json:
        put(done)
    elif done.seq is None:
        print(f"已登记，案件暂时无法送达，稍后自动送达（{done.act_id}）")
    else:
        print(f"{word}，记入案件日志第 {done.seq} 条")


def _said(path: Path) -> dict[str, str]:
    """What was said, by the names the form knows. Raises Refusal naming the field that is no text."""
    content = read_object(path)
    for name, value in content.items():
        if not isinstance(value, str):
            raise Refusal(Code.BAD_DATA, f"{path}：字段 {name} 应为文字")
    return content
