"""The terms of an auction in every court: asked for, seen in an inbox, decided by a panel, then planned."""

from typing import Any

import pytest

from models.acts.envelope import ActKind
from models.errors import Code
from models.events import EventKind
from models.shelf.files import load
from tests.courts.handling import does, held_by, refusal
from tests.models.telling import Tale

KIND = EventKind
PLACES = {
    "gushi": ("ordinary_team_1", "ordinary_team_1"),
    "ruyang": ("ordinary_team_1", "ordinary_team_1"),
    "shangqiu": ("ordinary_team", "ordinary_team"),
    "jianli": ("G3", "G4"),
    "shihe": ("implementation_team", "implementation_team"),
}
"""By court the unit that holds the case, and the unit that plans its auctions."""

JUDGES = ("XX011", "XX012", "XX013")


@pytest.mark.parametrize("court", sorted(PLACES))
@pytest.mark.requirement("RY-55", "NB-112")
def test_no_round_is_planned_before_the_panel_has_sat(court: str) -> None:
    """Nobody alone may decide it, a refusal opens nothing, and one sitting serves every round."""
    holder, desk = PLACES[court]
    tale = held_by(Tale(book=load(court)), holder, "team", owner="XX011", track="ordinary")
    tale.seated = dict.fromkeys(JUDGES, ("judge",))
    tale.happens(KIND.PROPERTY_FOUND, "W1", kind="vehicle", source="network")
    tale.happens(KIND.CONTROLLED, "W1", kind="vehicle", expires_on="2028-05-05")
    tale.happens(KIND.DISPOSAL_ENTERED, "W1")
    tale.happens(KIND.REFERENCE_PRICE, "W1", amount="100000.00")
    tale.happens(KIND.DISPOSAL_PAPERS_HANDED, "W1")
    lot: dict[str, Any] = {"asset": "W1", "round": "first", "start_price": "70000.00", "deposit": "7000.00"}
    lot["opens_at"] = "2026-07-01T10:00:00+08:00"
    plan = (ActKind.PLAN_AUCTION, lot)

    def held_up() -> str:
        refused = refusal(tale, *plan, unit=desk, role="judge")
        return refused.code if refused else ""

    for granted in (False, True):
        assert held_up() == Code.APPROVAL_REQUIRED
        ask = {"matter": "panel_auction_terms", "target": "W1", "reason": "报请确定拍卖条件"}
        does(tale, ActKind.REQUEST_APPROVAL, ask, unit=holder, role="judge", by="XX011")
        request = list(tale.state.approvals)[-1]
        assert tale.node("NB-79", request).open and held_up() == Code.APPROVAL_REQUIRED
        alone = {"approval": request, "granted": True}
        refused = refusal(tale, ActKind.DECIDE_APPROVAL, alone, unit=holder, role="judge", by="XX012")
        assert refused is not None and refused.code == Code.ACT_NOT_ALLOWED
        said = {"approval": request, "granted": granted, "conclusion": "评议意见"}
        record = {"record": request, "presiding": JUDGES[0], "members": JUDGES, "conclusions": [said]}
        does(tale, ActKind.RECORD_PANEL, record, unit=holder, role="judge_assistant")
        assert not tale.node("NB-79", request).open
    assert held_up() == ""
    does(tale, *plan, unit=desk, role="judge")
    tale.happens(KIND.AUCTION_ENDED, "W1", round="first", result="failed")
    assert held_up() != Code.APPROVAL_REQUIRED
