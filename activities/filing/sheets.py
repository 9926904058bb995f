"""The lines of a table file (CSV, XLSX), cell by cell; a line that cannot be read carries its fault."""

import csv
import datetime as dt
import zipfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from models.errors import Refusal
from models.filing.filing import FilingFault

CellValue = str | int | float | bool | dt.date | dt.time | None

LONGEST_RECORD = 50
"""How many lines one quoted cell may run over before its quote counts as never closed."""


class Cell(NamedTuple):
    """A cell: its value, or why it has none (a formula, an error value)."""

    value: CellValue
    fault: str = ""


class Line(NamedTuple):
    """A line of the table: its number in the file, its cells, or why it cannot be read."""

    number: int
    cells: tuple[Cell, ...] = ()
    fault: str = ""


def xlsx_lines(path: Path) -> Iterator[Line]:
    """The lines of the first sheet that are not blank.

    Raises Refusal(FilingFault.FILE) where the workbook cannot be opened.
    """
    try:
        book = load_workbook(path, read_only=True, data_only=False)
        sheet = book.worksheets[0]
    except (InvalidFileException, zipfile.BadZipFile, KeyError, IndexError, ValueError) as error:
        message = f"{path.name}：不是有效的 .xlsx 文件（加密或已损坏）"
        raise Refusal(FilingFault.FILE, message) from error
    try:
        sheet.reset_dimensions()
        for number, row in enumerate(sheet.iter_rows(), start=1):
            cells = tuple(_xlsx_cell(cell) for cell in row)
            if any(cell.fault or cell.value not in (None, "") for cell in cells):
                yield Line(number, cells)
    finally:
        book.close()


def _xlsx_cell(cell: object) -> Cell:
    """A cell's value; a formula is refused, for its result is only as good as who computed it last."""
    kind, value = getattr(cell, "data_type", "n"), getattr(cell, "value", None)
    if kind == "f":
        return Cell(None, "单元格是公式，请改为数值")
    if kind == "e":
        return Cell(None, "单元格是错误值")
    return Cell(value.strip() if isinstance(value, str) else value)


def csv_lines(path: Path) -> Iterator[Line]:
    """The records of a comma-separated file, in UTF-8 or as court systems export it, GB18030.

    The record's number is that of its first line. An unclosed quote spoils its own line only.
    Raises Refusal(FilingFault.FILE) for UTF-16, which spreadsheets write as "Unicode text".
    """
    raw = path.read_bytes()
    if raw[:2] in (b"\xff\xfe", b"\xfe\xff"):
        raise Refusal(FilingFault.FILE, f"{path.name}：文件为 UTF-16 编码，请另存为 UTF-8 的 CSV")
    lines = _decoded(raw)
    at, width = 0, 0
    while at < len(lines):
        record, used = _record(lines, at, width)
        if record.fault or any(cell.value for cell in record.cells):
            width = width or len(record.cells)
            yield record
        at += used


def _decoded(raw: bytes) -> list[str | None]:
    """The lines as text; none for a line that is not in the file's encoding.

    A file is GB18030 when most of its lines with Chinese are not UTF-8 and all of it reads as GB18030;
    a short word may read as either, and a UTF-8 file with one spoilt line is still UTF-8.
    """
    lines = raw.removeprefix(b"\xef\xbb\xbf").split(b"\n")
    as_utf8 = [_text(line, "utf-8") for line in lines]
    foreign = sum(text is None for text in as_utf8)
    native = sum(text is not None and not text.isascii() for text in as_utf8)
    if foreign > native:
        as_gb = [_text(line, "gb18030") for line in lines]
        if all(text is not None for text in as_gb):
            return as_gb
    return as_utf8


def _text(line: bytes, encoding: str) -> str | None:
    try:
        return line.decode(encoding).rstrip("\r")
    except UnicodeDecodeError:
        return None


def _record(lines: Sequence[str | None], at: int, width: int) -> tuple[Line, int]:
    """The record that begins at a line, and how many lines it takes; `width` is 0 before the heading."""
    number, first = at + 1, lines[at]
    if first is None:
        return Line(number, fault="不是 UTF-8 编码"), 1
    text, used = first, 1
    while text.count('"') % 2 and used < LONGEST_RECORD and at + used < len(lines):
        following = lines[at + used]
        if following is None:
            break
        text, used = f"{text}\n{following}", used + 1
    try:
        cells = next(csv.reader([text], strict=True), [])
    except csv.Error:
        return Line(number, fault="引号没有成对或者位置不对"), 1
    if width and any(cells) and len(cells) != width:
        if used > 1:
            return Line(number, fault="引号没有成对"), 1
        hint = "，金额中的逗号会把一格分成两格" if len(cells) > width else ""
        return Line(number, fault=f"应有{width}格，实有{len(cells)}格{hint}"), 1
    return Line(number, tuple(Cell(cell.strip()) for cell in cells)), used
