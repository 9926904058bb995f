"""Makes a paper of any kind: its values from the case, rendered, kept in the e-file."""

from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import NamedTuple

from pydantic import ValidationError

from activities.case_files import CaseFile
from activities.electronic_file.store import FileStore
from activities.forms import render
from activities.papers import (
    approvals,
    control,
    decisions,
    disposal,
    distribution,
    inquiries,
    notices,
    records,
    rulings,
    sheets,
    third_parties,
)
from activities.papers.draft import Draft
from models.errors import Refusal
from models.events import Event, EventKind
from models.forms import FORMS, Form, FormFault, FormKind
from models.values import Facts, Instant

Compose = Callable[[Draft], Form]

COMPOSERS: Mapping[FormKind, Compose] = MappingProxyType(
    {
        FormKind.ENFORCEMENT_NOTICE: notices.enforcement_notice,
        FormKind.PROPERTY_REPORT_ORDER: notices.property_report_order,
        FormKind.PROVIDE_PROPERTY_NOTICE: notices.provide_property_notice,
        FormKind.PROPERTY_DECLARATION: notices.property_declaration,
        FormKind.COMBINED_NOTICE: notices.combined_notice,
        FormKind.ASSISTANCE_NOTICE: notices.assistance_notice,
        FormKind.CLOSING_NOTICE: notices.closing_notice,
        FormKind.SECOND_ASSIGNMENT_FEEDBACK: notices.second_assignment_feedback,
        FormKind.GENERAL_RULING: rulings.general_ruling,
        FormKind.DEDUCTION_RULING: rulings.deduction_ruling,
        FormKind.RELEASE_RULING: control.release_ruling,
        FormKind.RENEWAL_RULING: control.renewal_ruling,
        FormKind.DISTRIBUTION_PLAN: distribution.distribution_plan,
        FormKind.AUCTION_RULING: rulings.auction_ruling,
        FormKind.SALE_RULING: rulings.sale_ruling,
        FormKind.DEBT_ASSET_RULING: rulings.debt_asset_ruling,
        FormKind.TERMINATION_RULING: rulings.termination_ruling,
        FormKind.CONSUMPTION_RESTRICTION_ORDER: decisions.consumption_restriction_order,
        FormKind.DISHONEST_LISTING_DECISION: decisions.dishonest_listing_decision,
        FormKind.FINE_DECISION: decisions.fine_decision,
        FormKind.DETENTION_DECISION: decisions.detention_decision,
        FormKind.EVICTION_NOTICE: disposal.eviction_notice,
        FormKind.AUCTION_NOTICE: disposal.auction_notice,
        FormKind.QUERY_FEEDBACK_SHEET: sheets.query_feedback_sheet,
        FormKind.PROPERTY_LEDGER: sheets.property_ledger,
        FormKind.NODE_TABLE: sheets.node_table,
        FormKind.ENFORCEMENT_PLAN: sheets.enforcement_plan,
        FormKind.PAYOUT_APPROVAL: approvals.payout_approval,
        FormKind.CONVERSION_APPROVAL: approvals.conversion_approval,
        FormKind.RECEPTION_RECORD: records.reception_record,
        FormKind.FIRST_INTERVIEW_RECORD: records.first_interview_record,
        FormKind.TERMINATION_INTERVIEW: records.termination_interview,
        FormKind.INQUIRY_RECORD: inquiries.inquiry_record,
        FormKind.THIRD_PARTY_NOTICE: third_parties.third_party_notice,
        FormKind.THIRD_PARTY_RULING: third_parties.third_party_ruling,
    }
)
"""How the values of each kind come out of a case."""


FIELD_NAMES: Mapping[str, str] = MappingProxyType(
    {
        "applicants": "申请执行人",
        "respondents": "被执行人",
        "name": "姓名或者名称",
        "phone": "联系电话",
        "bank": "开户银行",
        "holder": "户名",
        "number": "账号",
        "platform": "拍卖平台",
        "higher_court": "上一级法院",
        "conduct": "行为事实",
        "ground": "理由",
        "fine": "罚款金额",
        "days": "天数",
        "start_price": "起拍价",
        "reference_price": "参考价",
        "deposit": "保证金",
        "recovered": "执行到位金额",
    }
)
"""What a refusal calls the fields a case or a court most often lacks."""

BOUNDS: Mapping[str, str] = MappingProxyType(
    {
        "value_error": "{error}",
        "less_than_equal": "不得超过{le}",
        "greater_than_equal": "不得小于{ge}",
        "greater_than": "须大于{gt}",
    }
)
"""What a refusal says of a value, by the kind of fault; anything else is missing or does not fit."""


class Drafted(NamedTuple):
    """A paper that is made and lies nowhere yet; `signers` by staff number."""

    name: str
    content: bytes
    signers: tuple[str, ...]


class Papers:
    """Makes papers and keeps them in the e-file."""

    def __init__(self, store: FileStore) -> None:
        self._store = store

    def make(
        self,
        file: CaseFile,
        kind: str,
        paper_id: str,
        at: Instant,
        *,
        subject: str = "",
        recipient: str = "",
        details: Mapping[str, str] | None = None,
    ) -> Event:
        """The paper of this kind, kept under its digest; answers the event that it was made (制作文书).

        `subject` is the id of what the paper is about, as its composer says; `recipient` the id of the
        party whose own copy it is; `details` what was said or decided and stands nowhere in the case.
        The event states who signs it, by staff number (SQ-37), on whom it is served, and whether it must
        be stamped first (SH-19). The paper bears the court-local day of `at`: the same case on the same
        day gives the same bytes. Raises Refusal: FormFault.UNKNOWN for a kind no court uses,
        FormFault.VALUES for values beyond the form or the law, UNKNOWN_SUBJECT, WRONG_STATE or
        MISSING_EVIDENCE where the case does not bear such a paper. No message and no fact of the event
        names a person.
        """
        made = self.drafted(file, kind, at, subject=subject, recipient=recipient, details=details)
        facts: Facts = {"kind": kind, "name": made.name, "sha256": self._store.put(made.content)}
        if made.signers:
            facts["signers"] = list(made.signers)
        if recipient:
            facts["recipient"] = recipient
        elif served := _served_on(file, kind):
            facts["recipients"] = served
        if file.book.documents.stamps(kind) and facts.keys() & {"recipient", "recipients"}:
            facts |= {"to_stamp": True, **({"about": subject} if subject else {})}
        return Event(kind=EventKind.DOCUMENT_MADE, occurred_at=at, subject=paper_id, facts=facts)

    @staticmethod
    def drafted(
        file: CaseFile,
        kind: str,
        at: Instant,
        *,
        subject: str = "",
        recipient: str = "",
        details: Mapping[str, str] | None = None,
    ) -> Drafted:
        """The paper as `make` makes it, kept nowhere. Raises Refusal as `make` does."""
        if kind not in FORMS:
            raise Refusal(FormFault.UNKNOWN, f"没有名为“{kind}”的文书")
        form_kind = FormKind(kind)
        name = FORMS[form_kind].name
        draft = Draft(file, at, subject, recipient, details or {})
        try:
            form = COMPOSERS[form_kind](draft)
        except ValidationError as error:
            raise Refusal(FormFault.VALUES, f"{name}：{_faults(error)}") from None
        return Drafted(name, render(kind, form).content, tuple(draft.signers))


def _served_on(file: CaseFile, kind: str) -> list[str]:
    """The parties on whom the court's rules have such a paper served; nobody, where it is for the file."""
    roles = {role for paper in file.book.served_papers if paper.kind == kind for role in paper.recipients}
    return [party.id for party in file.state.parties if party.role in roles]


def _faults(error: ValidationError) -> str:
    """What does not fit: a form's own sentence, or the names of the fields; never their content."""
    sentences = []
    for item in error.errors():
        said = BOUNDS.get(item["type"], "缺少或者不合要求").format(**item.get("ctx", {}))
        field = ".".join(FIELD_NAMES.get(str(part), str(part)) for part in item["loc"])
        sentences.append(f"{field}：{said}" if field else said)
    return "；".join(dict.fromkeys(sentences))
