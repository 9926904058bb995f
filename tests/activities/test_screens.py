"""What the terminal shows of a case: found money and things as they stand now."""

from datetime import datetime
from decimal import Decimal
from typing import Any

import pytest

from activities.screens import print_case
from models.case import CaseState, Closing
from models.property import Asset, FoundMoney
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
