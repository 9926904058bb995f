"""What the terminal shows of a case: found money and things as they stand now."""

from datetime import datetime
from decimal import Decimal

import pytest

from activities.screens import print_case
from models.case import Asset, CaseState, FoundMoney
from models.values import COURT_ZONE

AT = datetime(2026, 5, 6, 10, tzinfo=COURT_ZONE)
FOUND = {"source": "national", "found_at": AT}


def shown(capsys: pytest.CaptureFixture[str], money: FoundMoney, asset: Asset) -> list[str]:
    """How the two are printed."""
    state = CaseState(key="ruyang:（2026）豫0326执1号", money={money.id: money}, assets={asset.id: asset})
    names = {"bank_deposit": "银行存款", "vehicle": "车辆"}
    plain = {**state.model_dump(mode="json"), "case_no": "（2026）豫0326执1号", "court": "ruyang"}
    print_case({"state": plain, "names": names, "status": None, "tasks": [], "lines": []})
    return [line.strip() for line in capsys.readouterr().out.splitlines() if line.startswith("  ")]


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
