"""The one envelope of every human act, and what an act's data must offer."""

from abc import ABC, abstractmethod
from enum import StrEnum
from typing import ClassVar, TypeVar
from uuid import UUID

from pydantic import Field, ValidationError

from models.absence import Absence
from models.assignment import Drawn
from models.case import CaseState
from models.errors import Code, Refusal
from models.events import Event, EventKind, canonical_json, digest
from models.nodes import Node
from models.rulebook import Rulebook
from models.values import Facts, Instant, Value


class ActKind(StrEnum):
    """The acts people do; a rulebook says who may do which."""

    CORRECT_FILING = "correct_filing"
    REGISTER_CASE = "register_case"
    VERIFY_IDENTITY = "verify_identity"
    HOLD_RECEPTION = "hold_reception"
    RECORD_FACTS = "record_facts"
    CORRECT_FACT = "correct_fact"
    FILE_PAPERS = "file_papers"
    RECORD_SERVICE = "record_service"
    HAND_RETURN_PAPERS = "hand_return_papers"
    REPORT_FINDING = "report_finding"
    CHOOSE_CLASS = "choose_class"
    DECIDE_APPROVAL = "decide_approval"
    OFFER_HANDOVER = "offer_handover"
    ACCEPT_HANDOVER = "accept_handover"
    RETURN_HANDOVER = "return_handover"
    MAKE_PLAN = "make_plan"
    START_ROUND_ONE = "start_round_one"
    END_ROUND_ONE = "end_round_one"
    FIND_PROPERTY = "find_property"
    RECORD_SETTLEMENT = "record_settlement"
    DECIDE_MEASURE = "decide_measure"
    COMPLETE_SANCTIONS = "complete_sanctions"
    ORDER_DEDUCTION = "order_deduction"
    ORDER_PAYOUT = "order_payout"
    RECORD_DIRECT_PAYMENT = "record_direct_payment"
    PLAN_DISTRIBUTION = "plan_distribution"
    RENEW_CONTROL = "renew_control"
    CONFIRM_CONTROL = "confirm_control"
    REQUEST_CONVERSION = "request_conversion"
    GIVE_FEEDBACK = "give_feedback"
    MEET_DISPOSAL_CONDITIONS = "meet_disposal_conditions"
    ENTER_DISPOSAL = "enter_disposal"
    ISSUE_EVICTION_NOTICE = "issue_eviction_notice"
    COMPLETE_EVICTION = "complete_eviction"
    START_PRICING = "start_pricing"
    FIX_PRICE = "fix_price"
    HAND_DISPOSAL_PAPERS = "hand_disposal_papers"
    PLAN_AUCTION = "plan_auction"
    ANSWER_DEBT_OFFER = "answer_debt_offer"
    SERVE_SALE_RULING = "serve_sale_ruling"
    DELIVER_ASSET = "deliver_asset"
    PROPOSE_CLOSING = "propose_closing"
    REVIEW_CLOSING = "review_closing"
    SIGN_NODE = "sign_node"
    NOTE_NO_RECEPTION = "note_no_reception"
    REQUEST_TRANSFER = "request_transfer"
    REQUEST_APPROVAL = "request_approval"
    RECORD_OCCURRENCE = "record_occurrence"
    REQUERY = "requery"
    DESCRIBE_ASSET = "describe_asset"
    REQUEST_EXTENSION = "request_extension"
    REQUEST_SUSPENSION = "request_suspension"
    END_SUSPENSION = "end_suspension"
    REASSIGN_CASE = "reassign_case"
    ADD_PAPER = "add_paper"
    NAME_THIRD_PARTY_CLAIM = "name_third_party_claim"
    VERIFY_THIRD_PARTY_CLAIM = "verify_third_party_claim"
    SERVE_THIRD_PARTY = "serve_third_party"
    RECORD_THIRD_PARTY_ANSWER = "record_third_party_answer"
    ENFORCE_THIRD_PARTY_CLAIM = "enforce_third_party_claim"
    DECIDE_RESUMPTION = "decide_resumption"
    RECORD_PANEL = "record_panel"
    RECEIVE_DISTRIBUTION_PAPER = "receive_distribution_paper"
    ANSWER_DISTRIBUTION = "answer_distribution"
    ANSWER_DISTRIBUTION_OBJECTION = "answer_distribution_objection"
    RECORD_DISTRIBUTION_SUIT = "record_distribution_suit"
    SETTLE_DISTRIBUTION = "settle_distribution"
    CHECK_DOCUMENTS = "check_documents"
    STAMP_DOCUMENTS = "stamp_documents"


class Act(Value):
    """A human act as submitted (行为): who says what happened when, in which role, signed or not.

    `occurred_at` is when it was done (发生); when it was entered (录入) is the register's to say.
    `signature` covers `bytes_about` the case; `key_id` names the key. Both empty: not signed yet.
    """

    act_id: UUID
    kind: ActKind
    occurred_at: Instant
    actor: str
    role: str
    on_behalf_of: str = ""
    data: Facts = Field(default_factory=dict)
    key_id: str = ""
    signature: str = ""

    @property
    def people(self) -> frozenset[str]:
        """Whose act it is where a second person is wanted: who did it, and for whom (代理)."""
        return frozenset({self.actor, self.on_behalf_of} - {""})

    @property
    def signed_part(self) -> Facts:
        """What a signature covers: the envelope, with the digest of the data in its place.

        So a signature can be shown to others, and checked, without the personal values an act holds.
        """
        stated = self.model_dump(mode="json", exclude={"key_id", "signature"})
        return {**stated, "data": digest(stated["data"])}

    def bytes_about(self, about: str) -> bytes:
        """The bytes a signature covers: the envelope, and the key of the case it is about.

        So an act signed in one case is worth nothing in another one.
        """
        return about_bytes(about, self.signed_part)

    def event(self, kind: EventKind, subject: str = "", /, **facts: object) -> Event:
        """An event this act states, with its actor, role and time."""
        return Event(
            kind=kind,
            occurred_at=self.occurred_at,
            subject=subject,
            facts={name: value for name, value in facts.items() if value is not None},
            actor=self.actor,
            role=self.role,
            on_behalf_of=self.on_behalf_of,
        )


def about_bytes(about: str, signed_part: Facts) -> bytes:
    """The bytes of a signature on an act about a case (its key) or a court (its key: a duty's completion)."""
    return canonical_json({"about": about, **signed_part})


class Situation(Value):
    """What an act is checked against: the case as it stands, and its rulebook."""

    state: CaseState
    book: Rulebook
    nodes: tuple[Node, ...] = ()
    corrected_authors: frozenset[str] = frozenset()
    """Who stated the entry that is to be corrected, and for whom; only a correction is asked for it."""
    away: tuple[Absence, ...] = ()
    """Who of the court is away on the day of the act."""
    drawn: Drawn | None = None
    """Who takes the case over; only a reassignment is asked for it."""
    seated: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """The roles each member of a panel holds on the day of the act; only a panel's record is asked for it."""


class ActData(Value, ABC):
    """The data of one kind of act, and what the act means for a case."""

    kind: ClassVar[ActKind]

    @abstractmethod
    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The events this act becomes. Raises Refusal where the case does not allow it."""


D = TypeVar("D", bound=type[ActData])

_KINDS: dict[ActKind, type[ActData]] = {}

_REASONS = {
    "missing": "缺少该项",
    "extra_forbidden": "没有这一项",
    "string_type": "应为文字",
    "string_too_short": "不能为空",
    "too_short": "不能为空",
    "bool_type": "应为 true 或者 false",
    "bool_parsing": "应为 true 或者 false",
    "int_type": "应为整数",
    "int_parsing": "应为整数",
    "decimal_parsing": "应为以元为单位的数字",
    "decimal_type": "应为以元为单位的数字",
    "date_from_datetime_parsing": "应为日期，如 2026-05-06",
    "date_type": "应为日期，如 2026-05-06",
    "datetime_parsing": "应为时间，如 2026-05-06T10:00:00+08:00",
    "datetime_from_date_parsing": "应为时间，如 2026-05-06T10:00:00+08:00",
    "timezone_aware": "应为写明时区的时间，如 2026-05-06T10:00:00+08:00",
    "tuple_type": "应为列表",
    "list_type": "应为列表",
    "dict_type": "应为键值表",
}
"""What does not fit, by pydantic's name of it; never with what was handed in, which may be a person's."""


def shape(cls: D) -> D:
    """Class decorator: this is the data of acts of its kind."""
    _KINDS[cls.kind] = cls
    return cls


def read_data(act: Act) -> ActData:
    """The act's data in its own shape. Raises Refusal(BAD_DATA) naming the field that does not fit."""
    try:
        return _KINDS[act.kind].model_validate(act.data)
    except ValidationError as error:
        first = error.errors()[0]
        field = ".".join(str(part) for part in first["loc"]) or "data"
        reason = _REASONS.get(first["type"], "内容不合要求")
        if first["type"] == "value_error":
            reason = str(first["ctx"]["error"])
        raise Refusal(Code.BAD_DATA, f"{act.kind}：字段 {field}：{reason}") from error


def names_of(kind: str) -> frozenset[str]:
    """The names of the data an act of this kind holds; none for a kind that does not exist."""
    return frozenset(_KINDS[ActKind(kind)].model_fields) if kind in _KINDS else frozenset()


def require(condition: bool, code: Code, message: str) -> None:
    """Raises Refusal(code, message) unless the condition holds."""
    if not condition:
        raise Refusal(code, message)
