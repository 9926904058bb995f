"""What comes up about terminated cases after closing: registered case by case with who manages them."""

from datetime import date, timedelta
from typing import NamedTuple

import pytest

from activities.rosters import load_roster
from models.errors import Code
from models.nodes import NodeState
from tests.activities.attendant import Attendant
from tests.activities.clerk import Clerk
from tests.activities.registrar import TEN, THURSDAY, act, done, refused, registered
from tests.conftest import ROOT


class Managed(NamedTuple):
    """A court's register of terminated cases: its row, and who registers, does and has no part in it."""

    court: str
    duty: str
    opener: tuple[str, str]
    doer: tuple[str, str]
    stranger: tuple[str, str]


SWEEP = Managed(
    "ruyang", "RY-42", ("RY012", "clerk"), ("RY042", "judge_assistant"), ("RY021", "group_leader")
)
POOL_SWEEP = Managed("shangqiu", "SQ-6.12", ("SQ013", "clerk"), ("SQ022", "clerk"), ("SQ084", "clerk"))
LONG = Managed("jianli", "JL-32", ("JL083", "judge_assistant"), ("JL074", "clerk"), ("JL023", "clerk"))

ROWS = [
    pytest.param(SWEEP, marks=pytest.mark.requirement("RY-42")),
    pytest.param(POOL_SWEEP, marks=pytest.mark.requirement("SQ-6")),
    pytest.param(LONG, marks=pytest.mark.requirement("JL-32")),
]

CASES = "（2025）执字第9号", "（2025）执字第10号"
"""Two terminated cases, as a register names them."""


def office_of(clerk: Clerk, court: str) -> Attendant:
    """A court with its roster."""
    load_roster(clerk.database, clerk.books, ROOT / "simulation" / "rosters" / f"{court}.yaml")
    return Attendant(clerk, court=court)


@pytest.mark.parametrize("row", ROWS)
def test_each_terminated_case_is_listed_with_its_group_until_it_is_done(clerk: Clerk, row: Managed) -> None:
    """One line a case, registered once; the group alone ends it, and the other case stays on the list."""
    office = office_of(clerk, row.court)
    first, second = (registered(office, act(office, row.duty, *row.opener, case)) for case in CASES)
    assert refused(office, act(office, row.duty, *row.doer, CASES[0])) == Code.ALREADY_DONE
    assert refused(office, act(office, row.duty, *row.stranger, CASES[0])) == Code.WRONG_UNIT
    assert first.node.responsible == second.node.responsible
    assert done(office, first, *row.stranger) == Code.WRONG_UNIT
    assert done(office, first, *row.doer) == ""
    assert not office.node(row.duty, THURSDAY, 1).open and office.node(row.duty, THURSDAY, 2).open
    assert clerk.casework.rebuild_duties(write=False) == {}


@pytest.mark.requirement("JL-32")
def test_a_case_with_long_running_performance_is_listed_and_never_late(clerk: Clerk) -> None:
    """The group has it for years: nothing is due, nobody is reminded (no number in the document)."""
    office = office_of(clerk, "jianli")
    node = registered(office, act(office, LONG.duty, *LONG.opener, CASES[0])).node
    assert (node.responsible, node.due_at, node.warn_at, node.next_passing()) == ("G6", None, None, None)
    assert node.state_at(TEN + timedelta(days=3 * 365)) is NodeState.SOFT


@pytest.mark.requirement("RY-42")
def test_a_lead_of_the_sweep_reminds_the_terminated_case_group(clerk: Clerk) -> None:
    """To be answered in time, without a number: the group is reminded, and is never late (CV-3)."""
    office = office_of(clerk, "ruyang")
    node = registered(office, act(office, SWEEP.duty, *SWEEP.opener, CASES[0])).node
    assert (node.responsible, node.due_at) == ("terminated_case_group", None)
    assert node.warn_at is not None and node.warn_at.date() > date(2026, 5, 7)
