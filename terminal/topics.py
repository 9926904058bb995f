"""Lists of cases for the general group (综合组): by topic, by campaign (专题、专项活动)."""

from typing import Annotated, Any

import typer

from terminal.answering import Json, put, with_desk

commands = typer.Typer()


@commands.command()
def cases(
    topic: Annotated[str, typer.Option("--topic", help="专题，如 问题楼盘；以办案规则所列为准")] = "",
    campaign: Annotated[str, typer.Option("--campaign", help="专项行动代码")] = "",
    court: Annotated[str, typer.Option("--court", help="法院代码；不写为全部法院")] = "",
    open_only: Annotated[bool, typer.Option("--open", help="只列未结案件")] = False,
    as_json: Json = False,
) -> None:
    """案件一览：按专题、专项行动列出案件，写明所在单位和承办人。"""

    async def work(desk: Any) -> Any:
        return desk.tagged.cases(court, topic, campaign, open_only)

    found = with_desk(work)
    if as_json:
        put(found)
        return
    for case in found:
        tags = "未注明" if case.topics is None else "、".join(case.topics) or "无"
        named = f"　专项行动：{case.campaign}" if case.campaign else ""
        where = f"{case.unit_name or '尚未移交'} {case.owner}".rstrip()
        state = f"{case.closed_at:%Y-%m-%d} 结案" if case.closed_at else "未结"
        print(f"{case.case_no}　{case.filed_at:%Y-%m-%d} 立案　{where}　{state}　专题：{tags}{named}")
    print(f"共 {len(found)} 件")
