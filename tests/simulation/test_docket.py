"""The docket: rows product and outside accept, roads that cover the handling, expectations that exist."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from activities.filing_files import read
from models.acts.envelope import Act, ActKind
from models.acts.registry import read_act_data
from models.completeness import gaps
from models.facts import parse_facts
from models.filing import Filing, check_filing
from models.parties import Party
from models.rulebook import Rulebook
from models.rulebook_files import load, load_all
from simulation.__main__ import DOCKET, SHEET
from simulation.docket import DatedRow, DocketError, filing_day, read_docket
from simulation.docket_sheet import write_sheet
from simulation.outside.business_time import business_day
from simulation.outside.truth import TruthPost

ROWS = read_docket(DOCKET)
DAY_ZERO = date(2026, 11, 23)
"""Day 0 of the committed spreadsheet."""

DATED = [row.dated(DAY_ZERO) for row in ROWS]
BOOKS = load_all()

ROADS = {
    "存款足额": "full deposit",
    "自动履行": "voluntary performance",
    "执行和解": "settlement",
    "驳回申请": "refusal",
    "一拍成交": "house sold in round one",
    "二拍成交": "house sold in round two",
    "变卖不成以物抵债": "sale failed, asset taken for debt",
    "二拍流拍以物抵债": "second round failed, asset taken for debt",
    "无财产终本": "nothing found and terminated",
    "部分到位后终本": "terminated after part was recovered",
    "财产暂不能处置": "all that was found cannot be sold now",
    "刑事涉财产": "criminal property",
    "专项行动": "campaign",
    "财产保全": "preservation",
    "特殊案件": "special case with the director's approval",
    "类案": "related case, same team",
    "二次分案": "second assignment",
    "更换团队": "second assignment for an objection to the judge",
    "简转繁": "conversion with the same team, property found after triage",
    "传统查控查到财产": "property found at a counter",
    "案款发放超期": "money late, payout limit missed",
    "速执超期": "fast team's thirty days missed",
    "立案信息更正": "wrong filing data",
    "更正事实": "a fact corrected by a second person",
    "补录": "an act entered late",
    "移送退回": "handover returned and offered again",
    "退回后直接送达": "service returned, served in person",
    "退回后网格员送达": "service returned, served by the grid",
    "三址同寄": "three parallel mailings",
    "党政机关": "government respondent",
    "过户": "transfer of title",
    "协助执行": "finished by an assistance notice",
    "返还商铺": "return of a thing",
    "限消后履行": "paid under a consumption restriction",
}


def named(row: DatedRow) -> str:
    """How a test names a row."""
    return f"{row.court}-{row.case_no}"


def book(row: DatedRow) -> Rulebook:
    """The rulebook of the row's court."""
    return BOOKS[row.court]


def filing(row: DatedRow) -> Filing:
    """The row's filing as the product reads it."""
    checked = check_filing(row.filing, BOOKS)
    assert isinstance(checked, Filing), (row.case_no, checked)
    return checked


def test_every_road_is_taken() -> None:
    """At least thirty cases, over both courts, and every road among them."""
    assert len(ROWS) >= 30
    assert {row.road for row in ROWS} == set(ROADS)
    assert {row.court for row in ROWS} == {"ruyang", "gushi"}


@pytest.mark.parametrize("start", [DAY_ZERO, date(2026, 1, 25), date(2026, 9, 25), date(2027, 12, 30)])
def test_filings_are_accepted_whenever_the_docket_is_filed(start: date) -> None:
    """Whatever day 0 is, every filing is one the product takes, and day follows day."""
    dated = [row.dated(start) for row in ROWS]
    assert [filing(row).case_no for row in dated] == [row.case_no for row in dated]
    assert len({row.key for row in dated}) == len(dated)
    days = [row.filed_at.date() for row in dated]
    assert days == sorted(days)
    assert days[0] > start


@pytest.mark.parametrize("row", DATED, ids=named)
def test_truths_are_accepted_and_leave_nothing_to_chance(row: DatedRow) -> None:
    """The outside takes every truth; it says of every party what the seed would otherwise draw."""
    post = TruthPost(court=row.court, case_no=row.case_no, filed_at=row.filed_at, truth=row.truth)
    parties = {party["id"]: party for party in filing(row).party_rows()}
    assert set(post.truth.parties) == set(parties)
    for party in post.truth.parties.values():
        assert all(
            party.says(field) for field in ("identity_matched", "registered", "holdings", "confirmation")
        )
        assert all(holding.says("disposable_now") for holding in party.holdings if not holding.is_money)


@pytest.mark.parametrize("row", DATED, ids=named)
def test_only_the_wrong_filing_is_incomplete(row: DatedRow) -> None:
    """A filing that goes back to the filing office is one whose script corrects it."""
    facts = filing(row).case_facts()
    known = Party.model_fields
    parties = [
        Party.model_validate({name: value for name, value in party.items() if name in known})
        for party in filing(row).party_rows()
    ]
    assert bool(gaps(load(row.court), facts, parties)) == bool(row.script.corrections)


@pytest.mark.parametrize("row", DATED, ids=named)
def test_expectations_exist_in_the_rulebook(row: DatedRow) -> None:
    """Methods, tracks, units and limits are those of the court."""
    rules, wanted, script = book(row), row.expect, row.script
    limits = {limit.id for limit in rules.limits}
    assert wanted.method in {method.method for method in rules.closing.methods}
    assert wanted.track in rules.triage.tracks
    assert set(wanted.unit) <= {unit.key for unit in rules.units}
    assert bool(wanted.unit) != bool(wanted.unit_of)
    assert {*wanted.limits_missed, *wanted.limits_entered_late} <= limits
    assert {*script.late, *script.entered_late} <= limits
    assert set(script.late) <= set(wanted.limits_missed)
    assert set(script.entered_late) == set(wanted.limits_entered_late)


@pytest.mark.parametrize("row", DATED, ids=named)
def test_scripts_speak_the_language_of_the_desk(row: DatedRow) -> None:
    """Acts, facts, institutions and measures of a script are ones the product knows."""
    rules, script = book(row), row.script
    parse_facts(script.reception, row.case_no)
    if script.closing:
        parse_facts(script.closing.facts, row.case_no)
    assert set(script.findings) <= {institution.key for institution in rules.offline.institutions}
    assert {measure.measure for measure in script.measures} <= {measure.kind for measure in rules.measures}
    assert set(script.wait) <= {kind.value for kind in ActKind}
    for extra in script.extra:
        corrected = {"corrects": 1} if extra.act == "correct_fact" else {}
        act = Act(
            act_id=uuid4(),
            kind=ActKind(extra.act),
            occurred_at=row.filed_at,
            actor="RY001",
            role="judge",
            data={**extra.data, **corrected},
        )
        read_act_data(act)
        parse_facts(extra.data.get("facts", {}), row.case_no)


def test_parties_are_invented_and_shared_only_by_related_cases() -> None:
    """No number of a place that exists; the same person stands in two cases only where they are related."""
    numbers = Counter(
        party["id_number"] for row in DATED for party in row.filing["parties"] if "id_number" in party
    )
    shared = {number for number, count in numbers.items() if count > 1}
    related = [row for row in DATED if row.expect.unit_of]
    assert shared == {
        party["id_number"]
        for row in related
        for party in row.filing["parties"]
        if party["role"] == "respondent"
    }
    assert all("419900" in number for number in numbers)


@pytest.mark.parametrize("start", [date(2026, 9, 21), date(2026, 2, 9), date(2026, 4, 27)])
def test_filing_days_keep_clear_of_holidays(start: date) -> None:
    """A filing day is a working day, and its week has no holiday."""
    for offset in range(1, 15):
        day = filing_day(start, offset)
        assert day >= start + timedelta(days=offset)
        assert business_day(day, 0) == day
        assert business_day(day, 5) - day <= timedelta(days=7)


def test_dates_of_a_row_hang_on_its_filing_day() -> None:
    """An earlier case of the same respondent ended so many days before this one was filed."""
    row = next(row for row in DATED if row.road == "简转繁")
    ended = date.fromisoformat(row.filing["prior_termination"]["closed_on"])
    assert row.filed_at.date() - ended == timedelta(days=100)
    assert f"（{row.filed_at.year}）" in row.case_no


def test_a_bad_row_is_named(tmp_path: Path) -> None:
    """A row that does not fit is named with file and line, and so is a road nobody takes."""
    lines = DOCKET.read_text(encoding="utf-8").splitlines()[:2]
    broken = tmp_path / "docket.jsonl"
    broken.write_text("\n".join([lines[0], lines[1].replace('"filed_day"', '"day"')]), encoding="utf-8")
    with pytest.raises(DocketError, match=r"docket\.jsonl 第 2 行：filed_day 不合要求"):
        read_docket(broken)
    with pytest.raises(DocketError, match="无法读取案卷清单"):
        read_docket(tmp_path / "none.jsonl")
    with pytest.raises(DocketError, match="没有办案路径 无此路径，可用：一拍成交"):
        read_docket(DOCKET, ["无此路径"])


async def test_the_spreadsheet_holds_the_same_filings(tmp_path: Path) -> None:
    """Written anew or as committed, the sheet reads back as the docket's filings."""
    fresh = tmp_path / "docket.xlsx"
    await write_sheet(ROWS, DAY_ZERO, fresh)
    for path in (fresh, SHEET):
        batch = read(path)
        assert batch.rejected == ()
        assert [row.filing for row in batch.rows] == [filing(row) for row in DATED]
