"""The columns of a table of filings (CSV, XLSX): their headings, and how a cell becomes a value."""

import re
import unicodedata
from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, NamedTuple

from models.facts.values import (
    AssetKind,
    BasisKind,
    CaseKind,
    CauseGroup,
    FilingChannel,
    ObligationKind,
    Relation,
    Side,
)
from models.filing.filing import Filing
from models.filing.party import Agent, FilingParty, IdKind, PartyKind, PayeeAccount
from models.filing.terms import TERMS

NONE_WORD = "无"
FLAGS = {"是": True, "否": False, "true": True, "false": False, "1": True, "0": False}
UNKNOWN_WORDS = ("未知", "不详")
ITEM_MARK = re.compile(r"[;；]")
PART_MARK = re.compile(r"[:：]")
DAY_SHAPE = re.compile(
    r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?"
    r"(?:[ T]+(\d{1,2}):(\d{2})(?::(\d{2}))?([+-]\d{2}:\d{2}|Z)?)?"
)
Path = tuple[str | int, ...]


class CellFault(Exception):
    """A cell that cannot be read; the message says what was expected."""


class Column(NamedTuple):
    """A column: its written name, its heading, where its value goes, and how the cell is read.

    `shape` is `text`, `day`, `amount`, `flag`, `choice` or `list`; text columns hold numbers that a
    spreadsheet must not turn into figures.
    """

    name: str
    heading: str
    path: tuple[str, ...]
    shape: str
    read: Callable[[str], Any]
    choices: tuple[str, ...] = ()


def text(cell: str) -> str:
    """The cell as it is."""
    return cell


def optional_text(cell: str) -> str | None:
    """The cell, or none where it says so (无)."""
    return None if cell == NONE_WORD else cell


def day(cell: str) -> str:
    """A day or a time, also in the forms spreadsheets write: 2026/5/6, 2026年5月6日 9:30."""
    found = DAY_SHAPE.fullmatch(unicodedata.normalize("NFKC", cell))
    if not found:
        raise CellFault("应为日期或时间，如 2026-05-06 或 2026-05-06 09:30")
    year, month, date, hour, minute, second, zone = found.groups()
    iso = f"{year}-{int(month):02d}-{int(date):02d}"
    if hour is None:
        return iso
    return f"{iso}T{int(hour):02d}:{minute}:{second or '00'}{zone or ''}"


def flag(cell: str) -> bool:
    """是 or 否."""
    if cell.lower() not in FLAGS:
        raise CellFault("应填“是”或“否”，不清楚的留空")
    return FLAGS[cell.lower()]


def choice(kind: type[StrEnum]) -> Callable[[str], str]:
    """Reads one of a list of choices, by its Chinese word or its written name."""
    words = {word: key.value for key, word in TERMS[kind].items()}
    written = {key.value for key in TERMS[kind]}

    def read(cell: str) -> str:
        if cell in words:
            return words[cell]
        if cell in written:
            return cell
        raise CellFault(f"应为下列之一：{'、'.join(words)}")

    return read


def sides(cell: str) -> list[str]:
    """Sides of the case, separated by semicolons; 无 is an empty list."""
    return [] if cell == NONE_WORD else [choice(Side)(item) for item in _items(cell)]


def words(cell: str) -> list[str]:
    """Words separated by semicolons or enumeration commas; 无 is an empty list."""
    return [] if cell == NONE_WORD else _items(cell.replace("、", "；"))


def obligations(cell: str) -> list[dict[str, str]]:
    """Duties like 支付；过户：房屋."""
    duties = []
    for item in _items(cell):
        kind, *rest = [part.strip() for part in PART_MARK.split(item)]
        if len(rest) > 1:
            raise CellFault("每项应为“种类”或“种类：财产”，各项用分号隔开，如 支付；过户：房屋")
        duty = {"kind": choice(ObligationKind)(kind)}
        if rest:
            duty["asset_kind"] = choice(AssetKind)(rest[0])
        duties.append(duty)
    return duties


def related(cell: str) -> list[dict[str, str]]:
    """Related cases like （2025）豫0326执9号：同一被执行人; 无 is an empty list."""
    if cell == NONE_WORD:
        return []
    cases = []
    for item in _items(cell):
        number, *rest = [part.strip() for part in PART_MARK.split(item)]
        if len(rest) != 1:
            raise CellFault("每项应为“案号：关系”，各项用分号隔开")
        cases.append({"case_no": number, "relation": choice(Relation)(rest[0])})
    return cases


def _items(cell: str) -> list[str]:
    return [item.strip() for item in ITEM_MARK.split(cell) if item.strip()]


def _heading(path: tuple[str, ...]) -> str:
    """The Chinese name of a field of a filing."""
    return Filing.model_fields[path[0]].title or path[0]


def _plain(name: str, shape: str, read: Callable[[str], Any]) -> Column:
    return Column(name, _heading((name,)), (name,), shape, read)


def _choice(name: str, kind: type[StrEnum]) -> Column:
    words = tuple(TERMS[kind].values())
    return Column(name, _heading((name,)), (name,), "choice", choice(kind), words)


def _flag(path: tuple[str, ...], heading: str = "") -> Column:
    return Column("_".join(path), heading or _heading(path), path, "flag", flag, ("是", "否"))


CASE_COLUMNS: tuple[Column, ...] = (
    _plain("court", "choice", text),
    _plain("case_no", "text", text),
    _plain("filed_at", "day", day),
    _choice("case_kind", CaseKind),
    _choice("basis_kind", BasisKind),
    _plain("basis_no", "text", text),
    _plain("basis_issuer", "text", text),
    _plain("cause", "text", text),
    _choice("cause_group", CauseGroup),
    _plain("claim_amount", "amount", text),
    _plain("obligations", "list", obligations),
    _choice("filing_channel", FilingChannel),
    _plain("campaign_code", "text", optional_text),
    _plain("case_topics", "list", words),
    _flag(("foreign_related",)),
    _flag(("self_enforced",)),
    _plain("party_gov_sides", "list", sides),
    _flag(("criminal_clause_state", "unclear"), "刑事判项不明确"),
    _flag(("criminal_clause_state", "complex"), "刑事判项情况复杂"),
    _flag(("criminal_clause_state", "fast_possible"), "刑事判项可快速执行"),
    _plain("related_cases", "list", related),
    _flag(("prior_termination", "in_this_court"), "前案在本院终本"),
    Column("prior_termination_case_no", "前案终本案号", ("prior_termination", "case_no"), "text", text),
    Column("prior_termination_closed_on", "前案终本日期", ("prior_termination", "closed_on"), "day", day),
    _flag(("prior_termination", "for_lack_of_assets"), "前案因无财产终本"),
    _flag(("trial_service_by_notice",)),
    _flag(("prior_model_termination",)),
    _plain("note", "text", text),
)
"""The columns of a case itself, in the template's order."""


def _party(path: tuple[str, ...], shape: str, read: Callable[[str], Any], name: str = "") -> Column:
    shapes: Mapping[str, type[Agent] | type[PayeeAccount]] = {"agent": Agent, "payee_account": PayeeAccount}
    model = shapes[path[0]] if len(path) > 1 else FilingParty
    return Column(name or "_".join(path), model.model_fields[path[-1]].title or "", path, shape, read)


PARTY_COLUMNS: tuple[Column, ...] = (
    _party(("name",), "text", text),
    _party(("kind",), "choice", choice(PartyKind))._replace(choices=tuple(TERMS[PartyKind].values())),
    _party(("id_kind",), "choice", choice(IdKind))._replace(choices=tuple(TERMS[IdKind].values())),
    _party(("id_number",), "text", text),
    _party(("phone",), "text", text),
    _party(("address",), "text", text),
    _party(("electronic_consent",), "flag", flag)._replace(choices=("是", "否")),
    _party(("representative",), "text", text),
    _party(("representative_post",), "text", text),
    _party(("agent", "name"), "text", text),
    _party(("agent", "firm"), "text", text),
    _party(("agent", "phone"), "text", text),
    _party(("agent", "lawyer"), "flag", flag)._replace(choices=("是", "否")),
    _party(("payee_account", "holder"), "text", text, "payee_holder"),
    _party(("payee_account", "bank"), "text", text, "payee_bank"),
    _party(("payee_account", "number"), "text", text, "payee_number"),
)
"""The columns of one party; a table repeats them as applicant_…, respondent_…, respondent2_…"""

OTHER_HEADINGS = {"立案日期": "filed_at", "申请标的额": "claim_amount", "执行标的额": "claim_amount"}
OTHER_PARTY_HEADINGS = {"姓名": "name", "名称": "name", "类型": "kind", "电话": "phone", "住所地": "address"}
"""What clerks also write over these columns, by the name of the column."""

PARTY_NAME = re.compile(rf"({'|'.join(Side)})(\d*)_([a-z_]+)")
PARTY_HEADING = re.compile(rf"({'|'.join(TERMS[Side].values())})(\d*)(.+)")


def party_column(role: Side, number: int, column: Column) -> Column:
    """A party's column under its role and number: applicant_name, 被执行人2证件号码."""
    mark = str(number) if number > 1 else ""
    return column._replace(
        name=f"{role}{mark}_{column.name}", heading=f"{TERMS[Side][role]}{mark}{column.heading}"
    )


def named_column(heading: str) -> tuple[Column, Side | None, int] | None:
    """The column of a heading, Chinese or written, with the role and number of its party; none if unknown."""
    plain = "".join(unicodedata.normalize("NFKC", heading).split()).rstrip("*")
    for column in CASE_COLUMNS:
        if OTHER_HEADINGS.get(plain, plain) in (column.name, column.heading):
            return column, None, 0
    roles = {word: Side(side) for side, word in TERMS[Side].items()}
    for shape, role_of in ((PARTY_NAME, {side.value: side for side in Side}), (PARTY_HEADING, roles)):
        found = shape.fullmatch(plain)
        if not found:
            continue
        word = OTHER_PARTY_HEADINGS.get(found[3], found[3])
        for column in PARTY_COLUMNS:
            if word in (column.name, column.heading):
                number = int(found[2] or 1)
                return party_column(role_of[found[1]], number, column), role_of[found[1]], number
    return None


def known_headings() -> tuple[str, ...]:
    """Every heading a table may have, for the hint at a mistyped one."""
    parties = tuple(party_column(role, 1, column) for role in Side for column in PARTY_COLUMNS)
    return tuple(word for column in (*CASE_COLUMNS, *parties) for word in (column.heading, column.name))
