"""The verdict: what a case came to, and each difference by name."""

from decimal import Decimal
from typing import Any

import pytest

from simulation.docket import Expect
from simulation.verdict import Outcome, differences, outcome_of
from tests.simulation.sights import MONDAY, case

AS_WANTED = Outcome(
    method="fully_executed",
    track="simple",
    unit="fast_team",
    way=("query_group", "fast_team"),
    refused=("simple_to_ordinary",),
    recovered=Decimal("50000.00"),
    paid_out=Decimal("50000.00"),
    limits_missed=("RY-D5",),
    limits_entered_late=("RY-D9",),
)


def row(**changes: Any) -> Any:
    """A docket row that expects just that."""
    wanted = {
        "method": "fully_executed",
        "track": "simple",
        "unit": ("fast_team",),
        "recovered": "50000",
        "paid_out": "50000",
        "limits_missed": ("RY-D5",),
        "limits_entered_late": ("RY-D9",),
        "refused": ("simple_to_ordinary",),
        **changes,
    }
    return case().model_copy(update={"expect": Expect.model_validate(wanted)})


def test_as_expected() -> None:
    """No difference, nothing said."""
    assert differences(row(), AS_WANTED, {}) == []


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"method": "termination"}, "结案方式应为 termination，实为 fully_executed"),
        ({"track": "ordinary"}, "繁简应为 ordinary，实为 simple"),
        ({"recovered": "49999.99"}, "执行到位应为 49999.99，实为 50000.00"),
        ({"paid_out": "0"}, "发放申请执行人应为 0.00，实为 50000.00"),
        ({"limits_missed": ()}, "超期节点应为 无，实为 RY-D5"),
        ({"limits_missed": ("RY-D5", "RY-D5")}, "超期节点应为 RY-D5、RY-D5，实为 RY-D5"),
        ({"limits_entered_late": ()}, "补录节点应为 无，实为 RY-D9"),
        ({"refused": ()}, "退回事项应为 无，实为 simple_to_ordinary"),
        ({"way": ("fast_team",)}, "经办顺序应为 fast_team，实为 query_group→fast_team"),
        ({"unit": ("ordinary_team_1", "ordinary_team_2")}, "承办团队应为 ordinary_team_1或ordinary_team_2"),
    ],
)
def test_each_difference_is_named(changes: dict[str, Any], said: str) -> None:
    """One difference, one sentence with both sides."""
    found = differences(row(**changes), AS_WANTED, {})
    assert len(found) == 1
    assert found[0].startswith(said)


def test_a_related_case_goes_where_the_earlier_one_went() -> None:
    """Its unit is compared with that of the case it names."""
    wanted = row(unit=(), unit_of="（2026）豫1525执1号")
    assert differences(wanted, AS_WANTED, {"（2026）豫1525执1号": "fast_team"}) == []
    assert differences(wanted, AS_WANTED, {"（2026）豫1525执1号": "special_team"}) != []


def test_what_a_case_came_to() -> None:
    """An overdue that was taken back is entered late, not missed; only what was paid counts."""
    at = MONDAY.isoformat()
    state = {
        "closed_at": at,
        "closing": {"method": "ended"},
        "track": "simple",
        "unit": "fast_team",
        "handovers": {
            "Y1": {"to_unit": "query_group", "state": "accepted"},
            "Y2": {"to_unit": "special_team", "state": "returned"},
            "Y3": {"to_unit": "fast_team", "state": "accepted"},
        },
        "approvals": {
            "A1": {"matter": "group_transfer", "state": "refused"},
            "A2": {"matter": "group_transfer", "state": "granted"},
        },
        "recovered": "70.00",
        "payouts": {
            "F1": {"purpose": "claim", "amount": "40.00", "paid_at": at},
            "F2": {"purpose": "claim", "amount": "10.00", "paid_at": None},
            "F3": {"purpose": "fee", "amount": "20.00", "paid_at": at},
        },
        "subjects": {
            "node_overdue": ["RY-D9##1", "RY-D5#K1#1", "RY-D5#K2#1"],
            "overdue_withdrawn": ["RY-D9##1"],
        },
    }
    found = outcome_of(state)
    assert found.paid_out == Decimal("40.00")
    assert found.limits_missed == ("RY-D5", "RY-D5")
    assert found.limits_entered_late == ("RY-D9",)
    assert found.way == ("query_group", "fast_team")
    assert found.refused == ("group_transfer",)
    assert outcome_of({**state, "closed_at": None}).method == ""
    assert differences(row(), outcome_of({**state, "closed_at": None}), {}) == ["没有结案"]
