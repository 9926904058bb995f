"""A plan of distribution on its way to payment (分配方案的执行): receipts, objections, what is held.

No clock: that a time is over is an event like any other (NB-243 to NB-245, 民诉法解释第509、510条).
"""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum

from pydantic import Field

from models.distribution import Share
from models.values import Instant, Value

NOTHING = Decimal(0)

COURT = "court"
"""The creditor of enforcement costs (执行费用); it takes no part in objections."""

OUTSIDER = "creditor-"
"""How the id of a creditor of another case begins; a name is never an id."""


class Answer(StrEnum):
    """What somebody says to a plan, or to an objection of somebody else (对方案或者异议的意见)."""

    AGREES = "agrees"
    OPPOSES = "opposes"


class Outcome(StrEnum):
    """How an objection ended (异议的处理)."""

    CORRECTED = "corrected"
    WITHDRAWN = "withdrawn"
    LAPSED = "lapsed"
    JUDGED = "judged"

    @property
    def words(self) -> str:
        """The outcome as a court names it."""
        return {
            Outcome.CORRECTED: "无人反对，依异议修正",
            Outcome.WITHDRAWN: "撤回异议",
            Outcome.LAPSED: "逾期未起诉，按原方案分配",
            Outcome.JUDGED: "依生效裁判处理",
        }[self]


class Term(Value):
    """Somebody's own time, from receipt until it has run out or they have said what they think."""

    received_at: Instant | None = None
    over_at: Instant | None = None

    @property
    def over(self) -> bool:
        """Whether nothing more is waited for."""
        return self.over_at is not None


class DistributionObjection(Value):
    """An objection to a plan (分配方案异议): by whom, and what of whose share it disputes, yuan."""

    id: str
    by: str
    disputed: dict[str, Decimal]
    others: dict[str, Term] = Field(default_factory=dict)
    """Whoever may oppose it, by id, with their time (NB-244)."""
    opposed_by: tuple[str, ...] = ()
    opposition_told_at: Instant | None = None
    suit_over_at: Instant | None = None
    """When the fifteen days to sue had run out unused."""
    sued_at: Instant | None = None
    outcome: Outcome | None = None

    @property
    def open(self) -> bool:
        """Whether what it disputes is held back."""
        return self.outcome is None

    @property
    def untold(self) -> tuple[str, ...]:
        """Those who have not received it yet."""
        return tuple(who for who, term in self.others.items() if term.received_at is None)

    @property
    def unopposed(self) -> bool:
        """Whether everybody's time is over and nobody has opposed it: the plan follows it (NB-244)."""
        return not self.opposed_by and all(term.over for term in self.others.values())


class DistributionPlan(Value):
    """One plan of a case. `sources` says how much of it comes from which arrival, yuan.

    `terms` are the recipients with their time to object; `waits`: the rulebook has that time, so nothing
    is paid before it is over. `ordered` and `ordered_from` are what was ordered out under the plan, by
    creditor and by arrival.
    """

    id: str
    amount: Decimal
    shares: tuple[Share, ...]
    creditors: dict[str, str]
    """The creditors by id, with their name as the plan has it."""
    sources: dict[str, Decimal]
    terms: dict[str, Term] = Field(default_factory=dict)
    waits: bool = False
    objections: dict[str, DistributionObjection] = Field(default_factory=dict)
    ordered: dict[str, Decimal] = Field(default_factory=dict)
    ordered_from: dict[str, Decimal] = Field(default_factory=dict)
    replaced: bool = False

    @property
    def pending(self) -> tuple[str, ...]:
        """Recipients whose time to object is not over, those not served yet among them."""
        return tuple(who for who, term in self.terms.items() if self.waits and not term.over)

    @property
    def outsiders(self) -> tuple[str, ...]:
        """Creditors of other cases."""
        return tuple(who for who in self.terms if who.startswith(OUTSIDER))

    def creditor(self, name: str) -> str:
        """The id of the creditor with this id or name; empty where the plan has none."""
        if name in self.creditors:
            return name
        return next((who for who, written in self.creditors.items() if written == name), "")

    def share_of(self, creditor: str) -> Decimal:
        """What a creditor gets by the plan, yuan."""
        return share_of(self.shares, self.creditors[creditor])

    def held(self, creditor: str) -> Decimal:
        """What of a share may not go out now: all while a time runs, else what open objections dispute."""
        share = self.share_of(creditor)
        if self.pending:
            return share
        disputed = (each.disputed.get(creditor, NOTHING) for each in self.objections.values() if each.open)
        return min(share, sum(disputed, NOTHING))

    def unpaid(self, creditor: str) -> Decimal:
        """What of a share has not been ordered out, yuan."""
        return self.share_of(creditor) - self.ordered.get(creditor, NOTHING)

    def payable(self, creditor: str) -> Decimal:
        """What may be ordered out to a creditor now, yuan."""
        return max(self.unpaid(creditor) - self.held(creditor), NOTHING)

    @property
    def set_aside(self) -> Decimal:
        """What is kept on the account while times run and for what is disputed (提存), yuan."""
        return sum((min(self.held(who), self.unpaid(who)) for who in self.creditors), NOTHING)

    @property
    def for_others(self) -> Decimal:
        """What the plan still gives the court and creditors of other cases, yuan."""
        if self.replaced or not self.waits:
            return NOTHING
        others = (who for who in self.creditors if who == COURT or who.startswith(OUTSIDER))
        return sum((self.unpaid(who) for who in others), NOTHING)

    def reserved(self, arrival: str) -> Decimal:
        """What of an arrival the plan still needs, yuan."""
        if self.replaced:
            return NOTHING
        return self.sources.get(arrival, NOTHING) - self.ordered_from.get(arrival, NOTHING)


def share_of(shares: tuple[Share, ...], name: str) -> Decimal:
    """What the creditor of that name gets, all its claims together, yuan."""
    return sum((each.share for each in shares if each.creditor == name), NOTHING)


def creditors_of(shares: tuple[Share, ...], applicants: tuple[str, ...]) -> dict[str, str]:
    """The creditors of a plan by id: applicants and the court under their own, others by their place."""
    known = {*applicants, COURT}
    names = tuple(dict.fromkeys(each.creditor for each in shares))
    return {name if name in known else f"{OUTSIDER}{place}": name for place, name in enumerate(names, 1)}


def reserved(plans: Mapping[str, DistributionPlan], arrival: str) -> Decimal:
    """What of an arrival is meant for plans and not ordered out under them yet, yuan."""
    return sum((plan.reserved(arrival) for plan in plans.values()), NOTHING)


def paper_of(plan: str) -> str:
    """The id of a plan's paper in the case's file."""
    return f"distribution_plan/{plan}"


def received_with(
    plans: Mapping[str, DistributionPlan], recipient: str, papers: tuple[str, ...]
) -> tuple[str, ...]:
    """What a party first receives with an envelope of these papers: each time a plan and who."""
    inside = {paper.partition("~")[0] for paper in papers}  # Corrected, it is the same plan's paper (SH-19).
    return tuple(
        f"{plan.id}/{recipient}"
        for plan in plans.values()
        if plan.waits and paper_of(plan.id) in inside
        if recipient in plan.terms and plan.terms[recipient].received_at is None
    )


def added(sums: Mapping[str, Decimal], key: str, amount: Decimal) -> dict[str, Decimal]:
    """The sums with one of them grown, yuan."""
    return {**sums, key: sums.get(key, NOTHING) + amount}
