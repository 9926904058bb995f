"""Who may do an act: role and unit on the day it was done, and the second person where one is wanted."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.absence import Absence
from models.acts.envelope import ActKind
from models.errors import Code, Refusal
from models.events import EventKind
from models.permissions import Membership, check_permission, check_substitute, leading_roles, stood_in
from models.shelf.files import known_courts, load
from tests.models.telling import Tale

DAY = date(2026, 5, 6)
JUDGE = ("fast_team", "judge")
DENIED, WRONG_UNIT, SECOND = "act_not_allowed", "wrong_unit", "second_person_required"


def code(
    tale: Tale,
    kind: ActKind,
    *held: tuple[str, str],
    role: str = "",
    done: frozenset[str] = frozenset(),
    **more: Any,
) -> str:
    """The code with which somebody with these offices is refused; empty when he may."""
    offices = tuple(Membership(unit=unit, role=name, since=DAY) for unit, name in held)
    role = role or (held[0][1] if held else "judge")
    act = tale.act(kind, more.get("data"), actor=more.get("actor", "RY020"), role=role)
    try:
        check_permission(tale.situation, act, offices, more.get("day", DAY), done)
    except Refusal as refused:
        return refused.code
    return ""


def held(tale: Tale | None = None) -> Tale:
    """A simple case in the hands of the fast team."""
    tale = tale or Tale()
    tale.in_team()
    return tale


@pytest.mark.requirement("GS-11", "RY-57")
def test_an_office_holds_between_its_dates() -> None:
    """First and last day included; nobody acts before, after, or without one."""
    office = Membership(unit="x", role="judge", since=date(2026, 5, 1), until=date(2026, 5, 31))
    assert [
        office.on(day) for day in (date(2026, 4, 30), date(2026, 5, 1), date(2026, 5, 31), date(2026, 6, 1))
    ] == [
        False,
        True,
        True,
        False,
    ]
    assert code(held(), ActKind.MAKE_PLAN) == DENIED
    assert code(held(), ActKind.MAKE_PLAN, JUDGE, day=date(2026, 5, 5)) == DENIED
    assert code(held(), ActKind.MAKE_PLAN, JUDGE) == ""


@pytest.mark.requirement("RY-54")
def test_role_and_unit_must_both_fit_the_act() -> None:
    """A judge of another team, an assistant of this one, a role claimed and not held: none of them may."""
    tale = held()
    assert code(tale, ActKind.MAKE_PLAN, ("ordinary_team_1", "judge")) == WRONG_UNIT
    assert code(tale, ActKind.MAKE_PLAN, ("fast_team", "judge_assistant")) == DENIED
    assert code(tale, ActKind.MAKE_PLAN, ("fast_team", "clerk"), role="judge") == DENIED
    assert code(
        tale, ActKind.MAKE_PLAN, ("fast_team", "clerk"), ("ordinary_team_1", "judge"), role="judge"
    ) == (WRONG_UNIT)
    assert code(tale, ActKind.MAKE_PLAN, ("ordinary_team_1", "judge"), JUDGE) == ""


def test_the_owner_of_the_case_is_a_role_of_its_own() -> None:
    """Whoever owns the case may do what owners may; somebody else claiming it may not."""
    tale = held()
    assert code(tale, ActKind.ORDER_PAYOUT, JUDGE, role="case_owner") == ""
    assert code(tale, ActKind.ORDER_PAYOUT, JUDGE, role="case_owner", actor="RY030") == DENIED
    assert code(tale, ActKind.MAKE_PLAN, JUDGE, role="case_owner") == DENIED


@pytest.mark.requirement("NB-119", "RY-38")
def test_a_matter_is_decided_by_its_own_approver() -> None:
    """Each matter by the role the rulebook names; a request nobody made by nobody in particular."""
    tale = held()
    tale.happens(EventKind.APPROVAL_REQUESTED, "A1", matter="fine", by="RY020")
    tale.happens(EventKind.APPROVAL_REQUESTED, "A2", matter="simple_to_ordinary", by="RY020")
    president, director = ("affairs_centre", "court_president"), ("affairs_centre", "bureau_director")
    for approval, may, may_not in (("A1", president, director), ("A2", director, president)):
        data = {"approval": approval, "granted": True}
        assert code(tale, ActKind.DECIDE_APPROVAL, may, data=data) == ""
        assert code(tale, ActKind.DECIDE_APPROVAL, may_not, data=data) == DENIED


@pytest.mark.requirement("RY-40")
def test_a_closing_is_reviewed_where_its_method_says_and_by_somebody_else() -> None:
    """The unit of the method, any role; whoever proposed any closing of the case may not."""
    for method, unit in (("termination", "terminated_case_group"), ("ended", "supervision_group")):
        tale = held()
        tale.happens(EventKind.CLOSING_PROPOSED, method=method, ground="x")
        assert code(tale, ActKind.REVIEW_CLOSING, (unit, "judge_assistant")) == ""
        assert code(tale, ActKind.REVIEW_CLOSING, JUDGE) == WRONG_UNIT
        done = frozenset({"propose_closing"})
        assert code(tale, ActKind.REVIEW_CLOSING, (unit, "judge_assistant"), done=done) == SECOND


@pytest.mark.requirement("GS-12", "GS-32")
def test_the_key_has_one_keeper_where_there_is_a_key() -> None:
    """Gushi: the keeper in the affairs centre alone; Ruyang: anybody of the query group."""
    gushi, ruyang = Tale(book=load("gushi")), Tale()
    assert code(gushi, ActKind.VERIFY_IDENTITY, ("affairs_centre", "key_holder")) == ""
    assert code(gushi, ActKind.VERIFY_IDENTITY, ("affairs_centre", "judge_assistant")) == DENIED
    assert code(gushi, ActKind.VERIFY_IDENTITY, ("fast_team_1", "key_holder")) == WRONG_UNIT
    assert code(ruyang, ActKind.VERIFY_IDENTITY, ("query_group", "clerk")) == ""


@pytest.mark.requirement("CV-13")
def test_a_handover_is_taken_by_the_team_it_is_offered_to() -> None:
    """The receiving team accepts or returns; the sender may do neither, but offers again."""
    tale = Tale()
    draw = {"method": "fixed", "seed": "s", "roster": [{"key": "fast_team"}], "chosen": "fast_team"}
    owner = {**draw, "roster": [{"key": "RY020"}], "chosen": "RY020"}
    tale.happens(EventKind.ASSIGNED, unit="fast_team", owner="RY020", unit_draw=draw, owner_draw=owner)
    for kind in (ActKind.ACCEPT_HANDOVER, ActKind.RETURN_HANDOVER):
        assert code(tale, kind, ("fast_team", "clerk")) == ""
        assert code(tale, kind, ("query_group", "clerk")) == WRONG_UNIT
    assert code(tale, ActKind.OFFER_HANDOVER, ("query_group", "clerk")) == ""
    assert code(tale, ActKind.OFFER_HANDOVER, ("fast_team", "clerk")) == WRONG_UNIT


@pytest.mark.parametrize("court", known_courts())
def test_somebody_in_the_court_can_do_every_act(court: str) -> None:
    """No act is open to nobody: each names a role, or whom the case itself points to."""
    book = load(court)
    units = {unit.key for unit in book.units} | {"owner_unit", "receiver", ""}
    for permission in book.acts:
        assert permission.roles or permission.person, permission.act
        assert permission.unit in units, permission.act


@pytest.mark.requirement("RY-54", "CV-13")
def test_nobody_acts_for_a_team_that_has_not_got_the_case() -> None:
    """Before the handover was accepted what belongs to the owner's unit is nobody's, whatever his office."""
    tale = Tale()
    for kind in (ActKind.PROPOSE_CLOSING, ActKind.DECIDE_MEASURE, ActKind.REQUEST_CONVERSION):
        assert code(tale, kind, ("ordinary_team_1", "judge")) in ("wrong_state", WRONG_UNIT), kind
    assert code(held(), ActKind.PROPOSE_CLOSING, JUDGE) == ""


def away(*absent: tuple[str, str]) -> tuple[Absence, ...]:
    """Who is away on the day, and who acts for them."""
    return tuple(Absence(staff=staff, since=DAY, until=DAY, substitute=other) for staff, other in absent)


@pytest.mark.requirement("CV-12")
@pytest.mark.parametrize(
    ("absences", "actor", "code"),
    [
        ((("RY020", "RY030"),), "RY030", ""),
        ((), "RY030", Code.NOBODY_ABSENT),
        ((("RY021", "RY030"),), "RY030", Code.NOBODY_ABSENT),
        ((("RY020", "RY030"),), "RY040", Code.NOT_THE_SUBSTITUTE),
        ((("RY020", ""),), "RY030", Code.NOT_THE_SUBSTITUTE),
        ((("RY020", "RY030"), ("RY030", "RY040")), "RY030", Code.NOT_THE_SUBSTITUTE),
        ((("RY020", "RY030"), ("RY030", "RY040")), "RY040", ""),
    ],
)
def test_nobody_signs_for_somebody_who_is_there(
    absences: tuple[tuple[str, str], ...], actor: str, code: str
) -> None:
    """On behalf of a person away that day, by who acts for them then, and by nobody else."""
    act = held().act(ActKind.MAKE_PLAN, actor=actor).model_copy(update={"on_behalf_of": "RY020"})
    try:
        check_substitute(act, away(*absences), DAY)
        found = ""
    except Refusal as refused:
        found = refused.code
    assert found == code
    check_substitute(act.model_copy(update={"on_behalf_of": ""}), (), DAY)


@pytest.mark.requirement("RY-54", "CV-12")
def test_a_substitute_takes_the_place_and_never_the_rank() -> None:
    """A judge of another team acts in this one; an assistant does not become a judge; owners' acts follow."""
    tale = held()
    judge = Membership(unit="fast_team", role="judge", since=DAY)
    head = Membership(unit="fast_team", role="team_head", since=DAY)
    other = Membership(unit="ordinary_team_1", role="judge", since=DAY)
    assistant = Membership(unit="fast_team", role="judge_assistant", since=DAY)
    past = Membership(unit="query_group", role="judge", since=DAY, until=DAY)
    assert stood_in((other,), (judge, head, past), DAY) == (judge, past)
    assert stood_in((other,), (judge, past), DAY + timedelta(days=1)) == (judge,)
    assert stood_in((assistant,), (judge, head), DAY) == ()

    def refused(kind: ActKind, role: str, places: tuple[Membership, ...]) -> str:
        act = tale.act(kind, actor="RY030", role=role).model_copy(update={"on_behalf_of": "RY020"})
        try:
            check_permission(tale.situation, act, places, DAY, frozenset())
        except Refusal as refusal:
            return refusal.code
        return ""

    assert refused(ActKind.MAKE_PLAN, "judge", (judge,)) == ""
    assert refused(ActKind.PROPOSE_CLOSING, "case_owner", (judge,)) == ""
    assert refused(ActKind.MAKE_PLAN, "judge", ()) == DENIED
    assert code(tale, ActKind.PROPOSE_CLOSING, JUDGE, role="case_owner", actor="RY030") == DENIED


@pytest.mark.requirement("RY-57", "JL-12")
@pytest.mark.parametrize(
    ("court", "unit", "held", "leads"),
    [
        ("shangqiu", "ordinary_team", ("ordinary_team", "team_head"), True),
        ("shangqiu", "ordinary_team", ("fast_team_1", "team_head"), False),
        ("shangqiu", "ordinary_team", ("ordinary_team", "judge"), False),
        ("shangqiu", "clerical_group", ("command_centre", "centre_head"), True),
        ("shangqiu", "command_centre", ("clerical_group", "centre_head"), False),
        ("shangqiu", "ordinary_team", ("command_centre", "bureau_director"), True),
        ("jianli", "G3", ("G3", "group_leader"), True),
        ("jianli", "G3", ("G2", "group_leader"), False),
        ("jianli", "G3", ("G3", "enforcement_officer"), False),
    ],
)
def test_who_leads_a_unit(court: str, unit: str, held: tuple[str, str], leads: bool) -> None:
    """Its head, the head of a unit above it, and those the rules name for the whole court."""
    book = load(court)
    rule = next(act for act in book.acts if act.act == ActKind.REASSIGN_CASE)
    membership = Membership(unit=held[0], role=held[1], since=DAY)
    assert leading_roles(book, rule, (membership,), (unit,)) == ((held[1],) if leads else ())


@pytest.mark.requirement("RY-57")
def test_a_leader_gives_away_what_their_unit_has() -> None:
    """The head of the unit and the director; not the judges, not the head of another unit."""
    tale = held()
    give: dict[str, Any] = {"data": {"absent": "RY020", "reason": "请假"}}
    assert code(tale, ActKind.REASSIGN_CASE, ("affairs_centre", "bureau_director"), **give) == ""
    assert code(tale, ActKind.REASSIGN_CASE, ("fast_team", "bureau_deputy_director"), **give) == ""
    for office in (JUDGE, ("query_group", "group_leader"), ("affairs_centre", "centre_head")):
        assert code(tale, ActKind.REASSIGN_CASE, office, **give) == DENIED
    other: dict[str, Any] = {"data": {"absent": "RY099", "reason": "请假"}}
    assert code(tale, ActKind.REASSIGN_CASE, ("affairs_centre", "bureau_director"), **other) == "wrong_state"


# --- what must be granted before anybody may (审批) ---------------------------------------------------


def arrived(tale: Tale) -> Tale:
    """Money on the account of a case the fast team holds."""
    held(tale).happens(EventKind.MONEY_ARRIVED, "K1", amount="100.00", origin="voluntary", arrival_ref="x")
    return tale


def pays(tale: Tale, **data: Any) -> str:
    """The code with which the judge's payout of that money is refused; empty when he may order it."""
    order = {"arrival": "K1", "payee": "applicant-1", "amount": "100.00", **data}
    act = tale.act(ActKind.ORDER_PAYOUT, order, role="judge")
    judge = Membership(unit="fast_team", role="judge", since=DAY)
    try:
        check_permission(tale.situation, act, (judge,), DAY, frozenset())
    except Refusal as refused:
        return refused.code
    return ""


def decided(tale: Tale, request: str, matter: str, target: str, *, granted: bool) -> None:
    """A request and its decision."""
    tale.happens(EventKind.APPROVAL_REQUESTED, request, matter=matter, target=target)
    tale.happens(EventKind.APPROVAL_DECIDED, request, matter=matter, granted=granted)


@pytest.mark.requirement("NB-80", "NB-150", "RY-32")
@pytest.mark.parametrize("court", known_courts())
def test_no_eviction_notice_without_the_president(court: str) -> None:
    """Of this thing, of this matter, and granted: nothing less, in every court."""
    book = load(court)
    rule = next(rule for rule in book.acts if rule.act == ActKind.ISSUE_EVICTION_NOTICE)
    assert [(each.matter, each.target) for each in rule.approved] == [("eviction_notice", "asset")]
    (matter,) = [each for each in book.approvals if each.matter == "eviction_notice"]
    assert matter.on_request and tuple(matter.approver) == ("court_president",)
    tale = held()
    notice: dict[str, Any] = {"data": {"asset": "W1", "until": "2026-06-05"}}

    def refused() -> str:
        return code(tale, ActKind.ISSUE_EVICTION_NOTICE, JUDGE, **notice)

    assert refused() == Code.APPROVAL_REQUIRED
    decided(tale, "A1", "eviction_notice", "W2", granted=True)
    decided(tale, "A2", "search", "W1", granted=True)
    decided(tale, "A3", "eviction_notice", "W1", granted=False)
    tale.happens(EventKind.APPROVAL_REQUESTED, "A4", matter="eviction_notice", target="W1")
    assert refused() == Code.APPROVAL_REQUIRED
    tale.happens(EventKind.APPROVAL_DECIDED, "A4", matter="eviction_notice", granted=True)
    assert refused() == ""
    assert code(tale, ActKind.ISSUE_EVICTION_NOTICE, ("fast_team", "clerk"), **notice) == DENIED


@pytest.mark.requirement("NB-232")
@pytest.mark.parametrize("court", known_courts())
def test_nobody_else_is_paid_without_a_grant(court: str) -> None:
    """Money goes to the applicant; to another only with a grant for that arrival, in every court."""
    rule = next(rule for rule in load(court).acts if rule.act == ActKind.ORDER_PAYOUT)
    assert {each.matter for each in rule.approved} == {"payee_other"}
    tale = arrived(Tale())
    assert pays(tale, payee="other") == Code.APPROVAL_REQUIRED
    decided(tale, "A1", "payee_other", "K1", granted=True)
    assert pays(tale, payee="other") == ""


@pytest.mark.requirement("NB-232", "NB-243")
@pytest.mark.parametrize("court", known_courts())
def test_a_creditor_of_the_plan_is_nobody_else(court: str) -> None:
    """Paid under the plan, it needs no grant of its own; without the plan it does, in every court."""
    (rule,) = [rule for rule in load(court).acts if rule.act == ActKind.ORDER_PAYOUT]
    assert [dict(each.where) for each in rule.approved] == [{"payee": "other", "plan": ["", None]}]
    tale = arrived(Tale())
    assert pays(tale, payee="other", plan="") == Code.APPROVAL_REQUIRED
    assert pays(tale, payee="other", plan="P1") == ""


@pytest.mark.requirement("RY-55", "NB-112")
@pytest.mark.parametrize("court", known_courts())
def test_what_the_law_reserves_to_a_panel_waits_for_it(court: str) -> None:
    """The terms of an auction for each thing, and a termination nobody agreed to, in every court."""
    book = load(court)
    acts = {rule.act: rule for rule in book.acts}
    wanted = {
        ActKind.PLAN_AUCTION: ("panel_auction_terms", {}),
        ActKind.PROPOSE_CLOSING: (
            "panel_termination",
            {"method": "termination", "applicant_agrees": [False, None]},
        ),
    }
    for kind, (matter, where) in wanted.items():
        assert [(each.matter, dict(each.where)) for each in acts[kind].approved] == [(matter, where)]
        assert [each.panel for each in book.approvals if each.matter == matter] == [True]


@pytest.mark.requirement("NB-79", "RY-55")
@pytest.mark.parametrize("court", known_courts())
def test_whatever_may_be_asked_for_lies_in_somebodys_inbox(court: str) -> None:
    """Every matter somebody may put to a decider or a panel opens a node: none waits unseen."""
    book = load(court)
    starts = [
        starts.where.get("matter")
        for limit in book.limits
        for starts in limit.starts
        if starts.event is EventKind.APPROVAL_REQUESTED and limit.act == ActKind.DECIDE_APPROVAL
    ]
    for row in book.approvals:
        seen = any(wanted is None or row.matter in (wanted, *_several(wanted)) for wanted in starts)
        assert seen or not row.on_request, (court, row.matter)


def _several(wanted: object) -> tuple[object, ...]:
    return tuple(wanted) if isinstance(wanted, list) else ()


@pytest.mark.requirement("RY-55", "NB-112")
def test_auction_terms_are_decided_for_each_thing() -> None:
    """What the panel decided for one thing opens no auction of another."""
    tale = held()
    lot: dict[str, Any] = {"data": {"asset": "W1", "round": "first"}}
    assert code(tale, ActKind.PLAN_AUCTION, JUDGE, **lot) == Code.APPROVAL_REQUIRED
    decided(tale, "A1", "panel_auction_terms", "W2", granted=True)
    decided(tale, "A2", "panel_auction_terms", "W1", granted=False)
    assert code(tale, ActKind.PLAN_AUCTION, JUDGE, **lot) == Code.APPROVAL_REQUIRED
    decided(tale, "A3", "panel_auction_terms", "W1", granted=True)
    assert code(tale, ActKind.PLAN_AUCTION, JUDGE, **lot) == ""


@pytest.mark.requirement("SQ-D11")
def test_a_matter_that_goes_up_is_granted_at_the_top() -> None:
    """The lower level's grant alone is not enough."""
    tale = held()
    book = tale.book
    raised = [
        each.model_copy(update={"then": "search"} if each.matter == "eviction_notice" else {})
        for each in book.approvals
    ]
    tale.book = book.model_copy(update={"approvals": tuple(raised)})
    notice: dict[str, Any] = {"data": {"asset": "W1", "until": "2026-06-05"}}
    decided(tale, "A1", "eviction_notice", "W1", granted=True)
    assert code(tale, ActKind.ISSUE_EVICTION_NOTICE, JUDGE, **notice) == Code.APPROVAL_REQUIRED
    decided(tale, "A2", "search", "W1", granted=True)
    assert code(tale, ActKind.ISSUE_EVICTION_NOTICE, JUDGE, **notice) == ""
