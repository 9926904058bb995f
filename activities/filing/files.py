"""Reads files of filings (JSON, JSON Lines, CSV, XLSX): every good row comes out, every bad one is named."""

import json
from collections.abc import Iterable, Iterator, Mapping
from decimal import Decimal
from pathlib import Path
from typing import Any

from activities.filing.sheets import Line, csv_lines, xlsx_lines
from activities.filing.tables import Table
from activities.filing.template import write_template_for
from models.errors import Refusal
from models.filing.filing import Filing, FilingFault, check_filing
from models.shelf.files import known_courts, load
from models.values import Value

UTF8 = "utf-8-sig"
NOT_UTF8 = "不是 UTF-8 编码"


class Row(Value):
    """A good row: its number in the file and its filing."""

    number: int
    filing: Filing


class Rejected(Value):
    """A bad row: its number, the first field at fault (empty for the row as a whole), and why, in Chinese."""

    row: int
    field: str
    reason: str


class Batch(Value):
    """What a file held. Rows are numbered as a reader counts: lines of text and sheet, items of a list."""

    rows: tuple[Row, ...]
    rejected: tuple[Rejected, ...]


Outcome = Row | Rejected


def served_courts() -> dict[str, str]:
    """The courts that have a rulebook: key and full name. Raises Refusal(RULEBOOK_INVALID)."""
    return {court: load(court).name for court in known_courts()}


def write_template(path: Path) -> None:
    """Writes the XLSX template for the courts that have a rulebook.

    Raises Refusal(FilingFault.FILE) where it cannot be written, and where a file of this name is there:
    somebody may have filled it in.
    """
    if path.exists():
        raise _file_fault(path, "已经存在，不予覆盖")
    if path.suffix.lower() != ".xlsx":
        raise _file_fault(path, "模板的文件名须以 .xlsx 结尾")
    try:
        write_template_for(path, served_courts())
    except OSError as error:
        raise _file_fault(path, f"文件无法写入（{_why(error)}）") from error


def read(path: Path, courts: Mapping[str, str] | None = None) -> Batch:
    """The filings of a file. `courts` are names by key; without them, the courts that have a rulebook.

    Raises Refusal(FilingFault.FILE) where the file as a whole cannot be read: it is not there, of
    another kind, or its headings are not those of the template.
    """
    readers = {
        ".json": _json,
        ".jsonl": _json_lines,
        ".ndjson": _json_lines,
        ".csv": _csv,
        ".xlsx": _xlsx,
    }
    reader = readers.get(path.suffix.lower())
    if reader is None:
        known = "、".join(readers)
        hint = "，请另存为 .xlsx" if path.suffix.lower() in (".xls", ".et", ".xlsm") else ""
        raise _file_fault(path, f"不支持的文件类型“{path.suffix}”，可用：{known}{hint}")
    try:
        return _batch(reader(path, served_courts() if courts is None else courts))
    except OSError as error:
        raise _file_fault(path, f"文件无法打开（{_why(error)}）") from error


def _batch(outcomes: Iterable[Outcome]) -> Batch:
    """Sorts good from bad; a case number that came before is bad whatever its brackets (CaseNumber)."""
    rows: list[Row] = []
    rejected: list[Rejected] = []
    first: dict[tuple[str, str], int] = {}
    for outcome in outcomes:
        if isinstance(outcome, Rejected):
            rejected.append(outcome)
            continue
        key = (outcome.filing.court, outcome.filing.case_no)
        if key in first:
            reason = f"案号（case_no）：与第{first[key]}行重复（{outcome.filing.case_no}）"
            rejected.append(Rejected(row=outcome.number, field="case_no", reason=reason))
        else:
            first[key] = outcome.number
            rows.append(outcome)
    return Batch(rows=tuple(rows), rejected=tuple(rejected))


def _json(path: Path, courts: Mapping[str, str]) -> Iterator[Outcome]:
    """One object, or a list of objects; the file is refused as a whole where its JSON is broken."""
    try:
        data = _parsed(path.read_bytes().decode(UTF8))
    except UnicodeDecodeError as error:
        raise _file_fault(path, NOT_UTF8) from error
    except ValueError as error:
        raise _file_fault(path, f"{_json_fault(error)}；逐行提交可用 .jsonl") from error
    items = data if isinstance(data, list) else [data]
    for number, item in enumerate(items, start=1):
        yield _checked(number, item, courts)


def _json_lines(path: Path, courts: Mapping[str, str]) -> Iterator[Outcome]:
    """An object a line; a broken line is rejected alone."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            try:
                text = line.decode(UTF8 if number == 1 else "utf-8").strip()
                item = _parsed(text) if text else None
            except UnicodeDecodeError:
                yield Rejected(row=number, field="", reason=NOT_UTF8)
                continue
            except ValueError as error:
                yield Rejected(row=number, field="", reason=_json_fault(error))
                continue
            if text:
                yield _checked(number, item, courts)


def _csv(path: Path, courts: Mapping[str, str]) -> Iterator[Outcome]:
    return _table(path, csv_lines(path), courts)


def _xlsx(path: Path, courts: Mapping[str, str]) -> Iterator[Outcome]:
    return _table(path, xlsx_lines(path), courts)


def _table(path: Path, lines: Iterator[Line], courts: Mapping[str, str]) -> Iterator[Outcome]:
    """The rows under a heading row."""
    heading = next(lines, None)
    if heading is None:
        raise _file_fault(path, "文件是空的")
    if heading.fault:
        raise _file_fault(path, f"表头：{heading.fault}")
    try:
        table = Table([str(cell.value or "") for cell in heading.cells], courts)
    except ValueError as error:
        raise _file_fault(path, str(error)) from error
    for line in lines:
        if line.fault:
            yield Rejected(row=line.number, field="", reason=line.fault)
            continue
        checked = table.filing(line.cells)
        if isinstance(checked, Filing):
            yield Row(number=line.number, filing=checked)
        else:
            yield Rejected(row=line.number, field=checked.field, reason=checked.reason)


class _Repeated:
    """An object in which one name stood twice: nobody knows which of the values was meant."""

    def __init__(self, name: str) -> None:
        self.name = name


def _unrepeated(pairs: list[tuple[str, Any]]) -> dict[str, Any] | _Repeated:
    found = dict(pairs)
    if len(found) == len(pairs):
        return found
    names = [name for name, _ in pairs]
    return _Repeated(next(name for name in names if names.count(name) > 1))


def _parsed(text: str) -> Any:
    """JSON with exact decimals. Raises ValueError, also for what is nested beyond reason."""
    try:
        return json.loads(text, parse_float=Decimal, object_pairs_hook=_unrepeated)
    except RecursionError as error:
        raise ValueError("嵌套过深") from error


def _json_fault(error: ValueError) -> str:
    if isinstance(error, json.JSONDecodeError):
        return f"不是有效的 JSON（第{error.lineno}行第{error.colno}列）"
    return "不是有效的 JSON"


def _checked(number: int, item: Any, courts: Mapping[str, str]) -> Outcome:
    """One object of a JSON file."""
    repeated = _repeated_name(item)
    if repeated:
        return Rejected(row=number, field=repeated[:40], reason=f"字段“{repeated[:40]}”重复出现")
    if not isinstance(item, dict):
        return Rejected(row=number, field="", reason="应为一个对象（键值表）")
    checked = check_filing(item, courts)
    if isinstance(checked, Filing):
        return Row(number=number, filing=checked)
    reason = "；".join(problem.sentence(Filing) for problem in checked)
    return Rejected(row=number, field=checked[0].field, reason=reason)


def _repeated_name(item: Any) -> str:
    """The name that stands twice in an object or in anything under it; empty if none does."""
    if isinstance(item, _Repeated):
        return item.name
    inner = item.values() if isinstance(item, dict) else item if isinstance(item, list) else ()
    return next((name for name in map(_repeated_name, inner) if name), "")


def _why(error: OSError) -> str:
    """Why a file cannot be had, in Chinese; what is rare in the system's own words."""
    words = {
        FileNotFoundError: "不存在",
        IsADirectoryError: "是文件夹",
        PermissionError: "没有权限",
    }
    return words.get(type(error), str(error.strerror))


def _file_fault(path: Path, message: str) -> Refusal:
    return Refusal(FilingFault.FILE, f"{path.name}：{message}")
