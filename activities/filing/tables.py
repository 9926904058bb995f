"""A table of filings: binds headings to columns, turns a line of cells into a filing or a reason."""

import datetime as dt
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any, NamedTuple

from activities.filing.columns import (
    UNKNOWN_WORDS,
    CellFault,
    Column,
    Path,
    known_headings,
    named_column,
)
from activities.filing.sheets import Cell
from models.facts.values import Side
from models.filing.filing import Filing, check_filing
from models.filing.problems import Problem, field_title
from models.filing.terms import TERMS
from models.validation import unknown_name

EXACT_DIGITS = 15
"""How many digits a spreadsheet keeps of a number; what is longer has been spoilt."""


class Bad(NamedTuple):
    """Why a line is no filing: the first column at fault, and every reason in one sentence."""

    field: str
    reason: str


class Bound(NamedTuple):
    """A column at its place in the table, with the path of its value in the filing."""

    place: int
    column: Column
    path: Path


class Table:
    """A table with these headings. Raises ValueError in Chinese for headings that do not fit."""

    def __init__(self, headings: Sequence[str], courts: Mapping[str, str]) -> None:
        self._courts = courts
        self._keys = {name: key for key, name in courts.items()}
        self._parties: list[tuple[Side, int]] = []
        self._bound: list[Bound] = []
        for place, heading in enumerate(headings):
            if heading.strip():
                self._bound.append(self._bind(place, heading.strip()))
        self._width = len(headings)
        self._by_path = {bound.path: bound.column for bound in self._bound}
        missing = [
            field.title or name
            for name, field in Filing.model_fields.items()
            if field.is_required() and not any(path[0] == name for path in self._by_path)
        ]
        if missing:
            raise ValueError(f"表头缺少：{'、'.join(missing)}")

    def filing(self, cells: Sequence[Cell]) -> Filing | Bad:
        """The filing of one line, or every reason why it is none."""
        if any(cell.fault or cell.value not in (None, "") for cell in cells[self._width :]):
            return Bad("", f"第{self._width}列之后有没有表头的内容")
        faults: dict[Column, str] = {}
        data: dict[str, Any] = {}
        parties: dict[int, dict[str, Any]] = {}
        for place, column, path in self._bound:
            try:
                value = self._value(cells[place] if place < len(cells) else Cell(None), column)
            except CellFault as fault:
                faults[column] = str(fault)
                continue
            if value is _BLANK:
                continue
            if path[0] == "parties" and isinstance(path[1], int):
                party = parties.setdefault(path[1], {"role": self._parties[path[1]][0]})
                _put(party, path[2:], value)
            else:
                _put(data, path, value)
        order = sorted(parties)
        checked = check_filing({**data, "parties": [parties[index] for index in order]}, self._courts)
        if isinstance(checked, Filing) and not faults:
            return checked
        problems = () if isinstance(checked, Filing) else checked
        return self._bad(faults, problems, order)

    def _bind(self, place: int, heading: str) -> Bound:
        found = named_column(heading)
        if found is None:
            raise ValueError(unknown_name("列", heading[:40], known_headings()))
        column, role, number = found
        path: Path = column.path
        if role is not None:
            if (role, number) not in self._parties:
                self._parties.append((role, number))
            path = ("parties", self._parties.index((role, number)), *column.path)
        if any(bound.path == path for bound in self._bound):
            raise ValueError(f"列“{heading[:40]}”重复")
        return Bound(place, column, path)

    def _value(self, cell: Cell, column: Column) -> Any:
        text = _cell_text(cell, column.shape)
        if not text or (column.shape != "text" and text in UNKNOWN_WORDS):
            return _BLANK
        if column.name == "court":
            return self._keys.get(text, text)
        return column.read(text)

    def _bad(self, faults: Mapping[Column, str], problems: Sequence[Problem], order: Sequence[int]) -> Bad:
        """All reasons in the order of the columns; a field already at fault is not reported as missing."""
        found = {column: [f"{_shown(column)}：{message}"] for column, message in faults.items()}
        loose: list[tuple[str, str]] = []
        for problem in problems:
            path = _table_path(problem.path, order)
            if any(bound.path[: len(path)] == path for bound in self._bound if bound.column in faults):
                continue
            column = self._by_path.get(path)
            if column:
                found.setdefault(column, []).append(f"{_shown(column)}：{problem.message}")
            else:
                loose.append(self._unbound(path, problem))
        in_order = [
            (bound.column.name, reason) for bound in self._bound for reason in found.get(bound.column, ())
        ]
        reasons = [*in_order, *loose]
        return Bad(reasons[0][0], "；".join(reason for _, reason in reasons))

    def _unbound(self, path: Path, problem: Problem) -> tuple[str, str]:
        """A problem of no single column: of a party, of a part no column holds, of the whole line."""
        if len(path) >= 2 and path[0] == "parties" and isinstance(path[1], int):
            role, number = self._parties[path[1]]
            mark = str(number) if number > 1 else ""
            title = field_title(Filing, path) if len(path) > 2 else ""
            words = f"{title}：{problem.message}" if title else problem.message
            return f"{role}{mark}", f"{TERMS[Side][role]}{mark}：{words}"
        return problem.field, problem.sentence(Filing)


class _Blank:
    """An empty cell: nothing is stated."""


_BLANK = _Blank()


def _shown(column: Column) -> str:
    return f"{column.heading}（{column.name}）"


def _put(data: dict[str, Any], path: Path, value: Any) -> None:
    """Places a value under its path, making the objects on the way."""
    for part in path[:-1]:
        data = data.setdefault(str(part), {})
    data[str(path[-1])] = value


def _table_path(path: Path, order: Sequence[int]) -> Path:
    """A problem's path with the party's place among the columns instead of its place in the list."""
    if len(path) >= 2 and path[0] == "parties" and isinstance(path[1], int):
        return ("parties", order[path[1]], *path[2:])
    return path


def _cell_text(cell: Cell, shape: str) -> str:
    """The cell as text, as far as its type fits the column. Raises CellFault."""
    value = cell.value
    if cell.fault:
        raise CellFault(cell.fault)
    if value is None:
        return ""
    if isinstance(value, str):
        return value.strip()
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, dt.date):
        if shape != "day":
            raise CellFault("单元格是日期格式，请改为文本格式")
        return _day_text(value)
    if isinstance(value, int | float) and shape != "day":
        number = Decimal(repr(value))
        if shape == "text" and (number % 1 or abs(number) >= 10**EXACT_DIGITS):
            raise CellFault(f"单元格是数字格式，超过{EXACT_DIGITS}位已失真，请改为文本格式重填")
        return f"{number.normalize() if number % 1 else number.to_integral_value():f}"
    raise CellFault("应为日期或时间，如 2026-05-06，单元格请用日期或文本格式")


def _day_text(value: dt.date) -> str:
    """A day alone where the cell has no time of day."""
    if isinstance(value, dt.datetime):
        return value.date().isoformat() if value.time() == dt.time() else value.strftime("%Y-%m-%d %H:%M:%S")
    return value.isoformat()
