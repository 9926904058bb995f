"""The docket's filings as a spreadsheet in the product's own template (立案信息 XLSX)."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from simulation.courts.register import CUSTOMS
from simulation.docket import DatedRow, Json, Row
from simulation.filing import starter
from simulation.outside.business_time import ZONE, local

SHEET = "立案"
NAMED = re.compile(r"（([a-z0-9_]+)）$")
"""The written name of a column, at the end of the first line of its heading's comment."""

NONE = "无"
WORDS: dict[str, dict[str, str]] = {
    "court": {court: customs.name for court, customs in CUSTOMS.items()},
    "case_kind": {
        "first_enforcement": "首次执行",
        "resumed": "恢复执行",
        "received_entrusted": "受托执行",
        "preservation": "财产保全",
        "objection": "执行异议",
        "entrusted_matter": "委托事项",
    },
    "basis_kind": {
        "civil_judgment": "民事裁判",
        "arbitration_commercial": "商事仲裁",
        "arbitration_other": "其他仲裁",
        "criminal_property": "刑事涉财产",
        "litigation_fee": "诉讼费",
        "other": "其他",
    },
    "cause_group": {"family": "家事", "labour": "劳动", "neighbour": "相邻关系", "other": "其他"},
    "filing_channel": {"on_site": "现场", "online": "网上"},
    "kind": {
        "natural_person": "自然人",
        "company": "企业",
        "organ": "国家机关",
        "bank": "银行",
        "insurer": "保险机构",
        "institution": "事业单位",
    },
    "side": {"respondent": "被执行人", "applicant": "申请执行人"},
    "obligation": {
        "transfer_title": "过户",
        "return_thing": "返还",
        "act_by_assistance_notice": "协助执行",
        "other_act": "其他行为",
    },
    "asset": {"house": "房屋", "shop": "商铺", "vehicle": "车辆"},
}
"""The words the template offers for what stands in the docket."""


async def write_sheet(rows: Sequence[Row], day_zero: date | None, path: Path) -> None:
    """Write the filings of a docket whose day 0 is `day_zero`, or today."""
    start = day_zero or local(datetime.now(ZONE)).date()
    await starter("template", str(path))
    book = load_workbook(path)
    sheet = book[SHEET]
    columns = _columns(sheet)
    for number, row in enumerate((row.dated(start) for row in rows), start=2):
        for name, value in _cells(row).items():
            cell = sheet.cell(row=number, column=columns[name], value=value)
            if isinstance(value, datetime):
                cell.number_format = "yyyy-mm-dd hh:mm"
    book.save(path)


def _columns(sheet: Worksheet) -> dict[str, int]:
    """The columns of the template by their written names."""
    found: dict[str, int] = {}
    for place, cell in enumerate(sheet[1], start=1):
        if cell.comment is not None and (name := NAMED.search(cell.comment.text.splitlines()[0])):
            found[name[1]] = place
    return found


def _cells(row: DatedRow) -> dict[str, Any]:
    """What stands in the cells of one filing, by the written names of the columns."""
    cells: dict[str, Any] = {"filed_at": row.filed_at.replace(tzinfo=None)}
    for name, value in row.filing.items():
        if name not in ("parties", "filed_at"):
            cells |= _case_cells(name, value)
    for party_id, party in _numbered(row.filing["parties"]).items():
        cells |= {f"{party_id}_{name}": value for name, value in _party_cells(party).items()}
    return cells


def _case_cells(name: str, value: Any) -> dict[str, Any]:
    if name == "obligations":
        return {name: "；".join(_duty(duty) for duty in value)}
    if name == "party_gov_sides":
        return {name: "；".join(WORDS["side"][side] for side in value) or NONE}
    if isinstance(value, Mapping):
        return {f"{name}_{part}": _word(part, inner) for part, inner in value.items()}
    return {name: NONE if value is None else _word(name, value)}


def _duty(duty: Json) -> str:
    kind = WORDS["obligation"][duty["kind"]]
    return f"{kind}：{WORDS['asset'][duty['asset_kind']]}" if "asset_kind" in duty else kind


def _party_cells(party: Json) -> dict[str, Any]:
    account = party.get("payee_account", {})
    plain = {
        name: _word(name, value) for name, value in party.items() if name not in ("role", "payee_account")
    }
    return {**plain, **{f"payee_{name}": value for name, value in account.items()}}


def _word(name: str, value: Any) -> Any:
    if isinstance(value, bool):
        return "是" if value else "否"
    return WORDS[name][value] if name in WORDS else value


def _numbered(parties: Sequence[Json]) -> dict[str, Json]:
    """The parties under the names of their columns: applicant, respondent, respondent2."""
    found: dict[str, Json] = {}
    for party in parties:
        role = party["role"]
        number = sum(1 for name in found if name.rstrip("0123456789") == role) + 1
        found[role if number == 1 else f"{role}{number}"] = party
    return found
