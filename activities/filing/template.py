"""Writes the spreadsheet template for filings: headings with comments, lists to choose from, help."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.datavalidation import DataValidation
from openpyxl.worksheet.worksheet import Worksheet

from activities.filing.columns import CASE_COLUMNS, PARTY_COLUMNS, Column, party_column
from models.facts.values import Side
from models.filing.filing import Filing
from models.filing.party import FilingParty

PARTIES = ((Side.APPLICANT, 1), (Side.RESPONDENT, 1), (Side.RESPONDENT, 2))
"""The parties the template has columns for; more are added by copying columns with the next number."""

ROWS = 2000
"""How many rows carry lists."""

FONT = "宋体"
REQUIRED_FILL = PatternFill("solid", fgColor="FFF2CC")
OPTIONAL_FILL = PatternFill("solid", fgColor="E2EFDA")

SHAPES = {
    "text": "文字",
    "day": "日期或时间，如 2026-05-06、2026-05-06 09:30",
    "amount": "数字，元，不带千分位逗号",
    "flag": "是、否；不清楚的留空",
    "choice": "从列表中选",
    "list": "多项用分号隔开",
}
HINTS = {
    "obligations": "如：支付；过户：房屋。种类：支付、过户、返还、协助执行、其他行为",
    "party_gov_sides": "如：被执行人。确认没有的填“无”",
    "related_cases": "如：（2025）豫0326执9号：同一被执行人。确认没有的填“无”",
    "campaign_code": "确认没有的填“无”",
    "case_topics": "如：问题楼盘；民生。以本院办案规则所列为准，确认没有的填“无”",
    "court": "法院名称或代码",
}

GUIDE = (
    "一行一件。第一行为表头，不要改动；黄色为必填，绿色为选填，不清楚的留空，不要填“/”或“-”。",
    "案号按规范写法填写，如（2026）豫0326执123号；括号全角、半角不拘。",
    "同一文件中案号重复的，只受理最先一行，其余退回。",
    "证件号码、电话、账号所在列为文本格式；以数字格式填写超过15位的会失真，将被退回。",
    "单元格不要使用公式；从其他表格复制的，请粘贴为数值。",
    "多名当事人：复制整组列，把表头中的序号依次加一，如“被执行人3姓名或名称”。",
    "退回的行会写明行号、列名和理由；改正后重新提交即可，已受理的案号不会重复立案。",
)


def write_template_for(path: Path, courts: Mapping[str, str]) -> None:
    """Writes the template with these courts (names by key) to choose from."""
    book = Workbook()
    sheet = book.worksheets[0]
    sheet.title = "立案"
    lists = book.create_sheet("选项")
    lists.sheet_state = "hidden"
    for place, column in enumerate(_columns(), start=1):
        choices = tuple(courts.values()) if column.name == "court" else column.choices
        _heading(sheet, place, column)
        _cells(sheet, lists, place, column, choices)
    sheet.freeze_panes = "C2"
    sheet.row_dimensions[1].height = 36
    _guide(book.create_sheet("填写说明"))
    book.save(path)


def _columns() -> tuple[Column, ...]:
    """Every column of the template; a payee account only where it may be filled in."""
    parties = tuple(
        party_column(role, number, column)
        for role, number in PARTIES
        for column in PARTY_COLUMNS
        if column.path[0] != "payee_account" or role is Side.APPLICANT
    )
    return (*CASE_COLUMNS[:-1], *parties, CASE_COLUMNS[-1])


def _required(column: Column) -> bool:
    """Whether a row without it is no filing; a second respondent may be missing altogether."""
    if column in CASE_COLUMNS:
        return Filing.model_fields[column.path[0]].is_required()
    return FilingParty.model_fields[column.path[0]].is_required() and "2" not in column.name


def _heading(sheet: Worksheet, place: int, column: Column) -> None:
    cell = sheet.cell(row=1, column=place, value=column.heading)
    cell.font = Font(name=FONT, bold=True)
    cell.fill = REQUIRED_FILL if _required(column) else OPTIONAL_FILL
    cell.alignment = Alignment(wrap_text=True, horizontal="center", vertical="center")
    need = "必填" if _required(column) else "选填"
    told = [f"{column.heading}（{column.name}）", need, SHAPES[column.shape], HINTS.get(column.name, "")]
    cell.comment = Comment("\n".join(part for part in told if part), "立案模板", height=120, width=260)
    width = 14 if column.shape in ("flag", "choice") else 22
    sheet.column_dimensions[get_column_letter(place)].width = width


def _cells(sheet: Worksheet, lists: Worksheet, place: int, column: Column, choices: Sequence[str]) -> None:
    """The cells under a heading: text stays text, a choice has its list on the hidden sheet."""
    letter = get_column_letter(place)
    if column.shape != "amount":
        style = "yyyy-mm-dd" if column.shape == "day" else "@"
        sheet.column_dimensions[letter].number_format = style
    if not choices:
        return
    for row, word in enumerate(choices, start=1):
        lists.cell(row=row, column=place, value=word)
    rule = DataValidation(
        type="list", formula1=f"选项!${letter}$1:${letter}${len(choices)}", allow_blank=True
    )
    rule.error, rule.errorTitle, rule.showErrorMessage = "请从列表中选择", column.heading, True
    rule.add(f"{letter}2:{letter}{ROWS}")
    sheet.add_data_validation(rule)


def _guide(sheet: Worksheet) -> None:
    sheet.column_dimensions["A"].width = 110
    for row, line in enumerate(GUIDE, start=1):
        cell = sheet.cell(row=row, column=1, value=f"{row}. {line}")
        cell.font = Font(name=FONT)
        cell.alignment = Alignment(wrap_text=True)
