"""The terminal of staff and supervisors (办案终端), and the rule tools."""

import os
import sys
from typing import NoReturn

from terminal import (
    absences,
    auditing,
    calendars,
    cases,
    duties,
    panels,
    papers,
    rehearsing,
    reports,
    rules,
    signing,
    supervision,
)
from terminal.answering import opened, plain
from terminal.wording import Commands

__all__ = ["app", "opened", "plain"]

app = Commands(
    help="执行案件办案终端与规则工具",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
    add_completion=False,
)
WORK = (cases, panels, papers, absences, duties, calendars, signing)
for group in (rules, rehearsing, *WORK, supervision, reports, auditing):
    app.add_typer(group.commands)


def main() -> NoReturn:
    """Run a command and leave at once: the SDK's core may abort an orderly farewell."""
    code: int | str | None = 0
    try:
        app()
    except SystemExit as leaving:
        code = leaving.code
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 0)


if __name__ == "__main__":
    main()
