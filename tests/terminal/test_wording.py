"""What the command line says of itself is Chinese: every help page, and every line it cannot read."""

import re
from collections.abc import Iterator

import pytest
import typer
from typer.core import TyperGroup
from typer.testing import CliRunner, Result

import desk
import starter

ENGLISH = re.compile(r"Usage|Options|Arguments|Commands|required|default|Show this|<\w+|\[OPTIONS\]")


def typed(*words: str, app: typer.Typer = desk.app) -> Result:
    """The answer of a program, on a page wide enough."""
    return CliRunner().invoke(app, words, env={"COLUMNS": "200", "TERMINAL_WIDTH": "200"})


def written(command: object, *before: str) -> Iterator[tuple[str, ...]]:
    """Every command as it is typed."""
    if isinstance(command, TyperGroup):
        for name, inner in command.commands.items():
            yield (*before, name)
            yield from written(inner, *before, name)


PAGES = [
    pytest.param(app, words, id=" ".join([name, *words]))
    for name, app in (("desk", desk.app), ("starter", starter.app))
    for words in ((), *written(typer.main.get_command(app)))
]


@pytest.mark.parametrize(("app", "words"), PAGES)
def test_every_help_page_is_chinese_and_complete(app: typer.Typer, words: tuple[str, ...]) -> None:
    """Headings, kinds of values and the help of `--help` itself; no option without a word about it."""
    page = typed(*words, "--help", app=app)
    assert page.exit_code == 0 and "用法：" in page.output
    assert not ENGLISH.search(page.output), page.output
    for line in page.output.splitlines():
        if re.match(r"│ [* ] +(--)?[A-Za-z\[]|│ --", line):
            about = re.sub(r"\[[^\]]*\]|文字|路径|整数", "", line)
            assert re.search(r"[一-鿿]|JSON", about), f"nothing is said of {line}"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("nosuch", "没有命令 nosuch，可用：triage"),
        ("paper nosuch", "没有命令 nosuch，可用：add"),
        ("report --nope", "没有选项 --nope"),
        ("report --mont 2026-05", "没有选项 --mont，是否 --month"),
        ("report --month", "选项 --month 后面的内容不合要求"),
        ("board --watch 0", "--watch 的内容不合要求"),
        ("audit more", "多余的内容：more"),
        ("act case make_plan", "缺少 --as（人员编号）"),
        ("verify", "缺少 FILE（nodes --export 导出的 JSON 文件）"),
    ],
)
def test_a_line_that_cannot_be_read(line: str, said: str) -> None:
    """One Chinese line on standard error, and the exit code of wrong input."""
    done = typed(*line.split())
    assert done.exit_code == 2 and not done.stdout
    (told,) = done.stderr.splitlines()
    assert said in told and not re.search("Error|Missing|Invalid|No such|unexpected", told)


def test_no_command_hides_another() -> None:
    """Two commands of one name: the second would silently take the place of the first."""
    groups = [info.typer_instance for info in desk.app.registered_groups if not info.name]
    names = [
        command.name or getattr(command.callback, "__name__", "")
        for group in groups
        if group is not None
        for command in group.registered_commands
    ]
    assert len(names) == len(set(names)) > 20
