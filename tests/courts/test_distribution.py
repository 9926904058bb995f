"""Sharing among creditors in every court: the whole way of a plan, from its making to the last payment."""

from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.acts.envelope import ActKind
from models.clock.passing import passed
from models.errors import Code
from models.events import EventKind
from models.nodes import Passing
from models.shelf.files import load
from tests.courts.handling import does, held_by, refusal
from tests.models.telling import Tale
from workflows.views import money

KIND = EventKind
OUTSIDER = "卯某某"
PARTIES = ("applicant-1", "respondent-1", "respondent-2")
HOLDERS = {
    "gushi": ("ordinary_team_1", "ordinary_team_1", "judge"),
    "ruyang": ("ordinary_team_1", "ordinary_team_1", "judge"),
    "shangqiu": ("ordinary_team", "dispatch_group", "clerk"),
    "jianli": ("G5", "G7", "group_leader"),
    "shihe": ("implementation_team", "implementation_team", "judge"),
}
"""By court the unit that holds the case, and the unit and role that order payouts."""

courts = pytest.mark.parametrize("court", sorted(HOLDERS))


def share(creditor: str, gets: str, claim: str = "10000.00", **more: str) -> dict[str, str]:
    """One creditor's line of a plan."""
    return {"creditor": creditor, "claim": claim, "share": gets, **more}


PLAN: dict[str, Any] = {
    "amount": "1000.00",
    "principle": "proportional",
    "shares": [share("applicant-1", "500.00"), share(OUTSIDER, "500.00")],
}


class Court:
    """A case of one court with 1,500 yuan on its account, and the people who act in it."""

    def __init__(self, court: str) -> None:
        self.unit, self.payer, self.paying_role = HOLDERS[court]
        self.tale = held_by(Tale(book=load(court)), self.unit, "team", owner="XX009", track="ordinary")
        self.tale.happens(KIND.MONEY_ARRIVED, "K1", amount="1500.00", origin="other")

    def judges(self, kind: ActKind, **data: Any) -> None:
        """An act of the team's judge."""
        does(self.tale, kind, data, unit=self.unit, role="judge")

    def receives(self, paper: str, *people: str, **more: str) -> None:
        """These people receive a paper of the plan."""
        for who in people:
            self.judges(ActKind.RECEIVE_DISTRIBUTION_PAPER, plan="P1", paper=paper, recipient=who, **more)

    def order(self, amount: str, payee: str = "applicant-1", plan: str = "P1") -> dict[str, str]:
        """An order to pay, to somebody of the case or to the creditor of the other one."""
        outside = {"payee": "other", "payee_name": OUTSIDER, "payee_account": "62000001"}
        base = {"arrival": "K1", "payee": payee, "amount": amount, "plan": plan}
        return {**base, **outside} if payee == OUTSIDER else base

    def pays(self, *order: str) -> None:
        """An order that is taken, and paid at once."""
        does(self.tale, ActKind.ORDER_PAYOUT, self.order(*order), unit=self.payer, role=self.paying_role)

    def refuses(self, *order: str) -> str:
        """With which code an order is refused; empty where it would be taken."""
        refused = refusal(
            self.tale, ActKind.ORDER_PAYOUT, self.order(*order), unit=self.payer, role=self.paying_role
        )
        return refused.code if refused else ""

    def time_runs_out(self, limit: str) -> None:
        """All open times of that limit end, as the case's clock writes it."""
        for node in [each for each in self.tale.nodes.values() if each.limit == limit and each.open]:
            event = passed(node, Passing.LIMIT)
            assert event is not None and event.kind is node.lapses and event.occurred_at == node.due_at
            self.tale.now = max(self.tale.now, event.occurred_at)
            self.tale.tell(event)


@courts
@pytest.mark.requirement("NB-243")
def test_nothing_goes_out_under_a_plan_before_everybodys_time_is_over(court: str) -> None:
    """Not one yuan with one term open; all of it afterwards, to the cent, once. The rest was never slowed."""
    case = Court(court)
    case.judges(ActKind.PLAN_DISTRIBUTION, **PLAN)
    assert case.tale.state.recovered == Decimal("1000.00")  # What others get never counts as the applicant's.
    assert case.refuses("500.01", "applicant-1", "") == Code.DISTRIBUTION_HELD
    case.pays("500.00", "applicant-1", "")
    case.receives("plan", *PARTIES)
    case.time_runs_out("NB-243")
    waiting = refusal(
        case.tale, ActKind.ORDER_PAYOUT, case.order("0.01"), unit=case.payer, role=case.paying_role
    )
    assert waiting is not None and waiting.code == Code.DISTRIBUTION_HELD
    assert "creditor-2 尚未签收" in waiting.message and OUTSIDER not in waiting.message
    case.receives("plan", OUTSIDER)
    assert case.refuses("0.01") == Code.DISTRIBUTION_HELD
    case.time_runs_out("NB-243")
    assert case.refuses("500.01") == Code.BAD_DATA
    case.pays("500.00")
    case.pays("500.00", OUTSIDER)
    assert {case.refuses("0.01", who) for who in ("applicant-1", OUTSIDER)} == {Code.BAD_DATA}
    assert case.tale.state.arrivals["K1"].ordered_out == Decimal("1500.00")
    assert case.tale.state.recovered == Decimal("1000.00")


@courts
@pytest.mark.requirement("NB-244")
def test_an_objection_nobody_opposes_is_followed(court: str) -> None:
    """It holds exactly what it disputes, and when all are silent the plan is corrected by it."""
    case = Court(court)
    case.judges(ActKind.PLAN_DISTRIBUTION, **PLAN)
    case.receives("plan", *PARTIES, OUTSIDER)
    objection = {"plan": "P1", "recipient": OUTSIDER, "answer": "opposes", "statement": "债权数额有误"}
    case.judges(
        ActKind.ANSWER_DISTRIBUTION, **objection, disputed=[{"creditor": "applicant-1", "amount": "125.00"}]
    )
    case.time_runs_out("NB-243")
    (line,) = money(case.tale.state).plans
    assert (line.set_aside, line.disputes, line.waits_for) == (Decimal("125.00"), ("P1/Y1",), ())
    assert case.refuses("375.01") == Code.DISTRIBUTION_HELD
    case.pays("375.00")
    case.pays("500.00", OUTSIDER)
    case.receives("objection", *PARTIES, objection="P1/Y1")
    shares = [share("applicant-1", "375.00", "6000.00"), share(OUTSIDER, "625.00")]
    follows = {"objection": "P1/Y1", "outcome": "corrected", "basis": "审查笔录", "shares": shares}
    early = refusal(
        case.tale,
        ActKind.SETTLE_DISTRIBUTION,
        {**follows, "principle": "proportional"},
        unit=case.unit,
        role="judge",
    )
    assert early is not None and early.code == Code.WRONG_STATE
    case.time_runs_out("NB-244.1")
    case.judges(ActKind.SETTLE_DISTRIBUTION, **follows, principle="proportional")
    assert case.refuses("0.01") == Code.BAD_DATA
    case.pays("125.00", OUTSIDER)
    assert money(case.tale.state).plans[0].set_aside == 0
    assert case.tale.state.plans["P1"].reserved("K1") == 0


@courts
@pytest.mark.requirement("NB-245")
def test_a_suit_keeps_the_sum_and_no_suit_lets_it_go(court: str) -> None:
    """Opposed, the objector has fifteen days; one who sues keeps the sum aside, one who does not gives up."""
    for sues in (True, False):
        case = Court(court)
        case.judges(ActKind.PLAN_DISTRIBUTION, **PLAN)
        case.receives("plan", *PARTIES, OUTSIDER)
        objection = {"plan": "P1", "recipient": "respondent-1", "answer": "opposes", "statement": "已清偿"}
        disputed = [{"creditor": OUTSIDER, "amount": "200.00"}]
        case.judges(ActKind.ANSWER_DISTRIBUTION, **objection, disputed=disputed)
        case.receives("objection", OUTSIDER, objection="P1/Y1")
        says = {"objection": "P1/Y1", "recipient": OUTSIDER, "answer": "opposes", "statement": "没有清偿"}
        case.judges(ActKind.ANSWER_DISTRIBUTION_OBJECTION, **says)
        case.receives("opposition", "respondent-1", objection="P1/Y1")
        case.time_runs_out("NB-243")
        assert case.refuses("300.01", OUTSIDER) == Code.DISTRIBUTION_HELD
        case.pays("300.00", OUTSIDER)
        case.pays("500.00")
        if sues:
            case.judges(ActKind.RECORD_DISTRIBUTION_SUIT, objection="P1/Y1", suit="民初1号")
            assert not [node for node in case.tale.nodes.values() if node.limit == "NB-245" and node.open]
            assert case.refuses("0.01", OUTSIDER) == Code.DISTRIBUTION_HELD
            judged = {"objection": "P1/Y1", "outcome": "judged", "basis": "民初1号判决"}
            shares = [share("applicant-1", "700.00"), share(OUTSIDER, "300.00")]
            case.judges(ActKind.SETTLE_DISTRIBUTION, **judged, shares=shares)
            assert case.refuses("0.01", OUTSIDER) == Code.BAD_DATA
            case.pays("200.00")
        else:
            case.time_runs_out("NB-245")
            case.pays("200.00", OUTSIDER)
        assert case.tale.state.plans["P1"].reserved("K1") == 0


@pytest.mark.requirement("NB-243")
def test_a_late_objection_is_entered_and_holds_nothing() -> None:
    """One raised in time and entered late holds what has not gone out yet."""
    case = Court("ruyang")
    case.judges(ActKind.PLAN_DISTRIBUTION, **PLAN)
    case.receives("plan", *PARTIES, OUTSIDER)
    raised_at = case.tale.now
    case.time_runs_out("NB-243")
    case.tale.passes(days=1)
    objection = {"plan": "P1", "recipient": OUTSIDER, "answer": "opposes", "statement": "债权数额有误"}
    disputed = [{"creditor": "applicant-1", "amount": "500.00"}]
    case.judges(ActKind.ANSWER_DISTRIBUTION, **objection, disputed=disputed)
    assert case.tale.told(KIND.DISTRIBUTION_OBJECTED).facts["in_time"] is False
    assert not case.tale.has("NB-244") and case.refuses("400.00") == ""
    case.pays("400.00")
    case.tale.now = raised_at
    case.judges(ActKind.ANSWER_DISTRIBUTION, **objection, disputed=disputed)
    assert case.tale.told(KIND.DISTRIBUTION_OBJECTED).subject == "P1/Y2"
    assert case.refuses("0.01") == Code.DISTRIBUTION_HELD
    assert case.tale.state.plans["P1"].set_aside == Decimal("100.00")


@pytest.mark.requirement("NB-245")
def test_a_suit_brought_in_time_and_entered_late_holds_the_sum_again() -> None:
    """After the end was written down the sum was free; the suit dated before it takes that back."""
    case = Court("ruyang")
    case.judges(ActKind.PLAN_DISTRIBUTION, **PLAN)
    case.receives("plan", *PARTIES, OUTSIDER)
    objection = {"plan": "P1", "recipient": "respondent-1", "answer": "opposes", "statement": "已清偿"}
    disputed = [{"creditor": OUTSIDER, "amount": "200.00"}]
    case.judges(ActKind.ANSWER_DISTRIBUTION, **objection, disputed=disputed)
    case.receives("objection", OUTSIDER, objection="P1/Y1")
    says = {"objection": "P1/Y1", "recipient": OUTSIDER, "answer": "opposes", "statement": "没有清偿"}
    case.judges(ActKind.ANSWER_DISTRIBUTION_OBJECTION, **says)
    case.receives("opposition", "respondent-1", objection="P1/Y1")
    sued_at = case.tale.now
    case.time_runs_out("NB-243")
    case.time_runs_out("NB-245")
    assert case.refuses("500.00", OUTSIDER) == ""
    suit = {"objection": "P1/Y1", "suit": "民初1号"}
    case.tale.passes(days=1)
    late = refusal(case.tale, ActKind.RECORD_DISTRIBUTION_SUIT, suit, unit=case.unit, role="judge")
    assert late is not None and late.code == Code.WRONG_STATE
    case.tale.now = sued_at
    case.judges(ActKind.RECORD_DISTRIBUTION_SUIT, **suit)
    assert case.refuses("300.01", OUTSIDER) == Code.DISTRIBUTION_HELD
    assert case.refuses("300.00", OUTSIDER) == ""


@pytest.mark.requirement("NB-243")
def test_a_plan_takes_only_money_no_other_plan_needs() -> None:
    """Arrivals are shared out once; a plan under which nothing went out may be replaced, not added to."""
    case = Court("ruyang")
    case.judges(ActKind.PLAN_DISTRIBUTION, **PLAN)
    again = refusal(case.tale, ActKind.PLAN_DISTRIBUTION, PLAN, unit=case.unit, role="judge")
    assert again is not None and again.code == Code.BAD_DATA and "500.00" in again.message
    unknown = refusal(
        case.tale, ActKind.PLAN_DISTRIBUTION, {**PLAN, "arrivals": ["K9"]}, unit=case.unit, role="judge"
    )
    assert unknown is not None and unknown.code == Code.UNKNOWN_SUBJECT
    whole = {
        **PLAN,
        "amount": "1500.00",
        "shares": [share("applicant-1", "750.00"), share(OUTSIDER, "750.00")],
    }
    case.judges(ActKind.PLAN_DISTRIBUTION, **whole, replaces="P1")
    assert case.tale.state.plans["P1"].reserved("K1") == 0
    assert case.refuses("1.00") == Code.UNKNOWN_SUBJECT
    assert case.refuses("0.01", "applicant-1", "") == Code.DISTRIBUTION_HELD
    assert case.refuses("1.00", "respondent-1", "P2") == Code.BAD_DATA


@pytest.mark.requirement("NB-243")
def test_a_case_under_an_older_rulebook_pays_as_it_always_did() -> None:
    """Its rules know no time to object: the plan reserves and holds nothing."""
    case = Court("ruyang")
    book = case.tale.book
    older = tuple(limit for limit in book.limits if limit.id != "NB-243")
    case.tale.book = book.model_copy(update={"limits": older})
    case.judges(ActKind.PLAN_DISTRIBUTION, **PLAN)
    case.pays("1500.00", "applicant-1", "")
    assert case.tale.state.recovered == Decimal("1500.00")


@pytest.mark.requirement("NB-243", "NB-244", "NB-245")
@given(data=st.data())
def test_no_order_of_events_pays_anybody_twice(data: st.DataObject) -> None:
    """Whatever is received, disputed, withdrawn and ordered, in whatever order: shares and sums hold."""
    case = Court("gushi")
    case.judges(ActKind.PLAN_DISTRIBUTION, **PLAN)
    steps = data.draw(
        st.lists(st.sampled_from(("receive", "lapse", "object", "withdraw", "pay", "free")), max_size=14)
    )
    for step in steps:
        state = case.tale.state
        plan = state.plans["P1"]
        if step == "receive":
            case.receives("plan", *(who for who, term in plan.terms.items() if term.received_at is None))
        elif step == "lapse":
            case.time_runs_out("NB-243")
        elif step == "object":
            case.judges(
                ActKind.ANSWER_DISTRIBUTION,
                plan="P1",
                recipient="respondent-1",
                answer="opposes",
                statement="x",
                disputed=[{"creditor": "applicant-1", "amount": str(data.draw(st.integers(1, 500)))}],
            )
        elif step == "withdraw":
            for each in [each.id for each in plan.objections.values() if each.open][:1]:
                case.judges(ActKind.SETTLE_DISTRIBUTION, objection=each, outcome="withdrawn", basis="x")
        else:
            amount = str(data.draw(st.integers(1, 600)))
            order = (amount, "applicant-1", "P1" if step == "pay" else "")
            may = plan.payable("applicant-1") if step == "pay" else Decimal(500) - _free_out(case)
            assert (case.refuses(*order) == "") == (Decimal(amount) <= may)
            if Decimal(amount) <= may:
                case.pays(*order)
        plan = case.tale.state.plans["P1"]
        for creditor in plan.creditors:
            assert plan.ordered.get(creditor, 0) <= plan.share_of(creditor)
        assert plan.set_aside <= plan.reserved("K1")
        assert case.tale.state.arrivals["K1"].ordered_out + plan.reserved("K1") <= Decimal(1500)


def _free_out(case: Court) -> Decimal:
    """What went out past the plan."""
    return sum((each.amount for each in case.tale.state.payouts.values() if not each.plan), Decimal(0))
