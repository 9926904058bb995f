"""The rule tools (规则工具, design.md section 6): pure, no server, no database."""

from datetime import datetime
from pathlib import Path
from typing import Annotated

import typer

from models.values import COURT_ZONE
from terminal.answering import (
    Court,
    Json,
    On,
    edition_day,
    put,
    read_amount,
    read_instant,
    read_json,
    refusing,
)
from terminal.wording import Commands

commands = Commands()

KINDS_OF_WORDS = "类别：facts、derived、events、acts、roles、parts、operators；不写为全部"

Facts = Annotated[Path, typer.Option("--facts", help="案件事实 JSON 文件")]


@commands.command()
def triage(court: Court, facts: Facts, on: On = "", as_json: Json = False) -> None:
    """繁简分流：按事实得出类别、去向和依据；不写 --on 则用立案之日施行的规则。"""
    from models.rule_tools import triage_tool

    put(refusing(lambda: triage_tool(court, read_json(facts), str(facts), edition_day(on))))


@commands.command()
def due(
    court: Court,
    limit: Annotated[str, typer.Option("--limit", help="期限编号，如 RY-D4")],
    start: Annotated[str, typer.Option("--from", help="起算时间")],
    on: On = "",
    as_json: Json = False,
) -> None:
    """期限计算：到期日、计入和不计入的日子；不写 --on 则用起算之日施行的规则。"""
    from models.rule_tools import due_tool

    put(refusing(lambda: due_tool(court, limit, read_instant(start, "--from"), edition_day(on))))


@commands.command()
def closing(
    court: Court,
    method: Annotated[str, typer.Option("--method", help="结案方式，如 termination；写错时列出全部")],
    facts: Facts,
    events: Annotated[Path, typer.Option("--events", help="案件事件 JSON 文件")],
    on: On = "",
    as_json: Json = False,
) -> None:
    """结案条件：缺哪些材料，各依哪一条；不写 --on 则用立案之日施行的规则。"""
    from models.rule_tools import closing_tool

    now = datetime.now(COURT_ZONE)
    put(
        refusing(
            lambda: closing_tool(court, method, read_json(facts), read_json(events), now, edition_day(on))
        )
    )


@commands.command()
def fee(amount: Annotated[str, typer.Option("--amount", help="元")], as_json: Json = False) -> None:
    """执行申请费及计算步骤。"""
    from models.rule_tools import fee_tool

    put(refusing(lambda: fee_tool(read_amount(amount, "--amount"))))


@commands.command()
def interest(
    principal: Annotated[str, typer.Option("--principal", help="元")],
    start: Annotated[str, typer.Option("--from", help="履行期间届满之日")],
    end: Annotated[str, typer.Option("--to", help="计算至")],
    payment: Annotated[list[str] | None, typer.Option("--payment", help="日期=金额，可重复")] = None,
    order: Annotated[
        str, typer.Option("--order", help="抵充顺序：interest_first 先利息，principal_first 先本金")
    ] = "interest_first",
    as_json: Json = False,
) -> None:
    """迟延履行期间加倍部分债务利息及计算步骤。"""
    from models.rule_tools import interest_tool

    put(refusing(lambda: interest_tool(principal, start, end, tuple(payment or ()), order)))


@commands.command()
def lint(
    rulebook: Annotated[str, typer.Argument(metavar="RULEBOOK", help="法院代码，或一部规则所在的文件夹")],
    strict: Annotated[bool, typer.Option("--strict", help="有发现时退出码为 1")] = False,
    on: On = "",
    as_json: Json = False,
) -> None:
    """规则检查：相互抵触的期限和规则、无人承接的事项、有名无实的机构、宽于法律之处；不写 --on 查最新的。"""
    from models.lint.linting import lines, lint_tool

    report = refusing(lambda: lint_tool(rulebook, edition_day(on)))
    if as_json:
        put(report)
    else:
        print("\n".join(lines(report)))
    if strict and report.findings:
        raise typer.Exit(1)


@commands.command()
def compare(
    facts: Facts,
    drafts: Annotated[
        list[str] | None, typer.Option("--with", metavar="FOLDER", help="并列一部草案，可重复")
    ] = None,
    as_json: Json = False,
) -> None:
    """并列比较：同一案件在各院的路径、分流、审批、期限和结案材料，不同之处注明条款。"""
    from models.comparison import compare_tool, lines

    comparison = refusing(lambda: compare_tool(read_json(facts), str(facts), tuple(drafts or ())))
    if as_json:
        put(comparison)
    else:
        print("\n".join(lines(comparison)))


@commands.command()
def words(
    kind: Annotated[
        str,
        typer.Argument(metavar="[KIND]", help=KINDS_OF_WORDS),
    ] = "",
    containing: Annotated[str, typer.Option("--find", help="键或者名称中含有的文字")] = "",
    as_json: Json = False,
) -> None:
    """规则用语：办案规则可以写的事实、事件、行为、职务、环节和运算，附中文名称。"""
    from models.words import lines
    from models.words import words as found

    told = refusing(lambda: found(kind, containing))
    if as_json:
        put(told)
    else:
        print("\n".join(lines(told)))
