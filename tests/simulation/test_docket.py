"""The docket: rows product and outside accept, roads that cover the handling, expectations that exist."""

from collections import Counter
from datetime import date, timedelta
from pathlib import Path
from uuid import uuid4

import pytest

from activities.filing.files import read
from models.acts.envelope import Act, ActKind
from models.acts.registry import read_act_data
from models.completeness import gaps
from models.events import EventKind
from models.facts.case_facts import parse_facts
from models.filing.filing import Filing, check_filing
from models.parties import Party
from models.rulebook import Rulebook
from models.shelf.files import load, load_all
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
    "ruyang": (
        "存款足额 自动履行 执行和解 驳回申请 一拍成交 二拍成交 变卖不成以物抵债 无财产终本 "
        "刑事涉财产 专项行动 简转繁 案款发放超期 立案信息更正 更正事实 补录 移送退回 "
        "退回后直接送达 过户 协助执行 财产保全 传统查控查到财产 速执超期 部分到位后终本 "
        "限消后履行"
    ),
    "gushi": (
        "存款足额 自动履行 执行和解 一拍成交 无财产终本 特殊案件 二次分案 三址同寄 "
        "退回后网格员送达 党政机关 类案 返还商铺 二拍流拍以物抵债 案款发放超期 更换团队 "
        "财产暂不能处置"
    ),
    "shangqiu": (
        "冻结足额 小额仲裁 大额商事仲裁 追缴诉讼费 受托执行 财产保全 党政机关 特执团队 "
        "异议转普案 拍卖转普案 督办转普案 拟办意见被退回 一拍成交 执行和解 无财产终本 "
        "延长期限 刑事涉财产 送达超期"
    ),
    "jianli": (
        "线上足额 线上放弃余款 线上和解 线下足额 线下和解 线索组执行完毕 评估拍卖成交 "
        "流拍回线索组后终本 拘留后终本 拘留后履行 下落不明终本 拒执自诉后履行 移送退回整改 "
        "省外查找后和解 和解由组长决定 诉讼保全 委托事项 执行异议 恢复执行"
    ),
    "shihe": (
        "小额简案 足额扣划 房屋过户 查控后拍卖 无财产终本 制裁后履行 制裁后终本 "
        "简案转非简案 恢复执行 未接待说明 案款逾三日 外地财产委托 四步送达至公告 失信后履行 "
        "劳资对立后和解"
    ),
}
"""The roads of each court; every one is taken by at least one case."""


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
    """At least a dozen cases at each of the five courts, and every road of each among them."""
    counts = Counter(row.court for row in ROWS)
    assert set(counts) == set(BOOKS) == set(ROADS) and min(counts.values()) >= 12
    for court, roads in ROADS.items():
        assert {row.road for row in ROWS if row.court == court} == set(roads.split()), court


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
    assert wanted.track in (rules.triage.tracks or {""})
    assert {*wanted.unit, *wanted.way} <= {unit.key for unit in rules.units}
    assert not wanted.way or wanted.way[-1] in wanted.unit
    assert {*wanted.refused, *script.refusals} <= {approval.matter for approval in rules.approvals}
    assert set(wanted.refused) == set(script.refusals)
    assert bool(wanted.unit) != bool(wanted.unit_of)
    assert {*wanted.limits_missed, *wanted.limits_entered_late} <= limits
    assert {*script.late, *script.entered_late} <= limits
    assert set(script.late) <= set(wanted.limits_missed)
    assert set(script.entered_late) == set(wanted.limits_entered_late)


OF_A_MATTER = ("approval", "kind", "papers", "action")
"""What a registered matter states of itself: no facts of the case."""


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
        stated = extra.data.get("facts", {}).items()
        facts = {name: value for name, value in stated if name not in OF_A_MATTER}
        parse_facts(facts, row.case_no)
        EventKind(extra.after.partition(":")[0])
        assert {extra.unit, extra.holder} - {""} <= {unit.key for unit in rules.units}


@pytest.mark.parametrize("row", DATED, ids=named)
def test_scripts_ask_for_what_the_rulebook_has(row: DatedRow) -> None:
    """Matters, registered matters and classes of a script are the court's; what ends an extra act exists."""
    rules = book(row)
    matters = {approval.matter for approval in rules.approvals}
    registered = {occurrence.event.value for occurrence in rules.occurrences}
    chosen = {rule.id for rule in rules.triage.rules if rule.chosen}
    for extra in row.script.extra:
        what, _, name = extra.until.partition(":")
        if what == "approval":
            assert name in matters
        elif what == "fact":
            parse_facts({name: None}, row.case_no)
        else:
            EventKind(what)
        if extra.act == "request_approval":
            assert extra.data["matter"] in matters
        if extra.act == "record_occurrence":
            assert extra.data["event"] in registered
        if extra.act == "choose_class":
            assert extra.data["rule_id"] in chosen


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
