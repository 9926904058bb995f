"""The mailbox (外部反馈): answers outside systems give later, delivered at least once until acknowledged."""

from decimal import Decimal
from enum import StrEnum
from typing import Any, ClassVar, Protocol, TypeVar

from pydantic import Field, ValidationError

from activities.gateways.auction import AuctionRound
from activities.gateways.client import OutsideClient, unreadable
from activities.gateways.errors import UNREADABLE_ANSWER, GatewayRefused
from activities.gateways.exchange import FromOutside, PositiveYuan, Reason, Yuan
from activities.gateways.queries import QuerySystem
from activities.gateways.service import ServiceChannel
from models.answers import AnswerKind
from models.facts.values import AssetKind, MoneyKind
from models.values import Instant, Value


class AnswerBody(FromOutside):
    """What an answer of one kind says."""

    kind_of_answer: ClassVar[AnswerKind]


BodyT = TypeVar("BodyT", bound=AnswerBody)


class Answer(FromOutside):
    """One answer: `sender_id` is unique, `request_key` is the key it answers, or empty.

    `at` is the business time at which it happened. The body is kept as it came; `read` gives it
    its shape, so that an answer nobody can read can still be kept and looked at.
    """

    sender_id: str = Field(min_length=1, max_length=128)
    court: str = Field(min_length=1)
    case_no: str = Field(min_length=1)
    kind: AnswerKind
    request_key: str = ""
    at: Instant
    body: dict[str, Any] = Field(repr=False)

    def read(self, body: type[BodyT]) -> BodyT:
        """The body as a value. Raises GatewayRefused (`unreadable_answer`) where it does not fit."""
        if body.kind_of_answer is not self.kind:
            raise TypeError(f"{body.__name__} is not the body of {self.kind.value}")
        try:
            return body.model_validate(self.body)
        except ValidationError as error:
            raise GatewayRefused(UNREADABLE_ANSWER, unreadable(body, error)) from None


class Page(Value):
    """Answers that wait; `unreadable` has the sender ids of those without a readable envelope."""

    answers: tuple[Answer, ...] = ()
    unreadable: tuple[str, ...] = ()


class MoneyItem(FromOutside):
    """An account with money; `source` is `query`, or `preservation` where the trial froze it."""

    item_ref: str
    kind: MoneyKind
    holder: str = ""
    amount: Yuan
    source: str = "query"


class AssetItem(FromOutside):
    """A thing found, with the facts of requirements 8.3; None where the register does not know."""

    item_ref: str
    kind: AssetKind
    holder: str = ""
    place: str = ""
    in_area: bool | None = None
    needs_appraisal: bool | None = None
    eviction_needed: bool | None = None
    disposable_now: bool | None = None
    right_of_disposal: bool | None = None
    papers_complete: bool | None = None


class QueryAnswer(AnswerBody):
    """What one query system found for the respondents asked about (查控反馈表, GS-16)."""

    kind_of_answer: ClassVar[AnswerKind] = AnswerKind.QUERY_ANSWER
    system: QuerySystem
    money: tuple[MoneyItem, ...] = ()
    assets: tuple[AssetItem, ...] = ()


class DeductionState(StrEnum):
    """What the bank did with a deduction."""

    DEDUCTED = "deducted"
    REFUSED = "refused"


class DeductionAnswer(AnswerBody):
    """The sum the bank took; a deduction of less than ordered names the smaller sum."""

    kind_of_answer: ClassVar[AnswerKind] = AnswerKind.DEDUCTION_ANSWER
    item_ref: str
    state: DeductionState
    amount: Yuan = Decimal(0)
    reason: Reason = ""


class MoneyOrigin(StrEnum):
    """Where arriving money comes from."""

    DEDUCTION = "deduction"  # 扣划
    VOLUNTARY = "voluntary"  # 自动履行
    AUCTION = "auction"  # 拍卖、变卖价款
    OTHER = "other"


class MoneyArrived(AnswerBody):
    """Money on the case's account (案款到账); `arrival_ref` is the bank's booking on the statement.

    `payer_kind` is respondent, bank, buyer or third_party. `item_ref` names the account it was
    taken from or the thing sold, and is empty for other money.
    """

    kind_of_answer: ClassVar[AnswerKind] = AnswerKind.MONEY_ARRIVED
    amount: PositiveYuan
    arrival_ref: str = Field(min_length=1)
    origin: MoneyOrigin
    payer_kind: str = ""
    item_ref: str = ""


class DeliveryOutcome(StrEnum):
    """How a sending ended."""

    DELIVERED = "delivered"  # 送达
    RETURNED = "returned"  # 退回


class DeliveryResult(AnswerBody):
    """The end of one sending; the answer's `at` is the day of service or of return (NB-69..NB-76)."""

    kind_of_answer: ClassVar[AnswerKind] = AnswerKind.DELIVERY_RESULT
    recipient: str
    channel: ServiceChannel
    outcome: DeliveryOutcome
    reason: Reason = ""
    documents: tuple[str, ...] = ()


class PlatformPrice(FromOutside):
    """One platform's figure in yuan; None where it did not answer in time (NB-164)."""

    platform: str
    price: PositiveYuan | None = None


class PriceAnswer(AnswerBody):
    """The figures of all platforms asked (NB-162..NB-164)."""

    kind_of_answer: ClassVar[AnswerKind] = AnswerKind.PRICE_ANSWER
    item_ref: str
    prices: tuple[PlatformPrice, ...]


class AuctionOutcome(StrEnum):
    """How a round ended."""

    SOLD = "sold"  # 成交
    FAILED = "failed"  # 流拍


class AuctionResult(AnswerBody):
    """The end of a round: price and the platform's id of the buyer where it was sold."""

    kind_of_answer: ClassVar[AnswerKind] = AnswerKind.AUCTION_RESULT
    listing: str
    item_ref: str
    round: AuctionRound
    outcome: AuctionOutcome
    bidders: int = Field(default=0, ge=0)
    sold_price: PositiveYuan | None = None
    buyer: str = ""


class BalancePaid(AnswerBody):
    """Whether the buyer paid the price in full, or defaulted on the due day (悔拍, NB-198).

    `amount` is the money the buyer leaves with the court: the price, or the forfeited deposit.
    """

    kind_of_answer: ClassVar[AnswerKind] = AnswerKind.BALANCE_PAID
    listing: str
    item_ref: str
    buyer: str
    paid_in_full: bool
    amount: Yuan


class VoluntaryPayment(AnswerBody):
    """A payment straight to the applicant that does not touch the case's account (自动履行).

    Money paid into the case's account comes as `money_arrived` alone, so that no sum is told twice.
    """

    kind_of_answer: ClassVar[AnswerKind] = AnswerKind.VOLUNTARY_PAYMENT
    payer: str
    amount: PositiveYuan


class Mailbox(Protocol):
    """The mailbox of all outside systems."""

    def fetch(self, limit: int = 100) -> Page:
        """Answers that wait, in any order, some perhaps twice. Raises GatewayDown or GatewayRefused."""
        ...

    def acknowledge(self, sender_ids: tuple[str, ...]) -> None:
        """Takes answers as kept; unknown ids do no harm. Raises GatewayDown or GatewayRefused."""
        ...


class _RawPage(FromOutside):
    answers: tuple[dict[str, Any], ...] = ()


class _Acknowledgement(Value):
    sender_ids: tuple[str, ...]


class HttpMailbox:
    """The mailbox over HTTP."""

    def __init__(self, client: OutsideClient) -> None:
        self._client = client

    def fetch(self, limit: int = 100) -> Page:
        """Answers that wait, in any order, some perhaps twice. Raises GatewayDown or GatewayRefused."""
        page = self._client.ask("/mailbox", {"limit": str(limit)}, _RawPage)
        answers: list[Answer] = []
        strange: list[str] = []
        for raw in page.answers:
            try:
                answers.append(Answer.model_validate(raw))
            except ValidationError:
                strange.append(str(raw.get("sender_id", ""))[:128])
        return Page(answers=tuple(answers), unreadable=tuple(strange))

    def acknowledge(self, sender_ids: tuple[str, ...]) -> None:
        """Takes answers as kept; unknown ids do no harm. Raises GatewayDown or GatewayRefused."""
        self._client.tell("/mailbox/ack", _Acknowledgement(sender_ids=sender_ids))
