"""Ways a test brings a case to a certain point, act by act, as staff would."""

import asyncio
import itertools
from datetime import datetime
from typing import Any

from models.case import ApprovalState, CaseState
from models.events import EventKind
from models.shelf.files import load
from models.values import COURT_ZONE
from simulation.outside.settings import Takes
from tests.courthouse import PATIENCE, CourtHouse
from tests.filing.samples import good

QUERY, REGISTRAR = "RY010", "RY010"
"""Ruyang's query group."""

FAST_JUDGE = "RY020"
PANEL = ["RY020", "RY030", "RY040"]
"""Three judges of Ruyang."""
SUPERVISOR, TERMINATION_REVIEWER = "RY070", "RY060"
DIRECTOR, PRESIDENT = "RY090", "RY099"


_serials = itertools.count(1)
"""One server serves all tests of a process: every case has a number of its own."""


def filing(**changes: Any) -> dict[str, Any]:
    """A filing of today, with a case number no other test has."""
    return good(next(_serials), **{"filed_at": datetime.now(COURT_ZONE).isoformat(), **changes})


def respondent(**truth: Any) -> dict[str, Any]:
    """The truth about the only respondent: reachable electronically, and what else is named."""
    reached = {
        "confirmation": {"address": "某省某县某路2号", "phone": "13000000001", "electronic_consent": True},
        "service": {"electronic": {"outcome": "delivered"}},
        "holdings": [],
    }
    return {"parties": {"respondent-1": {**reached, **truth}}}


def deposit(amount: str) -> dict[str, Any]:
    """A bank deposit the national system shows."""
    return {"kind": "bank_deposit", "amount": amount, "seen_by": ["national"]}


def state(house: CourtHouse, key: str) -> CaseState:
    """The case as the register has it."""
    return house.desk.casework.view(key).state


async def reception(house: CourtHouse, key: str, staff: str, **facts: Any) -> None:
    """The first reception with every topic and signature the court wants."""
    book = load(key.split(":")[0])
    await house.act(
        key,
        "hold_reception",
        staff,
        {
            "topics": [topic.key for topic in book.reception.topics],
            "signers": list(book.reception.signers),
            "facts": facts,
        },
    )


async def ruyang_to_triage(house: CourtHouse, key: str, **facts: Any) -> None:
    """A Ruyang case through the parallel preparation and the first interview."""
    await house.act(key, "register_case", REGISTRAR)
    for institution in load("ruyang").offline.institutions:
        await house.act(key, "report_finding", QUERY, {"institution": institution.key})
    while "network_query" in (await house.settle(key)).stages:
        await house.forward(key, hours=6)
    while "documents" in (await house.settle(key)).stages:
        await house.forward(key, hours=12)
    await reception(house, key, QUERY, **facts)


async def accept(house: CourtHouse, key: str) -> str:
    """The drawn team accepts the case; answers the owner's number."""
    offered = EventKind.HANDOVER_OFFERED
    await house.eventually(key, lambda _: state(house, key).seen(offered))
    now = state(house, key)
    offer = next(h.id for h in now.handovers.values() if h.state == "offered")
    await house.act(key, "accept_handover", now.assigned_owner, {"handover": offer})
    return now.assigned_owner


async def ruyang_to_team(house: CourtHouse, key: str, **facts: Any) -> str:
    """A Ruyang case in the hands of its team; answers the owner's number."""
    await ruyang_to_triage(house, key, **facts)
    return await accept(house, key)


async def auction_terms(house: CourtHouse, key: str, judge: str, asset: str) -> None:
    """A panel of three judges decides reserve, step, deposit and priority bidders of a thing (NB-112)."""
    ask = {"matter": "panel_auction_terms", "target": asset, "reason": "报请确定拍卖条件"}
    await house.act(key, "request_approval", judge, ask)
    request = next(r.id for r in state(house, key).approvals.values() if r.state is ApprovalState.OPEN)
    said = {"approval": request, "granted": True, "conclusion": "一致同意"}
    record = {"record": f"合议-{request}", "presiding": PANEL[0], "members": PANEL, "conclusions": [said]}
    await house.act(key, "record_panel", judge, record)


# --- without waiting, Ruyang to its closing ---------------------------------------------------------

AT_ONCE = {"unit": "seconds", "least": 0, "most": 0}


def hurry(house: CourtHouse) -> None:
    """The outside answers at once from now on, so that a whole case needs no skipped time."""
    house.outside.post("/settings", {"latency": {name.value: AT_ONCE for name in Takes}})


async def _reception(house: CourtHouse, key: str) -> None:
    await reception(house, key, QUERY)


async def _findings(house: CourtHouse, key: str) -> None:
    for institution in load("ruyang").offline.institutions:
        await house.act(key, "report_finding", QUERY, {"institution": institution.key})


async def _plan(house: CourtHouse, key: str) -> None:
    owner = state(house, key).owner
    await house.act(key, "make_plan", owner, {"plan": "扣划存款后结案"})
    await house.act(key, "start_round_one", owner)


async def _deduct(house: CourtHouse, key: str) -> None:
    """What is frozen is deducted: claim and fee."""
    for item, money in state(house, key).money.items():
        order = {"item": item, "amount": str(money.frozen_amount)}
        await house.act(key, "order_deduction", FAST_JUDGE, order)


async def _pay_out(house: CourtHouse, key: str) -> None:
    """The claim goes to the applicant, what is above it to the court as fee."""
    now = state(house, key)
    for payee, purpose, amount in (
        ("applicant-1", "claim", now.claim),
        ("court", "fee", now.unpaid - now.claim),
    ):
        order = {"arrival": "K1", "payee": payee, "purpose": purpose, "amount": str(amount)}
        await house.act(key, "order_payout", FAST_JUDGE, order)


async def _propose(house: CourtHouse, key: str) -> None:
    await house.act(
        key, "propose_closing", FAST_JUDGE, {"method": "fully_executed", "ground": "全部执行到位"}
    )


async def _register(house: CourtHouse, key: str) -> None:
    await house.act(key, "register_case", REGISTRAR)


async def _accept(house: CourtHouse, key: str) -> None:
    await accept(house, key)


SIMPLE_CASE = (_register, _findings, _reception, _accept, _plan, _deduct, _pay_out, _propose)
"""What staff do in a simple case whose money is found at once, up to its review."""


async def simple_case(house: CourtHouse) -> str:
    """A claim covered by a deposit, filed where the outside answers at once."""
    hurry(house)
    truth = respondent(holdings=[deposit("120000.00")])
    delivered = {"outcome": "delivered"}
    truth["parties"]["applicant-1"] = {"service": {"electronic": delivered, "post": delivered}}
    return await house.file(filing(claim_amount="80000.00"), truth)


async def reviewed(house: CourtHouse, key: str, reviewer: str = SUPERVISOR) -> CaseState:
    """The closing approved, the case closed; as the register keeps it."""
    await house.desk.act(key, "review_closing", reviewer, {"approved": True})
    async with asyncio.timeout(PATIENCE):
        await house.handle(key).result()
    return state(house, key)


# --- Gushi ------------------------------------------------------------------------------------------

CENTRE, KEY_HOLDER, GUSHI_DIRECTOR = "GS010", "GS012", "GS090"


def gushi_filing(**changes: Any) -> dict[str, Any]:
    """A filing of today at Gushi."""
    made = filing(court="gushi", **changes)
    return {**made, "case_no": made["case_no"].replace("豫0326", "豫1525")}


async def gushi_received(house: CourtHouse, key: str) -> None:
    """Received and identified: the first reception may be held."""
    await house.act(key, "register_case", CENTRE)
    await house.act(key, "verify_identity", KEY_HOLDER)


async def gushi_to_triage(house: CourtHouse, key: str, **facts: Any) -> None:
    """A Gushi case up to its triage: reception before the queries."""
    await gushi_received(house, key)
    await reception(house, key, CENTRE, **facts)
    while "triage" not in (await house.settle(key)).stages:
        await house.forward(key, hours=12)
