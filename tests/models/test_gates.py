"""A later node presses the earlier one it depends on: it names who holds it up, and blocks only by `gate`."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

import pytest

from models.acts.envelope import ActKind
from models.errors import Code, Refusal
from models.events import Event, EventKind
from models.gates import NEVER_HELD, URGENT, check_gates, held_up_by, whose
from models.limits import Limit
from models.nodes import Node
from models.rulebook import Rulebook
from models.shelf.files import known_courts, load
from models.values import COURT_ZONE
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


STARTS_ROUND = Event(kind=EventKind.ROUND_ONE_STARTED, occurred_at=datetime(2026, 5, 7, 9, tzinfo=COURT_ZONE))
"""What starting the first round means for the case."""


def about(kind: EventKind, subject: str = "", /, **facts: Any) -> Event:
    """What some act would mean for the case."""
    return STARTS_ROUND.model_copy(update={"kind": kind, "subject": subject, "facts": facts})


def refusal(nodes: Iterable[Node], book: Rulebook, *events: Event, act: ActKind = ActKind.SIGN_NODE) -> str:
    """What somebody is told whose act would mean this; empty where nothing is in the way."""
    try:
        check_gates(book, nodes, act, events)
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
    assert refusal(tale.nodes.values(), book, STARTS_ROUND) == f"须先完成{whose(held[0], book.names)}"
    signed = about(EventKind.NODE_DONE, node=ROUND)
    assert refusal(tale.nodes.values(), book, signed) == f"须先完成{whose(held[0], book.names)}"
    assert refusal(tale.nodes.values(), book, about(EventKind.NODE_DONE, node=PLAN)) == ""
    tale.happens(EventKind.PLAN_MADE)
    assert held_up_by(tale.nodes.values(), node(tale, ROUND)) == ()
    assert refusal(tale.nodes.values(), book, STARTS_ROUND) == ""


@pytest.mark.parametrize(
    ("fields", "presses", "blocks"),
    [({}, True, True), ({"gate": False}, True, False), ({"after": (), "gate": True}, False, False)],
)
def test_it_blocks_only_where_the_rulebook_says_so(
    fields: dict[str, object], presses: bool, blocks: bool
) -> None:
    """`after` alone presses; `gate` blocks, and only what would fulfil the later node."""
    book = changed(**fields)
    tale = with_team(book)
    assert bool(held_up_by(tale.nodes.values(), node(tale, ROUND))) is presses
    assert bool(refusal(tale.nodes.values(), book, STARTS_ROUND)) is blocks
    others = [kind for kind in EventKind if kind is not STARTS_ROUND.kind]
    assert all(not refusal(tale.nodes.values(), book, about(kind)) for kind in others)


@pytest.mark.parametrize("kind", sorted(URGENT))
def test_an_urgent_freeze_is_never_blocked(kind: EventKind) -> None:
    """Not even where a rulebook would hold it up: what is found is frozen or seized on the spot."""
    book = changed(done_by=[{"event": kind.value}])
    tale = with_team(book)
    gated = node(tale, ROUND)
    assert gated.gate and held_up_by(tale.nodes.values(), gated)
    assert refusal(tale.nodes.values(), book, about(kind, "W1")) == ""


@pytest.mark.parametrize("act", sorted(NEVER_HELD))
def test_what_may_freeze_is_never_blocked_either(act: ActKind) -> None:
    """The act by which something is found goes through with all it brings."""
    tale = with_team(changed())
    assert refusal(tale.nodes.values(), changed(), STARTS_ROUND) != ""
    assert refusal(tale.nodes.values(), changed(), STARTS_ROUND, act=act) == ""


@pytest.mark.parametrize("court", known_courts())
def test_no_rulebook_holds_up_a_freeze(court: str) -> None:
    """No node that control of property fulfils is gated at any court."""
    gated = [limit for limit in load(court).limits if limit.gate]
    assert [limit.id for limit in gated if {done.event for done in limit.done_by} & URGENT] == []
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
    missing = {each.limit: each for each in held_up_by(tale.nodes.values(), taking)}
    assert missing.keys() == {"GS-D3", "GS-D4"}
    late = missing["GS-D4"]
    centre = book.names[late.responsible]
    assert whose(late, book.names) == f"“制作并送达执行通知等格式化文书”（第6条，责任单位：{centre}）"
    accepted = about(EventKind.HANDOVER_ACCEPTED, "Y1")
    assert refusal(tale.nodes.values(), book, accepted, act=ActKind.ACCEPT_HANDOVER) == ""


def test_a_gate_looks_at_the_thing_the_act_is_about() -> None:
    """One thing's papers are late: its own next step is held up, another thing's is not."""
    book = load("ruyang")
    things = tuple(
        limit.model_copy(
            update={
                "per": "subject",
                "gate": limit.id == ROUND,
                "after": (PLAN,) if limit.id == ROUND else (),
            }
        )
        if limit.id in (PLAN, ROUND)
        else limit
        for limit in book.limits
    )
    book = book.model_copy(update={"limits": things})
    gated = [of_thing(ROUND, thing).model_copy(update={"gate": True}) for thing in ("W1", "W2")]
    nodes = [of_thing(PLAN, "W2"), *gated]
    assert refusal(nodes, book, about(EventKind.ROUND_ONE_STARTED, "W1")) == ""
    assert refusal(nodes, book, about(EventKind.ROUND_ONE_STARTED, "W2")).startswith("须先完成")
    assert refusal(nodes, book, about(EventKind.ROUND_ONE_STARTED, "W3")) == ""


def offered(book: Rulebook) -> Tale:
    """A controlled thing whose case is being handed over."""
    tale = Tale(book)
    tale.happens(EventKind.CONTROLLED, "M1", kind="bank_deposit", expires_on="2027-05-06", amount="1.00")
    tale.happens(EventKind.HANDOVER_OFFERED, "Y1", unit="fast_team_1", unit_kind="team", owner="GS020")
    return tale


def test_a_handover_sees_the_single_things_of_the_case() -> None:
    """It is about the whole case, whatever id it has: the freeze papers of one sum are missing there."""
    book = load("gushi")
    rows = (
        limit.model_copy(update={"after": (*limit.after, "GS-D3")}) if limit.id == "BL-5" else limit
        for limit in book.limits
    )
    tale = offered(book.model_copy(update={"limits": tuple(rows)}))
    taking = node(tale, "BL-5")
    assert (taking.subject, node(tale, "GS-D3").subject) == ("Y1", "M1")
    assert "GS-D3" in {each.limit for each in held_up_by(tale.nodes.values(), taking)}
    tale.happens(EventKind.FREEZE_PAPERS_FILED, "M1")
    assert "GS-D3" not in {each.limit for each in held_up_by(tale.nodes.values(), taking)}


def test_a_thing_waits_for_the_handover_of_its_case() -> None:
    """Shangqiu sells nothing before the team has taken the case over (SQ-T14)."""
    book = load("shangqiu")
    tale = Tale(book)
    tale.happens(EventKind.GROUP_ENTERED, unit="fast_team", unit_kind="team", owner="SQ020", track="simple")
    tale.happens(EventKind.CONTROLLED, "W1", kind="house", disposable_now=True, expires_on="2029-05-06")
    entering = about(EventKind.DISPOSAL_ENTERED, "W1", kind="house")
    assert refusal(tale.nodes.values(), book, entering) == ""
    tale.happens(EventKind.HANDOVER_OFFERED, "Y2", unit="ordinary_team", unit_kind="team", owner="SQ030")
    assert "接收移送" in refusal(tale.nodes.values(), book, entering)
    tale.happens(EventKind.HANDOVER_ACCEPTED, "Y2")
    assert refusal(tale.nodes.values(), book, entering) == ""
