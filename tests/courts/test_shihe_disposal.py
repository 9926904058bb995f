"""What Shihe's document demands of the disposal group: its work, the status report, watching the auction."""

from typing import Any

import pytest

from models.acts.envelope import ActKind
from models.errors import Code
from models.events import EventKind
from models.facts.values import AssetKind
from models.shelf.files import load
from simulation.courts.shihe import STATUS_REPORT
from tests.courts.handling import does, held_by, may, may_register, refusal, registers
from tests.models.telling import Tale

KIND = EventKind
DESK = "disposal_group"
CLERK: dict[str, Any] = {"unit": "implementation_team", "role": "clerk"}
PAPERS = [paper.key for paper in load("shihe").auction.required_papers if paper.when == "auction"]
POINTS = {
    point.key: point
    for paper in load("shihe").auction.required_papers
    for point in paper.points
    if paper.key == "asset_status_report"
}


def priced(kind: str) -> Tale:
    """A thing of this kind with its reference price, in disposal by the implementation team."""
    tale = held_by(Tale(book=load("shihe")), "implementation_team", "team", owner="XX009", track="ordinary")
    tale.happens(KIND.PROPERTY_FOUND, "W1", kind=kind, source="network")
    tale.happens(KIND.CONTROLLED, "W1", kind=kind, expires_on="2028-05-05")
    tale.happens(KIND.DISPOSAL_ENTERED, "W1")
    tale.happens(KIND.PRICING_STARTED, "W1", method="agreement")
    tale.happens(KIND.REFERENCE_PRICE, "W1", amount="500000.00")
    return tale


def handing(points: list[str]) -> dict[str, Any]:
    """All papers handed over, with a status report that states these points."""
    return {"asset": "W1", "papers": PAPERS, "covers": {"asset_status_report": points}}


def needed(kind: str) -> list[str]:
    """The points a report on property of this kind needs."""
    return [key for key, point in POINTS.items() if not point.kinds or kind in point.kinds]


@pytest.mark.requirement("SH-36", "SH-35")
@pytest.mark.parametrize(
    ("kind", "named"),
    [
        ("house", "坐落、面积和规划用途"),
        ("shop", "坐落、面积和规划用途"),
        ("land", "土地使用权类型和剩余年限"),
        ("vehicle", "车型、里程、年检保险和违章"),
        ("machinery", "型号、出厂年份和运行状况"),
        ("equity", "公司章程、出资和财务资料"),
        ("listed_stock", "数量、类别和限售情况"),
        ("securities", "数量、类别和限售情况"),
    ],
)
def test_the_status_report_covers_what_that_kind_needs(kind: str, named: str) -> None:
    """Each point of the kind left out is named; what other kinds need is not asked for."""
    tale = priced(kind)
    wanted = needed(kind)
    assert {"权属及权利负担", "占有使用情况", "欠缴税费情况", "瑕疵情况", named} <= {
        POINTS[key].name for key in wanted
    }
    for left_out in wanted:
        data = handing([key for key in wanted if key != left_out])
        refused = refusal(tale, ActKind.HAND_DISPOSAL_PAPERS, data, **CLERK)
        assert refused is not None and refused.code == Code.MISSING_EVIDENCE
        assert refused.message == f"“现状调查报告”没有载明：{POINTS[left_out].name}"
    (handed,) = does(tale, ActKind.HAND_DISPOSAL_PAPERS, handing(wanted), **CLERK)
    assert handed.facts["covers"] == {"asset_status_report": wanted}


@pytest.mark.requirement("SH-36")
def test_simulated_staff_state_what_the_court_asks() -> None:
    """Of every kind they hand over; and a kind without points of its own has the general ones."""
    for kind, points in STATUS_REPORT.items():
        assert sorted(points) == sorted(needed(kind)), kind
    assert needed(AssetKind.OTHER) == ["ownership", "occupation", "arrears", "defects"]


@pytest.mark.requirement("SH-35")
def test_a_paper_left_out_is_refused_before_its_contents() -> None:
    """Without the report itself the desk does not accept, whatever is said of its contents."""
    tale = priced("house")
    data = {**handing(needed("house")), "papers": [key for key in PAPERS if key != "asset_status_report"]}
    refused = refusal(tale, ActKind.HAND_DISPOSAL_PAPERS, data, **CLERK)
    assert refused is not None and "移交材料不齐，缺少：现状调查报告" in refused.message


@pytest.mark.requirement("SH-32")
def test_the_disposal_group_does_the_work_of_the_sale() -> None:
    """Notice, service of it, viewing, word of the result: that group registers them and nobody else."""
    tale = priced("house")
    assert tale.book.auction.desk_unit == DESK
    done: dict[KIND, dict[str, Any]] = {
        KIND.AUCTION_NOTICE_DRAFTED: {},
        KIND.AUCTION_NOTICE_SERVED: {},
        KIND.VIEWING_HELD: {},
        KIND.FAILED_ROUND_TOLD: {},
        KIND.SALE_CONFIRMED: {"confirmation_printed": True, "buyer_contacted": True},
        KIND.TEAM_TOLD: {},
    }
    for event, facts in done.items():
        assert may_register(tale, event, "W1", unit=DESK, **facts), event
        assert not may_register(tale, event, "W1", unit="implementation_team", **facts), event
    limits = {limit.id: limit.responsible for limit in tale.book.limits}
    assert {limits[name] for name in ("SH-D22", "SH-D23", "SH-D24", "SH-D26", "SH-38")} == {DESK}


@pytest.mark.requirement("SH-32", "SH-34")
def test_the_price_is_the_teams_and_a_valuation_goes_through_the_group() -> None:
    """The team starts and fixes prices; what is to be valued is handed over with its form (SH-33)."""
    tale = priced("house")
    fixed = {"asset": "W1", "amount": "1.00"}
    assert not may(tale, ActKind.FIX_PRICE, fixed, unit=DESK, role="judge")
    registers(tale, KIND.DISPOSAL_STEP, "W1", unit=DESK, step="valuation")
    assert tale.node("SH-D35", "W1").open


@pytest.mark.requirement("SH-38", "SH-D26")
def test_a_failed_round_is_told_to_the_judge() -> None:
    """It lies on the group's list until it is told, or the judge has started the next round by himself."""
    tale = priced("house")
    tale.happens(KIND.AUCTION_ENDED, "W1", round="first", result="failed")
    assert not tale.has("SH-38")
    told = tale.node("SH-D26", "W1")
    assert (told.open, told.responsible, told.act) == (True, DESK, ActKind.RECORD_OCCURRENCE)
    registers(tale, KIND.FAILED_ROUND_TOLD, "W1", unit=DESK)
    assert not tale.node("SH-D26", "W1").open
    tale.happens(KIND.AUCTION_ENDED, "W1", round="second", result="failed")
    again = tale.node("SH-D26", "W1")
    assert again.open and again.key != told.key
    plan: dict[str, Any] = {"round": "sale", "start_price": "1.00", "deposit": "1.00", "opens_at": "x"}
    tale.happens(KIND.AUCTION_PLANNED, "W1", **plan)
    assert not tale.node("SH-D26", "W1").open


@pytest.mark.requirement("SH-38", "SH-D26")
def test_a_sale_has_its_confirmation_and_the_buyer_is_called() -> None:
    """Both, or the matter is refused by name; a buyer who defaults leaves a failed round to be told."""
    tale = priced("house")
    tale.happens(KIND.AUCTION_ENDED, "W1", round="first", result="sold", price="600000.00")
    assert not tale.has("SH-D26") and tale.node("SH-38", "W1").responsible == DESK
    both: dict[str, Any] = {"confirmation_printed": True, "buyer_contacted": True}
    for missing, named in (
        ("confirmation_printed", "已打印成交确认书"),
        ("buyer_contacted", "已联系买受人"),
    ):
        data = {"event": "sale_confirmed", "subject": "W1", "facts": {**both, missing: False}}
        refused = refusal(tale, ActKind.RECORD_OCCURRENCE, data, unit=DESK, role="clerk")
        assert refused is not None and refused.message.endswith(named)
    defaulted = priced("house")
    defaulted.happens(KIND.AUCTION_ENDED, "W1", round="first", result="sold", price="600000.00")
    defaulted.happens(KIND.AUCTION_ENDED, "W1", round="first", result="failed", reason="buyer_default")
    assert not defaulted.node("SH-38", "W1").open and defaulted.node("SH-D26", "W1").open
    registers(tale, KIND.SALE_CONFIRMED, "W1", unit=DESK, **both)
    assert not tale.node("SH-38", "W1").open
