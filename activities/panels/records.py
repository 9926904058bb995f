"""The record of a panel's sitting (合议笔录) read from YAML, JSON or XLSX, and its sheet to be filled in."""

import datetime as dt
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from openpyxl import Workbook
from pydantic import ValidationError

from activities.filing.sheets import Line, xlsx_lines
from models.errors import Code, Refusal
from models.panels import FIELD_NAMES, PanelConclusion, PanelRecord
from models.validation import unknown_name

ROW_FIELDS = tuple(PanelConclusion.model_fields)
HEAD_FIELDS = ("record", "held_on", "presiding", "members")
FLAGS = {"是": True, "同意": True, "否": False, "不同意": False, True: True, False: False}


class ReadRecord(NamedTuple):
    """A record, and where in the file each of its matters stands: 第 3 行, 第 2 项."""

    record: PanelRecord
    file: str
    places: tuple[str, ...]

    def at(self, number: int) -> str:
        """The file and the place of a matter, to begin a message with."""
        return f"{self.file} {self.places[number]}"


def read_panel_record(path: Path) -> ReadRecord:
    """The record in a file. Raises Refusal(BAD_DATA) naming file, row, field and what was expected."""
    if path.suffix.lower() == ".xlsx":
        return _from_sheet(path)
    try:
        text = path.read_text(encoding="utf-8")
        data = json.loads(text) if path.suffix.lower() == ".json" else yaml.safe_load(text)
    except (OSError, UnicodeDecodeError, ValueError, yaml.YAMLError) as error:
        raise Refusal(Code.BAD_DATA, f"{path.name}：无法读取，应为 YAML、JSON（UTF-8）或者 XLSX") from error
    rows = data.get("matters") if isinstance(data, Mapping) else None
    count = len(rows) if isinstance(rows, list) else 0
    return _validated(path, data, tuple(f"第 {number} 项" for number in range(1, count + 1)))


def _validated(path: Path, data: Any, places: tuple[str, ...]) -> ReadRecord:
    try:
        return ReadRecord(PanelRecord.model_validate(data), path.name, places)
    except ValidationError as error:
        raise Refusal(Code.BAD_DATA, _sentence(path, error, places)) from error


def _sentence(path: Path, error: ValidationError, places: tuple[str, ...]) -> str:
    """The first thing that does not fit, in one sentence; what people wrote is not repeated."""
    first = error.errors()[0]
    where, place = list(first["loc"]), ""
    if len(where) > 1 and where[0] == "matters" and isinstance(where[1], int):
        place, where = f" {places[where[1]]}", where[2:]
    field = str(where[0]) if where else "matters"
    named = f"{FIELD_NAMES.get(field, field)}（{field}）"
    if first["type"] == "missing":
        return f"{path.name}{place}：缺少{named}"
    if first["type"] == "extra_forbidden":
        return f"{path.name}{place}：{unknown_name('字段', field, set(FIELD_NAMES))}"
    wanted = {"held_on": "应为日期，如 2026-05-06", "granted": "应为 true（同意）或 false（不同意）"}
    return f"{path.name}{place}：{named}{wanted.get(field, '不能为空')}"


def _from_sheet(path: Path) -> ReadRecord:
    """One line for each matter; number, day and panel may stand in the first line alone."""
    if not path.exists():
        raise Refusal(Code.BAD_DATA, f"{path.name}：无法读取文件")
    lines = list(xlsx_lines(path))
    fields = _headings(path, lines[0]) if lines else []
    head: dict[str, Any] = {}
    rows: list[dict[str, Any]] = []
    for line in lines[1:]:
        values = _values(path, line, fields)
        for name in HEAD_FIELDS:
            value = values.pop(name, None)
            if value is not None and head.setdefault(name, value) != value:
                place = f"{path.name} 第 {line.number} 行"
                raise Refusal(Code.BAD_DATA, f"{place}：{FIELD_NAMES[name]}（{name}）与前面各行不一致")
        rows.append(values)
    places = tuple(f"第 {line.number} 行" for line in lines[1:])
    return _validated(path, {**head, "matters": rows}, places)


def _headings(path: Path, line: Line) -> list[str]:
    """The field of each column, by its Chinese heading or its written name."""
    known = {name: name for name in (*HEAD_FIELDS, *ROW_FIELDS)}
    known |= {FIELD_NAMES[name]: name for name in known}
    found = [str(cell.value or "").strip() for cell in line.cells]
    for heading in found:
        if heading and heading not in known:
            message = unknown_name("列", heading, set(known))
            raise Refusal(Code.BAD_DATA, f"{path.name} 第 {line.number} 行：{message}")
    return [known.get(heading, "") for heading in found]


def _values(path: Path, line: Line, fields: list[str]) -> dict[str, Any]:
    """The fields of a line that are filled in."""
    values: dict[str, Any] = {}
    for name, cell in zip(fields, line.cells, strict=False):
        if name and cell.fault:
            place = f"{path.name} 第 {line.number} 行"
            raise Refusal(Code.BAD_DATA, f"{place}：{FIELD_NAMES[name]}（{name}）{cell.fault}")
        if name and cell.value not in (None, ""):
            values[name] = _value(name, cell.value)
    return values


def _value(name: str, value: Any) -> Any:
    if name == "granted":
        return FLAGS.get(value, value)
    if name == "held_on":
        return value.date() if isinstance(value, dt.datetime) else value
    if name == "members":
        return [part for part in str(value).replace("，", "、").replace(",", "、").split("、") if part]
    return str(value)


def write_sheet(path: Path, rows: Iterable[tuple[str, str]]) -> None:
    """A sheet with a line for each open matter (case number and request), to be filled in and sent back.

    Raises Refusal(BAD_DATA) for a place that cannot be written.
    """
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "合议结论"
    fields = (*HEAD_FIELDS, *ROW_FIELDS)
    sheet.append([FIELD_NAMES[name] for name in fields])
    for case_no, request in rows:
        sheet.append([{"case": case_no, "matter": request}.get(name) for name in fields])
    try:
        book.save(path)
    except OSError as error:
        raise Refusal(Code.BAD_DATA, f"{path}：无法写入") from error
