"""A report as a workbook (XLSX): one sheet for each table, and one that says what it rests on."""

from datetime import datetime
from pathlib import Path

from openpyxl import Workbook
from openpyxl.cell.cell import Cell as SheetCell
from openpyxl.styles import Alignment, Border, Font, PatternFill, Side
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.properties import PageSetupProperties
from openpyxl.worksheet.worksheet import Worksheet

from activities.report_files.wording import columns, written
from activities.statistics.statement import Cell, Column, Format, Statement, Table

FONT = "宋体"
HEAD_FILL = PatternFill("solid", fgColor="D9E2F3")
TOTAL_FILL = PatternFill("solid", fgColor="F2F2F2")
THIN = Side(style="thin", color="BFBFBF")
GRID = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
PLAIN, BOLD = Font(name=FONT), Font(name=FONT, bold=True)
WORDS = Alignment(horizontal="left", vertical="center", wrap_text=True)
NUMBERS = Alignment(horizontal="right", vertical="center")
HEADING = Alignment(horizontal="center", vertical="center", wrap_text=True)

NUMBER_FORMATS = {
    Format.COUNT: "0",
    Format.MONEY: "#,##0.00",
    Format.DAYS: "0.0",
    Format.PERCENT: '0.0"%"',
    Format.INSTANT: "yyyy-mm-dd hh:mm",
    Format.TEXT: "@",
}
"""Per cent are written as they are counted: 12.5 is 12.5%."""

WIDEST = 44
HEAD_ROW = 3


def write_workbook(statement: Statement, path: Path) -> None:
    """Write a report's workbook."""
    book = Workbook()
    book.remove(book.worksheets[0])
    for table in statement.tables:
        _write_table(book.create_sheet(table.title), statement, table)
    _write_basis(book.create_sheet("说明"), statement)
    book.save(path)


def _write_table(sheet: Worksheet, statement: Statement, table: Table) -> None:
    """A heading over the whole width, the time of the report, then the rows."""
    width = len(table.columns)
    _title(sheet, 1, f"{statement.court_name}{statement.name}（{statement.period_name}）", width, 14)
    _title(sheet, 2, f"{table.title}　统计截止 {statement.at:%Y-%m-%d %H:%M}（北京时间）", width, 10)
    for place, column in enumerate(table.columns, start=1):
        head = sheet.cell(row=HEAD_ROW, column=place, value=column.heading)
        head.font, head.fill, head.border = BOLD, HEAD_FILL, GRID
        head.alignment = HEADING
    for number, row in enumerate(table.rows, start=1):
        last = table.total and number == len(table.rows)
        for place, (column, value) in enumerate(zip(table.columns, row, strict=True), start=1):
            _fill(sheet, (HEAD_ROW + number, place), column, value, total=last)
    sheet.freeze_panes = f"B{HEAD_ROW + 1}"
    for place, column in enumerate(table.columns):
        words = [column.heading, *(written(row[place], column.format) for row in table.rows)]
        letter = get_column_letter(place + 1)
        sheet.column_dimensions[letter].width = min(WIDEST, 3 + max(map(columns, words)))
    sheet.page_setup.orientation, sheet.page_setup.paperSize = "landscape", sheet.PAPERSIZE_A4
    sheet.page_setup.fitToHeight, sheet.sheet_properties.pageSetUpPr = 0, PageSetupProperties(fitToPage=True)
    sheet.print_title_rows = f"{HEAD_ROW}:{HEAD_ROW}"


def _title(sheet: Worksheet, row: int, words: str, width: int, size: int) -> None:
    sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=max(width, 1))
    cell = sheet.cell(row=row, column=1, value=words)
    cell.font, cell.alignment = Font(name=FONT, bold=size > 10, size=size), Alignment(horizontal="center")


def _fill(sheet: Worksheet, place: tuple[int, int], column: Column, value: Cell, *, total: bool) -> None:
    """A cell by its column; text is never taken for a formula, an instant is the court's wall clock."""
    shown = value.replace(tzinfo=None) if isinstance(value, datetime) else value
    cell = sheet.cell(row=place[0], column=place[1], value=shown)
    if isinstance(cell, SheetCell) and isinstance(value, str):
        cell.data_type = "s"
    cell.number_format = NUMBER_FORMATS[Format.TEXT if isinstance(value, str) else column.format]
    cell.font, cell.border = BOLD if total else PLAIN, GRID
    cell.alignment = WORDS if isinstance(value, str) else NUMBERS
    if total:
        cell.fill = TOTAL_FILL


def _write_basis(sheet: Worksheet, statement: Statement) -> None:
    """What the numbers rest on, so that somebody else can count them again."""
    lines = (
        ("报表", f"{statement.court_name}{statement.name}"),
        ("统计期间", statement.period_name),
        ("统计截止", f"{statement.at:%Y-%m-%d %H:%M:%S}（北京时间）"),
        ("制作", statement.maker),
        ("报送", statement.readers or "—"),
        ("底数", f"本院案件 {statement.cases} 件、案件日志 {statement.entries} 条"),
        *((f"说明{number}", note) for number, note in enumerate(statement.notes, start=1)),
    )
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 12, 100
    for number, (name, words) in enumerate(lines, start=1):
        head, body = (
            sheet.cell(row=number, column=1, value=name),
            sheet.cell(row=number, column=2, value=words),
        )
        head.font, body.font = BOLD, PLAIN
        body.alignment = Alignment(wrap_text=True)
