"""What staff of a court know by heart: who does what, what a form asks, what a node makes them register."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]

Hours = tuple[float, float]
"""Office hours an act takes: at least, at most."""

ALL = ("judge_assistant", "enforcement_officer", "clerk", "judge", "group_leader")

HOLDER = ("case_owner",)
"""Whoever owns the case (承办人): a judge as such, anybody else as its owner."""


@dataclass(frozen=True)
class Desk:
    """Who sees to something: a unit (the holder's where none is named) and its roles."""

    unit: str = ""
    roles: tuple[str, ...] = ALL


@dataclass(frozen=True)
class Errand:
    """A matter somebody registers when its node comes up (登记事项).

    It waits for the events of `after`, for the end of the part `not_during`, for the beginning of
    `during`; `last` waits for everything else the script has for the case by then. `before_closing` says
    that the case is neither passed on nor reported closed while it is open.
    """

    event: str
    subject: str = ""
    """Empty: what the node is about."""
    facts: Json = field(default_factory=dict)
    roles: tuple[str, ...] = ALL
    hours: Hours = (0.5, 2)
    after: tuple[str, ...] = ()
    during: str = ""
    not_during: str = ""
    last: bool = False
    only_if: str = ""
    """A fact that must be known true."""
    before_closing: bool = False


@dataclass(frozen=True)
class Customs:
    """The habits of one court."""

    name: str
    """The court's full name, as lists offer it."""
    short: str
    units: Mapping[str, str]
    """What its units are called."""
    centre: str
    """The unit that receives, queries, serves and triages."""
    topics: tuple[str, ...]
    signers: tuple[str, ...]
    institutions: tuple[str, ...]
    """Counters asked before triage, in the order of the round; none where the team goes itself."""
    finding_topics: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """By counter, what its finding must cover (JL-9)."""

    reception_before_filing: bool = False
    by_hand: tuple[str, ...] = ()
    """Ways of service people take, before and after the post; the script's own where none is named."""
    checked: tuple[str, ...] = ()
    """What a document is compared with before it is stamped (SH-19)."""
    personal_service: frozenset[str] = frozenset()
    """Nodes that want the papers handed over once more, in person."""
    errands: Mapping[str, Errand] = field(default_factory=dict)
    """By node."""
    signs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Nodes that are simply signed as done, and who signs."""
    signs_at_end: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Nodes that are signed on their last day: a term that has run out."""

    deciders: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Who decides a matter that is put to a unit; a leader where it is not named."""
    gate: str = ""
    """The matter of every transfer, decided by one unit."""
    settlements: str = ""
    """The matter of a settlement: the officer's own where there is performance or security (JL-T11)."""

    payer: Desk = Desk(roles=HOLDER)
    arrivals: Desk | None = None
    """Who registers the cashier's notice of an arrival."""
    disposer: str = ""
    """The unit that sells things; the holder where none is named."""
    disposal_pace: float = 1.0
    """How long a step of a sale takes there, as a share of what it takes a team."""
    auction_papers: tuple[str, ...] = ()
    """What the auction desk wants with a thing that is to be sold (SH-35)."""
    report_points: Mapping[str, Mapping[str, tuple[str, ...]]] = field(default_factory=dict)
    """By paper and kind of thing, the points it states (SH-36)."""
    disposal_leg: str = ""
    """The only leg in which a thing is taken into disposal."""
    sanctions_judged_by: str = ""
    """The unit that states for every case whether a sanction is due."""

    passing_legs: frozenset[str] = frozenset()
    """Legs whose holder never reports a case closed, but passes it on."""
    closing_facts: Mapping[str, bool] = field(default_factory=dict)
    """What a holder states before it passes on a case that can be closed."""
    passes_terminations: frozenset[str] = frozenset()
    """Units that pass a case on which is to be terminated."""
    termination_months: int = 3
    """More than so many months must have passed since filing before a termination (NB-287)."""
    requeries: bool = False
    """Whether the national query is run again before a termination."""
    evidence: Mapping[str, Any] = field(default_factory=dict)
    """The papers of a termination, put into the file before it is proposed."""
    closing_fields: bool = False
    """Whether a closing states its amounts, day, method and ground."""
