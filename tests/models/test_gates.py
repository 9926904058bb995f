"""A later node presses the earlier one it depends on: it names who holds it up, and blocks only by `gate`."""

from typing import Any

import pytest

from models.acts.envelope import ActKind
from models.errors import Code, Refusal
from models.events import EventKind
from models.gates import check_gates, held_up_by, whose
from models.limits import Limit
from models.nodes import Node
from models.rulebook import Rulebook
from models.rulebook_files import known_courts, load
from tests.models.telling import Tale

pytestmark = pytest.mark.requirement("GS-29", "RY-54")

PLAN, ROUND = "RY-54", "RY-D9"


def changed(**fields: object) -> Rulebook:
    """Ruyang's rulebook with its row of the first round changed."""
    book = load("ruyang")
    limits = tuple(
        Limit.model_validate({**dict(limit), **fields}) if limit.id == ROUND else limit
        for limit in book.limits
    )
    return book.model_copy(update={"limits": limits})


def with_team(book: Rulebook) -> Tale:
    """A case that has just come to its team: plan and first round are both open."""
    tale = Tale(book)
    tale.happens(EventKind.GROUP_ENTERED, unit="fast_team", unit_kind="team", owner="RY020", track="simple")
    return tale


def node(tale: Tale, limit: str) -> Node:
    """The node of a limit."""
    return next(node for node in tale.nodes.values() if node.limit == limit)


def refusal(tale: Tale, book: Rulebook, act: ActKind) -> str:
    """What somebody is told who would do an act now; empty where nothing is in the way."""
    try:
        check_gates(book, tale.nodes.values(), act)
    except Refusal as refused:
        assert refused.code == Code.WRONG_STATE
        return refused.message
    return ""


def test_the_later_node_names_who_holds_it_up() -> None:
    """The earlier obligation, its article and whose it is; once that is done, nobody does."""
    book = changed()
    tale = with_team(book)
    held = held_up_by(tale.nodes.values(), node(tale, ROUND))
    assert [each.limit for each in held] == [PLAN]
    assert whose(held[0], book.names) == f"“{held[0].name}”（三(三)，责任单位：{book.names['owner_unit']}）"
    assert held_up_by(tale.nodes.values(), node(tale, PLAN)) == ()
    assert refusal(tale, book, ActKind.START_ROUND_ONE) == f"须先完成{whose(held[0], book.names)}"
    tale.happens(EventKind.PLAN_MADE)
    assert held_up_by(tale.nodes.values(), node(tale, ROUND)) == ()
    assert refusal(tale, book, ActKind.START_ROUND_ONE) == ""


@pytest.mark.parametrize(
    ("fields", "presses", "blocks"),
    [({}, True, True), ({"gate": False}, True, False), ({"after": (), "gate": True}, False, False)],
)
def test_it_blocks_only_where_the_rulebook_says_so(
    fields: dict[str, object], presses: bool, blocks: bool
) -> None:
    """`after` alone presses; `gate` blocks, and only the act that would fulfil the later node."""
    book = changed(**fields)
    tale = with_team(book)
    assert bool(held_up_by(tale.nodes.values(), node(tale, ROUND))) is presses
    assert bool(refusal(tale, book, ActKind.START_ROUND_ONE)) is blocks
    assert all(not refusal(tale, book, act) for act in ActKind if act is not ActKind.START_ROUND_ONE)


@pytest.mark.parametrize("act", [ActKind.REPORT_FINDING, ActKind.FIND_PROPERTY])
def test_an_urgent_freeze_is_never_blocked(act: ActKind) -> None:
    """Not even where a rulebook would hold it up: what is found is frozen or seized on the spot."""
    book = changed(act=act.value)
    tale = with_team(book)
    gated = node(tale, ROUND)
    assert gated.gate and gated.act == act and held_up_by(tale.nodes.values(), gated)
    assert refusal(tale, book, act) == ""


@pytest.mark.parametrize("court", known_courts())
def test_no_rulebook_holds_up_a_freeze(court: str) -> None:
    """No node that control of property fulfils is gated at any court."""
    controls = {EventKind.CONTROLLED, EventKind.PROPERTY_FOUND, EventKind.MONEY_FOUND}
    gated = [limit for limit in load(court).limits if limit.gate]
    assert [limit.id for limit in gated if {done.event for done in limit.done_by} & controls] == []
    assert all(limit.after for limit in gated)


def of_thing(limit: str, subject: str) -> Node:
    """An open node about a thing."""
    return Node(
        key=f"{limit}#{subject}#1",
        limit=limit,
        subject=subject,
        name="x",
        article="x",
        responsible="owner_unit",
        after=(PLAN,) if limit == ROUND else (),
        opened_seq=1,
        started_at=None,
    )


@pytest.mark.parametrize(
    ("earlier", "later", "holds"),
    [("W1", "W1", True), ("W2", "W1", False), ("", "W1", True), ("W1", "", True)],
)
def test_things_wait_for_themselves(earlier: str, later: str, holds: bool) -> None:
    """One thing's late step does not hold up another thing; the whole case's holds up all."""
    nodes = [of_thing(PLAN, earlier), of_thing(ROUND, later)]
    assert bool(held_up_by(nodes, nodes[1])) is holds


def test_gushi_names_what_is_missing_at_the_handover() -> None:
    """Who takes the case over sees whose papers are late; nothing of it keeps the case back (GS-24)."""
    book = load("gushi")
    tale = Tale(book)
    tale.happens(EventKind.CONTROLLED, "M1", kind="bank_deposit", expires_on="2027-05-06", amount="1.00")
    roster = [{"key": "fast_team_1", "load": 0}]
    drawn: dict[str, Any] = {"method": "fixed", "seed": "0", "roster": roster, "chosen": "fast_team_1"}
    tale.happens(EventKind.ASSIGNED, unit="fast_team_1", owner="GS020", unit_draw=drawn, owner_draw=drawn)
    tale.happens(EventKind.HANDOVER_OFFERED, "Y1", unit="fast_team_1", unit_kind="team", owner="GS020")
    handing, taking = node(tale, "GS-D6"), node(tale, "BL-5")
    assert {each.limit for each in held_up_by(tale.nodes.values(), handing)} == {"GS-D3", "GS-D4"}
    (late,) = held_up_by(tale.nodes.values(), taking)
    centre = book.names[late.responsible]
    assert whose(late, book.names) == f"“制作并送达执行通知等格式化文书”（第6条，责任单位：{centre}）"
    assert refusal(tale, book, ActKind.ACCEPT_HANDOVER) == ""
