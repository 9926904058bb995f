"""What the terminal shows of a case: found money and things as they stand now."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from activities.board import BoardLine, BoardView
from activities.screens import limit, print_board, print_case, print_nodes
from models.case import CaseState, Closing
from models.nodes import NodeState, Row
from models.property import Asset, FoundMoney
from models.shelf.files import load
from models.values import COURT_ZONE

AT = datetime(2026, 5, 6, 10, tzinfo=COURT_ZONE)
FOUND = {"source": "national", "found_at": AT}


def shown(capsys: pytest.CaptureFixture[str], money: FoundMoney, asset: Asset) -> list[str]:
    """How the two are printed."""
    state = CaseState(key="ruyang:（2026）豫0326执1号", money={money.id: money}, assets={asset.id: asset})
    names = {"bank_deposit": "银行存款", "vehicle": "车辆"}
    plain = {**state.model_dump(mode="json"), "case_no": "（2026）豫0326执1号", "court": "ruyang"}
    print_case(_found(plain, names))
    return [line.strip() for line in capsys.readouterr().out.splitlines() if line.startswith("  ")]


def _found(state: dict[str, Any], names: dict[str, str]) -> dict[str, Any]:
    """What `desk.py show` has found of a case."""
    court = "汝阳县人民法院"
    return {
        "court_name": court,
        "state": state,
        "names": names,
        "status": None,
        "papers": [],
        "tasks": [],
        "lines": [],
    }


def test_what_was_taken_and_sold_is_not_shown_as_frozen(capsys: pytest.CaptureFixture[str]) -> None:
    """Frozen and seized, then deducted and sold, then handed over: the latest is what is shown."""
    money = FoundMoney(id="M1", kind="bank_deposit", amount=Decimal("30000.00"), **FOUND)
    asset = Asset(id="W1", kind="vehicle", **FOUND)
    assert shown(capsys, money, asset) == ["资金 M1　银行存款　30000.00 元　未冻结", "财产 W1　车辆　未控制"]
    money = money.model_copy(update={"frozen_at": AT, "frozen_amount": Decimal("30000.00")})
    asset = asset.model_copy(update={"controlled_at": AT})
    assert shown(capsys, money, asset) == [
        "资金 M1　银行存款　30000.00 元　已冻结 30000.00 元",
        "财产 W1　车辆　已控制",
    ]
    money = money.model_copy(update={"deduction_ordered": Decimal("30000.00"), "deduction_sent": True})
    asset = asset.model_copy(update={"sold_price": Decimal("76000.00"), "price_paid_at": AT})
    assert shown(capsys, money, asset) == [
        "资金 M1　银行存款　30000.00 元　已发出扣划 30000.00 元",
        "财产 W1　车辆　已成交，价款 76000.00 元付清",
    ]
    asset = asset.model_copy(update={"delivered_at": AT})
    assert shown(capsys, money, asset)[1] == "财产 W1　车辆　已交付"


def test_a_closed_case_says_how_it_was_closed(capsys: pytest.CaptureFixture[str]) -> None:
    """Not the stage it was closed in; a court that knows no tracks shows none."""
    closing = Closing(method="fully_executed", ground="履行完毕", proposed_by="JL043", proposed_at=AT)
    state = CaseState(
        key="jianli:1", case_no="（2026）鄂1023执1号", unit="G3", owner="JL043", closing=closing
    )
    names = {"G3": "线索查控组", "fully_executed": "执行完毕"}
    print_case(_found(state.model_dump(mode="json") | {"open_parts": ["closing_review"]}, names))
    assert "环节 结案审查　线索查控组　承办人 JL043" in capsys.readouterr().out
    closed = state.model_copy(update={"closed_at": AT})
    print_case(_found(closed.model_dump(mode="json"), names))
    assert "已结案 2026-05-06　执行完毕　线索查控组　承办人 JL043" in capsys.readouterr().out


def test_a_limit_in_hours_shows_its_hour(capsys: pytest.CaptureFixture[str]) -> None:
    """A limit in days ends with its day and shows no more; one in hours would be told a day too late."""
    assert limit(AT) == "2026-05-06 10:00" and limit(None) == "—"
    assert limit(AT.replace(hour=23, minute=59, second=59)) == "2026-05-06"
    row = Row(
        id="SH-D1",
        subject="",
        name="紧急冻结",
        article="第1条",
        responsible="query_group",
        started_at=AT,
        due_at=AT,
        done_at=None,
        state=NodeState.OPEN,
        provisional=False,
        entered_late=False,
    )
    print_nodes([row], {"query_group": "查控组"})
    shown = capsys.readouterr().out
    assert "北京时间" in shown and shown.count("2026-05-06 10:00") == 2


def test_the_boards_codes_open_the_next_level(capsys: pytest.CaptureFixture[str]) -> None:
    """A court, a unit, a person; a line that opens nothing has no code, least of all the court's."""
    numbers = {"cases": 2, "nodes": 3, "soon": 0, "overdue": 1, "next_due": None}
    nowhere = BoardLine(court="ruyang", name="尚未移交承办单位", **numbers)
    unit = BoardLine(court="ruyang", unit="fast_team", name="速执团队", **numbers)
    shared = BoardLine(court="ruyang", unit="fast_team", name="本单位共办", **numbers)
    for view, codes in (
        (BoardView(title="各院", at=AT, lines=(unit,)), ["ruyang"]),
        (BoardView(title="院", at=AT, court="ruyang", lines=(unit, nowhere)), ["fast_team", "—"]),
        (BoardView(title="队", at=AT, court="ruyang", unit="fast_team", lines=(shared,)), ["—"]),
    ):
        print_board(view)
        shown = capsys.readouterr().out
        assert [line.split("│")[1].strip() for line in shown.splitlines() if "│" in line] == codes
        assert "北京时间" in shown and shown.index("超期") < shown.index("在办案件", shown.index("代码"))


def test_what_waits_for_approval_has_its_chinese_name(capsys: pytest.CaptureFixture[str]) -> None:
    """The matter by its name in the rulebook, the node by its number, the times as people write them."""
    names = load("ruyang").names
    approval = {"id": "A1", "state": "open", "matter": "limit_extension", "target": "RY-D19##1"}
    plain = CaseState(key="ruyang:1", case_no="（2026）豫0326执1号").model_dump(mode="json")
    line = {"seq": 1, "kind": "filed", "subject": "", "actor": "system", "occurred_at": AT.isoformat()}
    print_case(_found(plain | {"approvals": {"A1": approval}}, names) | {"lines": [line]})
    shown = capsys.readouterr().out
    assert "待审批 A1　延长" in shown and shown.split("A1")[1].splitlines()[0].endswith("　RY-D19")
    assert "2026-05-06 10:00  立案" in shown and "limit_extension" not in shown and "北京时间" in shown
