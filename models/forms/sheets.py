"""Papers of the court's own file: records, ledgers, node tables and approval forms (笔录、台账、审批表)."""

import datetime as dt

from pydantic import Field

from models.forms.head import Answer, Form, Named, Opinion, Session, Words, Yuan
from models.values import Instant, Value


class TerminationInterview(Form):
    """终本约谈笔录: what the applicant was told before the ruling, and his answer (NB-291)."""

    session: Session
    measures: tuple[Named, ...] = Field(min_length=1)
    assets: tuple[Named, ...] = ()
    outstanding: Yuan
    opinion: Named


class ReceptionRecord(Form):
    """初次接待笔录: every topic of 固始第4条, three signers (GS-13, GS-14)."""

    session: Session
    filing_check: Named
    service_address: Named
    contact_data: Named
    price_opinion: Named
    auction_opinion: Named
    payee_account: Named
    risk_acknowledged: Named
    answers: tuple[Answer, ...] = ()


class FirstInterviewRecord(Form):
    """初次询问笔录: the applicant's first interview after the queries (汝阳二(一)3, RY-21, RY-23)."""

    session: Session
    service_address: Named
    contact_data: Named
    respondent_workplace: Named
    respondent_residence: Named
    respondent_business_place: Named
    respondent_phone: Named
    leads: Named
    risk_acknowledged: Named
    settlement_will: Named
    answers: tuple[Answer, ...] = ()


class InquiryRecord(Form):
    """调查笔录: what officers asked on the spot, what was answered and found (JL-8, JL-9, JL-17)."""

    body: Named
    session: Session
    answers: tuple[Answer, ...] = ()
    findings: tuple[Named, ...] = ()
    note: Words = ""


class PayoutLine(Value):
    """A payment that is asked for (发放事项); yuan."""

    payee: Named
    purpose: Named
    account: Named
    amount: Yuan


class PayoutApproval(Form):
    """执行案款发放审批表 (执行款规定第10条至第13条, NB-228, NB-232); `arrived` in yuan."""

    owner: Named
    arrived: Yuan
    arrived_on: dt.date
    notified_on: dt.date | None = None
    payouts: tuple[PayoutLine, ...] = Field(min_length=1)
    delay_reason: Words = ""
    opinions: tuple[Opinion, ...] = Field(min_length=1)


class LedgerEntry(Value):
    """A line of the property ledger (台账事项); `rank` says first or waiting seizure (首封、轮候)."""

    kind: Named
    description: Named
    holder: Named
    source: Named
    found_on: dt.date
    measure: Words = ""
    controlled_on: dt.date | None = None
    expires_on: dt.date | None = None
    rank: Words = ""
    value: Yuan | None = None
    state: Named


class PropertyLedger(Form):
    """查控财产台账 (汝阳查控组(8), RY-12)."""

    entries: tuple[LedgerEntry, ...]
    keeper: Named


class ConversionApproval(Form):
    """简转繁审批表: the track changes, the team stays (汝阳二(二)13, RY-38, RY-A9)."""

    unit: Named
    owner: Named
    from_track: Named
    to_track: Named
    received_on: dt.date
    due_on: dt.date
    new_due_on: dt.date | None = None
    grounds: tuple[Named, ...] = Field(min_length=1)
    reason: Named
    opinions: tuple[Opinion, ...] = Field(min_length=1)


class PlanTask(Value):
    """A task of the plan (任务分工)."""

    task: Named
    assignee: Named
    due_on: dt.date | None = None


class EnforcementPlan(Form):
    """执行方案: the judge's plan and the tasks he gives out (汝阳三(三), RY-54)."""

    unit: Named
    judge: Named
    situation: Named
    property_state: Named
    measures: tuple[Named, ...] = Field(min_length=1)
    tasks: tuple[PlanTask, ...] = Field(min_length=1)
    risks: Words = ""


class FeedbackRow(Value):
    """What one system answered about one subject (反馈事项); `freeze` notes an online freeze (GS-17)."""

    system: Named
    subject: Named
    item: Named
    launched_at: Instant
    returned_at: Instant | None = None
    result: Named
    freeze: Words = ""


class QueryFeedbackSheet(Form):
    """系统反馈表 of both query systems; it circulates with the file (固始第5条, GS-16, GS-17)."""

    rows: tuple[FeedbackRow, ...]
    keeper: Named


class NodeRow(Value):
    """A node with its limit and its signature (流程节点)."""

    name: Named
    article: Named
    responsible: Named
    started_at: Instant | None = None
    due_at: Instant | None = None
    done_at: Instant | None = None
    signer: Words = ""
    remark: Words = ""


class NodeTable(Form):
    """执行流程节点表: travels with the file, each owner signs, archived at the end (GS-31, GS-D9)."""

    unit: Named
    owner: Words
    nodes: tuple[NodeRow, ...]
