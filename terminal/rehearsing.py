"""A reform is rehearsed (规则预演): two editions on given, invented or open cases; nothing is written."""

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from models.errors import Code, Refusal
from terminal.answering import Json, put, read_day, read_json, refusing, with_desk
from terminal.wording import Commands

commands = Commands()

SEED = 1
"""Invented cases are the same every time."""


@commands.command()
def rehearse(
    rulebook: Annotated[str, typer.Argument(metavar="RULEBOOK", help="法院代码，或一部规则所在的文件夹")],
    to: Annotated[str, typer.Option("--to", metavar="DATE|FOLDER", help="拟施行之日，或草案的文件夹")],
    since: Annotated[str, typer.Option("--from", metavar="DATE", help="比较的基准日；不写为其前一版本")] = "",
    facts: Annotated[
        list[Path] | None, typer.Option("--facts", help="案件事实 JSON 或 JSON Lines，可重复")
    ] = None,
    random: Annotated[int, typer.Option("--random", min=0, help="虚构案件的件数")] = 0,
    events: Annotated[list[Path] | None, typer.Option("--events", help="事件文件，一件一个，可重复")] = None,
    open_cases: Annotated[bool, typer.Option("--open", help="登记簿中本院在办的案件，只读")] = False,
    as_json: Json = False,
) -> None:
    """规则预演：改动哪些条目和期限，哪些案件改变去向、审批，哪些到期日改变，各依哪一条。"""
    from models.rehearsal.lines import lines
    from models.rehearsal.rehearsing import editions
    from models.rehearsal.rehearsing import rehearse as rehearsed

    basis = refusing(lambda: read_day(since, "--from")) if since else None
    before, after = refusing(lambda: editions(rulebook, to, basis))
    if open_cases:
        if facts or random or events:
            refusing(_not_both)
        answer = with_desk(lambda desk: desk.open_cases.rehearse(before, after))
    else:
        cases = refusing(lambda: [*_stated(facts or ()), *_invented(before.book, after.book, random)])
        courses = refusing(lambda: {path.name: _entries(path) for path in events or ()})
        answer = rehearsed(before, after, cases, courses)
    if as_json:
        put(answer)
    else:
        print("\n".join(lines(answer)))


def _not_both() -> None:
    raise Refusal(Code.BAD_DATA, "--open 只看登记簿中的案件，不能与 --facts、--random、--events 同用")


def _stated(paths: Sequence[Path]) -> Iterator[tuple[str, Any]]:
    """The cases of facts files by file and place, their facts read."""
    from models.facts.case_facts import parse_facts

    for path in paths:
        for place, data in _rows(path):
            yield place, parse_facts(data, place)


def _rows(path: Path) -> Iterator[tuple[str, Any]]:
    """Each case of a file: one object, a list of them, or one on each line."""
    if path.suffix != ".jsonl":
        data = read_json(path)
        rows = data if isinstance(data, list) else [data]
        yield from (
            (f"{path.name} 第 {n} 件" if len(rows) > 1 else path.name, row) for n, row in enumerate(rows, 1)
        )
        return
    for number, line in enumerate(_text(path).splitlines(), start=1):
        if line.strip():
            place = f"{path.name} 第 {number} 行"
            try:
                yield place, json.loads(line)
            except json.JSONDecodeError as error:
                raise Refusal("file_unreadable", f"{place}：不是合格的 JSON") from error


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except OSError as error:
        raise Refusal("file_unreadable", f"{path}：无法读取文件") from error
    except UnicodeDecodeError as error:
        raise Refusal("file_unreadable", f"{path}：不是 UTF-8 编码") from error


def _invented(before: Any, after: Any, count: int) -> Iterator[tuple[str, Any]]:
    """Invented cases over every fact there is, with the words of either edition in turn."""
    from models.facts.case_facts import parse_facts
    from models.random_facts import FactMaker

    makers = FactMaker(before, SEED), FactMaker(after, SEED + 1)
    for number in range(1, count + 1):
        name = f"虚构第 {number} 件"
        yield name, parse_facts(makers[number % 2].case(), name)


def _entries(path: Path) -> Any:
    from models.rule_tools import read_events

    return read_events(read_json(path), str(path))
