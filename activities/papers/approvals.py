"""Approval forms (审批表): payout of case money, change of track."""

from datetime import date

from activities.papers.draft import Draft, sentence
from models.calendar import add_months
from models.case import ApprovalRequest, ApprovalState
from models.case_money import OTHER_PAYEE, Payout
from models.errors import Code, Refusal
from models.events import EventKind
from models.forms.head import Opinion
from models.forms.sheets import ConversionApproval, PayoutApproval, PayoutLine
from models.procedure import Conversion
from models.roles import Role

PURPOSES: dict[str, str] = {"claim": "执行案款", "fee": "申请执行费", "refund": "退还被执行人"}
"""What a payment is for (款项性质)."""

COURT_ITSELF = "court"
"""The payee of the enforcement fee."""

NO_ACCOUNT = "未提供"
"""Printed where a payee has confirmed no account."""

TRACK_EVENTS = frozenset({EventKind.TRIAGED, EventKind.CONVERSION_APPROVED, EventKind.SECOND_ASSIGNMENT})
"""Events that put a case on a track."""

STATUTORY_MONTHS = 6
"""Months from filing in which a case with assets ends (执行工作规定第63条, NB-103)."""


def payout_approval(draft: Draft) -> PayoutApproval:
    """执行案款发放审批表 (NB-228, NB-232): `subject` is the payout's id."""
    state = draft.file.state
    payout = state.payouts.get(draft.subject)
    if payout is None:
        raise Refusal(Code.UNKNOWN_SUBJECT, f"案款发放 {draft.subject or '（未填）'} 不存在")
    arrival = state.arrivals[payout.arrival]
    return PayoutApproval(
        head=draft.head(),
        owner=draft.owner_name() if state.owner else draft.unit.name,
        arrived=arrival.amount,
        arrived_on=arrival.arrived_at.date(),
        payouts=(_line(draft, payout),),
        opinions=(_order(draft, payout), *_decided(draft, {payout.id, payout.arrival}), *_leaders(draft)),
    )


def conversion_approval(draft: Draft) -> ConversionApproval:
    """简转繁审批表 (RY-38): `subject` is the approval's id."""
    request = draft.file.state.approvals.get(draft.subject)
    if request is None:
        raise Refusal(Code.UNKNOWN_SUBJECT, f"报批事项 {draft.subject or '（未填）'} 不存在")
    conversion = _conversion(draft, request)
    asked = draft.file.stated(EventKind.APPROVAL_REQUESTED, request.id)
    return ConversionApproval(
        head=draft.head(),
        unit=draft.unit.name,
        owner=draft.owner_name(),
        from_track=_track_name(draft, _track_before(draft, request, conversion)),
        to_track=_track_name(draft, conversion.to_track),
        received_on=_received_on(draft),
        due_on=_due_on(draft),
        new_due_on=_new_due_on(draft, request, conversion),
        grounds=(sentence(asked.get("ground")) or conversion.name,),
        reason=sentence(asked.get("reason")) or conversion.name,
        opinions=_conversion_opinions(draft, request),
    )


# --- payout ----------------------------------------------------------------------------------


def _line(draft: Draft, payout: Payout) -> PayoutLine:
    """Who gets what for what, on which account."""
    profile = draft.file.profile
    if payout.payee == COURT_ITSELF:
        payee = draft.file.book.name
        account = f"户名：{profile.account_holder}；开户银行：{profile.bank}；账号：{profile.account_number}"
    elif payout.payee == OTHER_PAYEE:
        order = draft.file.stated(EventKind.PAYOUT_ORDERED, payout.id)
        payee, account = str(order["payee_name"]), str(order["payee_account"])
    else:
        payee = draft.party(payout.payee).name
        account = draft.file.parties[payout.payee].payee_account or NO_ACCOUNT
    purpose = PURPOSES.get(payout.purpose, payout.purpose)
    return PayoutLine(payee=payee, purpose=purpose, account=account, amount=payout.amount)


def _order(draft: Draft, payout: Payout) -> Opinion:
    """The box of whoever ordered the payment."""
    ordered = draft.file.latest(EventKind.PAYOUT_ORDERED, payout.id)
    return Opinion(
        post=draft.word(Role.CASE_OWNER),
        opinion="决定发放",
        name=draft.file.names.get(ordered.actor, "") if ordered else "",
        on=payout.ordered_at.date(),
    )


def _decided(draft: Draft, targets: set[str]) -> tuple[Opinion, ...]:
    """Boxes of approvals that were put about this money (NB-229, NB-232)."""
    requests = draft.file.state.approvals.values()
    return tuple(_opinion(draft, request) for request in requests if request.target in targets)


def _leaders(draft: Draft) -> tuple[Opinion, ...]:
    """Boxes left for ink: the head of the unit, the director of the bureau."""
    posts = dict.fromkeys((draft.unit.leader or Role.TEAM_HEAD, Role.BUREAU_DIRECTOR))
    return tuple(Opinion(post=draft.word(post)) for post in posts)


# --- conversion --------------------------------------------------------------------------------


def _conversion(draft: Draft, request: ApprovalRequest) -> Conversion:
    """The court's conversion that was asked for. Raises Refusal(WRONG_STATE) for another matter."""
    for conversion in draft.file.book.conversions:
        if conversion.approval == request.matter:
            return conversion
    raise Refusal(Code.WRONG_STATE, f"报批事项 {request.id} 不是程序转换")


def _track_name(draft: Draft, track: str) -> str:
    return draft.file.book.triage.tracks.get(track) or draft.word(track)


def _track_before(draft: Draft, request: ApprovalRequest, conversion: Conversion) -> str:
    """The track the case was on before this request took effect."""
    track = ""
    for entry in draft.file.entries:
        if entry.kind is conversion.event and entry.subject == request.id:
            break
        if entry.kind in TRACK_EVENTS:
            track = str(entry.facts["track"])
    return track or conversion.from_tracks[0]


def _received_on(draft: Draft) -> date:
    """The day the team received the case, else the court did."""
    entered = draft.file.state.last_at.get(EventKind.GROUP_ENTERED)
    received = draft.file.state.last_at.get(EventKind.RECEIVED)
    return (entered or received or draft.at).date()


def _closing_dates(draft: Draft, *, still_open: bool) -> list[date]:
    """Last days of the obligations that end with the closing of the case."""
    closing = draft.closing_limits()
    return [
        node.due_at.date()
        for node in draft.file.nodes
        if node.limit in closing and node.due_at is not None and (node.open or not still_open)
    ]


def _due_on(draft: Draft) -> date:
    """The day by which the case should have been closed before the change."""
    dates = _closing_dates(draft, still_open=False)
    return min(dates) if dates else add_months(draft.head().filed_on, STATUTORY_MONTHS)


def _new_due_on(draft: Draft, request: ApprovalRequest, conversion: Conversion) -> date | None:
    """The day by which it should be closed since the change; none before it took effect."""
    dates = _closing_dates(draft, still_open=True)
    return min(dates) if dates and draft.file.state.seen(conversion.event, request.id) else None


def _conversion_opinions(draft: Draft, request: ApprovalRequest) -> tuple[Opinion, ...]:
    """The box of whoever asked, and of whoever decides."""
    asked = Opinion(
        post=draft.word(Role.CASE_OWNER),
        opinion="申请转换",
        name=draft.file.names.get(request.requested_by, ""),
        on=request.requested_at.date(),
    )
    return (asked, _opinion(draft, request))


def _opinion(draft: Draft, request: ApprovalRequest) -> Opinion:
    """The box of whoever decides a request: filled once decided, else left for ink."""
    rule = next((rule for rule in draft.file.book.approvals if rule.matter == request.matter), None)
    posts = "、".join(draft.word(role) for role in rule.approver) if rule else draft.word("approver")
    decided = draft.file.latest(EventKind.APPROVAL_DECIDED, request.id)
    if request.state is ApprovalState.OPEN or decided is None:
        return Opinion(post=posts)
    reason = sentence(request.reason)
    word = "同意" if request.state is ApprovalState.GRANTED else "不同意"
    return Opinion(
        post=draft.word(decided.role) if decided.role else posts,
        opinion=f"{word}：{reason}" if reason else word,
        name=draft.file.names.get(request.decided_by, ""),
        on=decided.occurred_at.date(),
    )
