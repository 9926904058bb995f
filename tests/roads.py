"""Ways a test brings a case to a certain point, act by act, as staff would."""

import itertools
from datetime import datetime
from typing import Any

from models.case import CaseState
from models.rulebook_files import load
from models.values import COURT_ZONE
from tests.courthouse import CourtHouse
from tests.filing.samples import good

QUERY, REGISTRAR = "RY010", "RY010"
"""Ruyang's query group."""

FAST_JUDGE = "RY020"
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
    now = state(house, key)
    offer = next(h.id for h in now.handovers.values() if h.state == "offered")
    await house.act(key, "accept_handover", now.assigned_owner, {"handover": offer})
    return now.assigned_owner


async def ruyang_to_team(house: CourtHouse, key: str, **facts: Any) -> str:
    """A Ruyang case in the hands of its team; answers the owner's number."""
    await ruyang_to_triage(house, key, **facts)
    return await accept(house, key)
