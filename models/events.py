"""Everything that can happen in a case (事件), and the journal's hash chain over it."""

import hashlib
import json
from collections.abc import Mapping
from enum import StrEnum
from typing import Any

from pydantic import Field

from models.values import Facts, Instant, Value


class EventKind(StrEnum):
    """The kinds of event a journal holds; the names of requirements 8.5 without `_at`, and our own."""

    # filing and intake (立案核对、初次接待)
    FILED = "filed"  # 立案
    ENTERED_IN_SYSTEM = "entered_in_system"  # 录入流程系统
    FILING_ERROR_FOUND = "filing_error_found"  # 发现立案差错
    FILING_CORRECTED = "filing_corrected"  # 立案信息更正
    RECEIVED = "received"  # 收案
    IDENTITY_CHECK_ORDERED = "identity_check_ordered"  # 发起身份核对
    IDENTITY_CHECKED = "identity_checked"  # 身份核对
    TRIAL_FILE_OPENED = "trial_file_opened"  # 调取审理卷宗
    RELATED_SEARCHED = "related_searched"  # 类案检索
    RECEPTION_ENDED = "reception_ended"  # 初次接待结束
    RECEPTION_EXCUSED = "reception_excused"  # 未进行初次接待的说明
    RECEPTION_RECORD_SIGNED = "reception_record_signed"  # 初次接待笔录签名
    APPLICANT_CALLED_IN = "applicant_called_in"  # 约谈申请执行人
    # the way through the stages
    STAGE_ENTERED = "stage_entered"  # 进入阶段
    STAGE_LEFT = "stage_left"  # 离开阶段
    # network query (网络查控)
    QUERY_LAUNCHED = "query_launched"  # 发起查询
    REQUERY_ORDERED = "requery_ordered"  # 再次查询
    QUERY_RETURNED = "query_returned"  # 查询反馈
    FEEDBACK_FILED = "feedback_filed"  # 反馈表入卷
    FEEDBACK_PRINTED = "feedback_printed"  # 打印反馈表
    RESULT_FORM_SIGNED = "result_form_signed"  # 查控情况表签字
    OUT_OF_AREA_PASSED = "out_of_area_passed"  # 外地财产移交委托
    HANDED_TO_OFFLINE = "handed_to_offline"  # 移送线下查控
    MONEY_FOUND = "money_found"  # 发现资金
    PROPERTY_FOUND = "property_found"  # 发现财产
    PROPERTY_DESCRIBED = "property_described"  # 查明财产状况
    CONTROLLED = "controlled"  # 冻结、查封、扣押
    CONTROL_REFUSED = "control_refused"  # 控制未成
    CONTROL_RELEASED = "control_released"  # 解除控制
    RELEASE_ORDERED = "release_ordered"  # 决定解除控制
    RENEWAL_ORDERED = "renewal_ordered"  # 决定续行控制
    CONTROL_RENEWED = "control_renewed"  # 续行控制
    FREEZE_PAPERS_FILED = "freeze_papers_filed"  # 冻结手续入卷
    SEIZED = "seized"  # 查封
    SEIZURE_STARTED = "seizure_started"  # 启动查封
    # documents (文书制作与送达)
    DOCUMENT_MADE = "document_made"  # 制作文书
    DOCUMENT_CHECKED = "document_checked"  # 核对文书
    DOCUMENT_STAMPED = "document_stamped"  # 用印打印
    PAPER_ADDED = "paper_added"  # 材料入卷
    DOCUMENT_SENT = "document_sent"  # 发出
    DOCUMENT_SERVED = "document_served"  # 送达
    DOCUMENT_RETURNED = "document_returned"  # 退回
    RETURN_PAPERS_HANDED = "return_papers_handed"  # 退回凭证移交
    DOCUMENTS_SERVED = "documents_served"  # 全套文书送达完毕
    PUBLIC_NOTICE = "public_notice"  # 公告发布
    SERVED_IN_PERSON = "served_in_person"  # 当面送达
    # offline query (线下查控)
    TRADITIONAL_QUERY_STARTED = "traditional_query_started"  # 启动传统查控
    OFFLINE_FINDING = "offline_finding"  # 线下查询结果
    INQUIRY_HELD = "inquiry_held"  # 现场调查
    TRADITIONAL_QUERY_ENDED = "traditional_query_ended"  # 传统查控完成
    PROPERTY_ANALYSED = "property_analysed"  # 财产情况分析
    ROSTERED = "rostered"  # 排班
    ROSTER_DONE = "roster_done"  # 排班事项办结
    # triage (繁简分流、分案)
    TRIAGED = "triaged"  # 分流
    APPROVAL_REQUESTED = "approval_requested"  # 报批
    APPROVAL_DECIDED = "approval_decided"  # 审批
    PANEL_HELD = "panel_held"  # 合议庭评议
    ASSIGNED = "assigned"  # 分案
    HANDOVER_OFFERED = "handover_offered"  # 移送
    HANDOVER_ACCEPTED = "handover_accepted"  # 接收
    HANDOVER_RETURNED = "handover_returned"  # 退回移送
    GROUP_ENTERED = "group_entered"  # 移交到团队
    OWNER_CHANGED = "owner_changed"  # 变更承办人
    SECOND_ASSIGNMENT = "second_assignment"  # 二次分案决定
    CONVERSION_APPROVED = "conversion_approved"  # 转换审批
    FEEDBACK_GIVEN = "feedback_given"  # 向当事人反馈
    TRANSFER_REQUESTED = "transfer_requested"  # 提请移送
    CORRECTION_MADE = "correction_made"  # 补正后重新报批
    STAGE_CHANGED = "stage_changed"  # 阶段变更
    # implementation (执行实施)
    PLAN_MADE = "plan_made"  # 执行方案
    ROUND_ONE_STARTED = "round_one_started"  # 首轮传统查控启动
    ROUND_ONE_ENDED = "round_one_ended"  # 首轮传统查控结束
    FACTS_RECORDED = "facts_recorded"  # 记录事实
    FACT_CORRECTED = "fact_corrected"  # 更正事实
    RETRIAGE_PROPOSED = "retriage_proposed"  # 建议重新分流
    SETTLEMENT_RECORDED = "settlement_recorded"  # 执行和解
    MEASURE_DECIDED = "measure_decided"  # 决定措施
    MEASURE_TAKEN = "measure_taken"  # 措施落实
    MEASURE_LIFTED = "measure_lifted"  # 措施解除
    SANCTIONS_COMPLETED = "sanctions_completed"  # 惩戒及终本措施补齐
    RESPONDENT_ARRIVED = "respondent_arrived"  # 被执行人到局
    EXIT_CONTROLLED = "exit_controlled"  # 办理边控
    EXIT_CONTROL_LIFTED = "exit_control_lifted"  # 解除边控
    CRIME_EVIDENCE_FOUND = "crime_evidence_found"  # 发现拒执罪证据
    PROSECUTION_STARTED = "prosecution_started"  # 启动刑事自诉
    SANCTION_GROUND_FOUND = "sanction_ground_found"  # 发现制裁事由
    SANCTION_DRAFTED = "sanction_drafted"  # 起草制裁决定
    LISTING_DECISION = "listing_decision"  # 收到失信限消决定
    LISTING_ENTERED = "listing_entered"  # 录入失信限消信息
    DIFFICULT_QUESTION = "difficult_question"  # 提出疑难问题
    JOINT_MEETING_HELD = "joint_meeting_held"  # 召开联席会议
    PROBLEM_FOUND = "problem_found"  # 发现问题
    PROBLEM_REPORTED = "problem_reported"  # 报告问题
    THIRD_PARTY_CLAIM_NAMED = "third_party_claim_named"  # 提出到期债权线索
    THIRD_PARTY_CLAIM_VERIFIED = "third_party_claim_verified"  # 核实到期债权
    THIRD_PARTY_NOTICE_SERVED = "third_party_notice_served"  # 履行到期债务通知送达第三人
    THIRD_PARTY_ANSWERED = "third_party_answered"  # 第三人答复
    THIRD_PARTY_PERIOD_ENDED = "third_party_period_ended"  # 第三人异议期间届满
    THIRD_PARTY_ENFORCED = "third_party_enforced"  # 裁定强制执行到期债权
    THIRD_PARTY_RULING_SERVED = "third_party_ruling_served"  # 裁定送达第三人
    ENTRUST_OUT_READY = "entrust_out_ready"  # 移交委托材料
    ENTRUST_OUT_SENT = "entrust_out_sent"  # 发出委托
    ENTRUST_ANSWER = "entrust_answer"  # 收到委托反馈
    ENTRUST_ANSWER_HANDED = "entrust_answer_handed"  # 反馈移交团队
    ENTRUST_IN = "entrust_in"  # 来委托
    ENTRUST_IN_ACCEPTED = "entrust_in_accepted"  # 接收来委托
    ENTRUST_IN_COMPLETED = "entrust_in_completed"  # 办结来委托
    PETITION_ASSIGNED = "petition_assigned"  # 信访交办
    PETITION_ANSWERED = "petition_answered"  # 信访办结
    PLATFORM_ITEM_RECEIVED = "platform_item_received"  # 收到平台事项
    PLATFORM_ITEM_ANSWERED = "platform_item_answered"  # 办复平台事项
    # case money (案款)
    DEDUCTION_ORDERED = "deduction_ordered"  # 决定扣划
    DEDUCTION_SENT = "deduction_sent"  # 扣划指令发出
    DEDUCTION_FAILED = "deduction_failed"  # 扣划未成
    MONEY_ARRIVED = "money_arrived"  # 案款到账
    DIRECT_PAYMENT = "direct_payment"  # 当事人自行给付
    PAYOUT_ORDERED = "payout_ordered"  # 决定发放
    PAID_OUT = "paid_out"  # 发放
    MONEY_CLEARED = "money_cleared"  # 该笔案款发放完毕
    FINANCE_NOTICE = "finance_notice"  # 财务到账通知
    MONEY_CLAIMED = "money_claimed"  # 案款认领
    PAYMENT_PRESSED = "payment_pressed"  # 督促办理发放手续
    FUND_ANOMALY = "fund_anomaly"  # 案款异常
    FUND_ANOMALY_REPORTED = "fund_anomaly_reported"  # 报告案款异常
    DISTRIBUTION_GROUND_FOUND = "distribution_ground_found"  # 发现可参与分配
    DISTRIBUTION_APPLIED = "distribution_applied"  # 申请参与分配
    DISTRIBUTION_PLANNED = "distribution_planned"  # 制作分配方案
    DISTRIBUTION_TOLD = "distribution_told"  # 向案外债权人送达分配方案
    DISTRIBUTION_OBJECTED = "distribution_objected"  # 对分配方案提出异议
    DISTRIBUTION_OBJECTION_TOLD = "distribution_objection_told"  # 通知分配方案异议
    DISTRIBUTION_RECEIVED = "distribution_received"  # 签收分配方案
    DISTRIBUTION_AGREED = "distribution_agreed"  # 对分配方案无异议
    DISTRIBUTION_PERIOD_ENDED = "distribution_period_ended"  # 分配方案异议期间届满
    DISTRIBUTION_OBJECTION_RECEIVED = "distribution_objection_received"  # 签收分配方案异议
    DISTRIBUTION_OBJECTION_AGREED = "distribution_objection_agreed"  # 对异议不持反对意见
    DISTRIBUTION_OPPOSED = "distribution_opposed"  # 反对分配方案异议
    DISTRIBUTION_OPPOSITION_ENDED = "distribution_opposition_ended"  # 反对异议的期间届满
    DISTRIBUTION_OPPOSITION_TOLD = "distribution_opposition_told"  # 反对意见通知异议人
    DISTRIBUTION_SUED = "distribution_sued"  # 提起分配方案异议之诉
    DISTRIBUTION_SUIT_PERIOD_ENDED = "distribution_suit_period_ended"  # 分配方案异议之诉起诉期间届满
    DISTRIBUTION_SETTLED = "distribution_settled"  # 分配方案异议处理完毕
    HEARING_HELD = "hearing_held"  # 组织听证
    # disposal and auction (财产处置)
    DISPOSAL_CONDITIONS_MET = "disposal_conditions_met"  # 符合处置要件
    DISPOSAL_ENTERED = "disposal_entered"  # 进入处置程序
    EVICTION_NOTICE_ISSUED = "eviction_notice_issued"  # 腾房公告
    EVICTION_NOTICE_EXPIRES = "eviction_notice_expires"  # 腾房公告届满
    EVICTION_COMPLETED = "eviction_completed"  # 腾房完毕
    PRICING_STARTED = "pricing_started"  # 启动定价
    PRICE_INQUIRED = "price_inquired"  # 发出网络询价
    REFERENCE_PRICE = "reference_price"  # 确定参考价
    DISPOSAL_PAPERS_HANDED = "disposal_papers_handed"  # 移交拍卖材料
    AUCTION_PLANNED = "auction_planned"  # 决定拍卖
    AUCTION_RULING_RECEIVED = "auction_ruling_received"  # 收到拍卖裁定
    AUCTION_NOTICE_DRAFTED = "auction_notice_drafted"  # 拟定拍卖公告
    AUCTION_NOTICE_SERVED = "auction_notice_served"  # 拍卖公告送达
    DISPOSAL_STEP = "disposal_step"  # 处置程序进展
    DISPOSAL_STEP_TOLD = "disposal_step_told"  # 处置进展告知
    TEAM_TOLD = "team_told"  # 告知团队
    VIEWING_HELD = "viewing_held"  # 组织看样
    FAILED_ROUND_TOLD = "failed_round_told"  # 流拍告知法官
    SALE_CONFIRMED = "sale_confirmed"  # 打印成交确认书并联系买受人
    AUCTION_PUBLISHED = "auction_published"  # 发布拍卖公告
    AUCTION_ENDED = "auction_ended"  # 拍卖结束
    PRICE_PAID_IN_FULL = "price_paid_in_full"  # 价款付清
    SALE_RULING_SERVED = "sale_ruling_served"  # 成交裁定送达
    ASSET_DELIVERED = "asset_delivered"  # 交付
    DEBT_OFFER_ANSWERED = "debt_offer_answered"  # 以物抵债意见
    ASSET_TAKEN_FOR_DEBT = "asset_taken_for_debt"  # 以物抵债
    DISPOSAL_ENDED = "disposal_ended"  # 处置结束
    # closing (结案)
    CLOSING_PROPOSED = "closing_proposed"  # 报结
    CLOSING_RETURNED = "closing_returned"  # 退回报结
    CLOSING_APPROVED = "closing_approved"  # 结案审查通过
    CLOSED = "closed"  # 结案
    # after termination (终本管理)
    RESUMPTION_MATERIALS = "resumption_materials"  # 收到恢复执行材料
    RESUMPTION_DECIDED = "resumption_decided"  # 决定恢复或者不予立案
    # the clock and the node table (期限、流程节点)
    NODE_WARNED = "node_warned"  # 预警
    NODE_OVERDUE = "node_overdue"  # 超期
    NODE_ESCALATED = "node_escalated"  # 提级督办
    OVERDUE_WITHDRAWN = "overdue_withdrawn"  # 撤回超期
    NODE_DONE = "node_done"  # 节点完成
    CALENDAR_CHANGED = "calendar_changed"  # 改用新的工作日历
    SUSPENSION_STARTED = "suspension_started"  # 扣除期间开始
    SUSPENSION_ENDED = "suspension_ended"  # 扣除期间结束
    EXTENSION_GRANTED = "extension_granted"  # 延长
    EXTENSION_REQUEST = "extension_request"  # 申请延长扣除
    EXTENSION_DECIDED = "extension_decided"  # 延长扣除审批
    NODE_WARNING_SEEN = "node_warning_seen"  # 节点预警
    HANDLER_REMINDED = "handler_reminded"  # 提醒承办人
    NOTICE_SENT = "notice_sent"  # 通知


class Event(Value):
    """One thing that happened: what, when, to what in the case, stated by whom.

    `subject` names the thing inside the case the event is about (an asset, a sum of money, a
    document, a stage, a node); it is an id of ours and never a person's name.
    `facts` may hold personal values; the chain covers their digest only.
    """

    kind: EventKind
    occurred_at: Instant
    subject: str = ""
    facts: Facts = Field(default_factory=dict)
    actor: str = "system"
    role: str = ""
    on_behalf_of: str = ""
    corrects: int | None = None


class Entry(Event):
    """An event the register committed: its place in the journal and when it was recorded (录入)."""

    seq: int
    recorded_at: Instant

    @property
    def recorded_late_after(self) -> Instant:
        """The instant the record was made; lateness of an act counts from its submission."""
        return self.recorded_at


GENESIS = "0" * 64
"""What the first link of every case's chain hangs on."""


def canonical_json(value: Any) -> bytes:
    """One byte string per value: sorted keys, no spaces, UTF-8. What digests and signatures cover."""
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"), default=str).encode()


def digest(value: Any) -> str:
    """SHA-256 of the canonical bytes, in hex."""
    return hashlib.sha256(canonical_json(value)).hexdigest()


def link(previous: str, case_key: str, entry: Entry, facts_digest: str) -> str:
    """The chain hash of one entry: it covers everything but the facts themselves, and their digest.

    Facts are covered by their digest alone, so that redacting a personal value leaves the chain whole.
    """
    head: Mapping[str, Any] = {
        "previous": previous,
        "case": case_key,
        "seq": entry.seq,
        "kind": entry.kind,
        "subject": entry.subject,
        "occurred_at": entry.occurred_at.isoformat(),
        "recorded_at": entry.recorded_at.isoformat(),
        "actor": entry.actor,
        "role": entry.role,
        "on_behalf_of": entry.on_behalf_of,
        "corrects": entry.corrects,
        "facts": facts_digest,
    }
    return digest(head)
