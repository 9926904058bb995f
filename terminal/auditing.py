"""The audit (稽核): whether any limit was missed, and what lies where it should not."""

import asyncio

import typer

from terminal.answering import Json, put, refusing
from terminal.wording import Commands

FOUND = 1
"""Exit code when something was found."""

commands = Commands()


@commands.command()
def audit(as_json: Json = False) -> None:
    """期限稽核：由案件日志重算每一期限，核对有无漏报、迟报和积压；有发现时退出码为 1。"""
    from activities.auditing.opening import audit_once

    report = refusing(lambda: asyncio.run(audit_once()))
    if as_json:
        put(report)
    else:
        from activities.auditing.pages import print_report

        print_report(report)
    if report.findings:
        raise typer.Exit(FOUND)
