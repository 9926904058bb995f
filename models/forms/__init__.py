"""The forms of the courts (文书、表格、笔录): each kind, its Chinese name, and its field values."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType
from typing import NamedTuple

from models.forms.coercion import (
    ConsumptionRestrictionOrder,
    DetentionDecision,
    DishonestListingDecision,
    FineDecision,
)
from models.forms.control import DistributionPlan, ReleaseRuling, RenewalRuling
from models.forms.disposal import (
    AuctionNotice,
    AuctionRuling,
    DebtAssetRuling,
    DeductionRuling,
    EvictionNotice,
    SaleRuling,
)
from models.forms.head import CaseHead, Form, FormParty
from models.forms.served import (
    AssistanceNotice,
    ClosingNotice,
    CombinedNotice,
    EnforcementNotice,
    GeneralRuling,
    PropertyDeclaration,
    PropertyReportOrder,
    ProvidePropertyNotice,
    SecondAssignmentFeedback,
    TerminationRuling,
)
from models.forms.sheets import (
    ConversionApproval,
    EnforcementPlan,
    FirstInterviewRecord,
    InquiryRecord,
    NodeTable,
    PayoutApproval,
    PropertyLedger,
    QueryFeedbackSheet,
    ReceptionRecord,
    TerminationInterview,
)
from models.forms.third_parties import ThirdPartyNotice, ThirdPartyRuling

__all__ = ["FORMS", "CaseHead", "Form", "FormFault", "FormKind", "FormParty", "FormSpec"]


class FormKind(StrEnum):
    """The kinds of form; the value is also the template's file name without its suffix."""

    ENFORCEMENT_NOTICE = "enforcement_notice"
    PROPERTY_REPORT_ORDER = "property_report_order"
    PROVIDE_PROPERTY_NOTICE = "provide_property_notice"
    PROPERTY_DECLARATION = "property_declaration"
    GENERAL_RULING = "general_ruling"
    CONSUMPTION_RESTRICTION_ORDER = "consumption_restriction_order"
    DISHONEST_LISTING_DECISION = "dishonest_listing_decision"
    FINE_DECISION = "fine_decision"
    DETENTION_DECISION = "detention_decision"
    DEDUCTION_RULING = "deduction_ruling"
    RELEASE_RULING = "release_ruling"
    RENEWAL_RULING = "renewal_ruling"
    DISTRIBUTION_PLAN = "distribution_plan"
    ASSISTANCE_NOTICE = "assistance_notice"
    EVICTION_NOTICE = "eviction_notice"
    AUCTION_RULING = "auction_ruling"
    AUCTION_NOTICE = "auction_notice"
    SALE_RULING = "sale_ruling"
    DEBT_ASSET_RULING = "debt_asset_ruling"
    CLOSING_NOTICE = "closing_notice"
    TERMINATION_RULING = "termination_ruling"
    TERMINATION_INTERVIEW = "termination_interview"
    PAYOUT_APPROVAL = "payout_approval"
    PROPERTY_LEDGER = "property_ledger"
    CONVERSION_APPROVAL = "conversion_approval"
    ENFORCEMENT_PLAN = "enforcement_plan"
    FIRST_INTERVIEW_RECORD = "first_interview_record"
    RECEPTION_RECORD = "reception_record"
    INQUIRY_RECORD = "inquiry_record"
    QUERY_FEEDBACK_SHEET = "query_feedback_sheet"
    COMBINED_NOTICE = "combined_notice"
    SECOND_ASSIGNMENT_FEEDBACK = "second_assignment_feedback"
    NODE_TABLE = "node_table"
    THIRD_PARTY_NOTICE = "third_party_notice"
    THIRD_PARTY_RULING = "third_party_ruling"


class FormFault(StrEnum):
    """Why a form is refused."""

    UNKNOWN = "form_unknown"  # 没有这种文书
    VALUES = "form_values"  # 填写内容不合要求
    TEMPLATE = "form_template"  # 模板有误


class FormSpec(NamedTuple):
    """A form's Chinese name and the shape of its field values."""

    name: str
    values: type[Form]


FORMS: Mapping[FormKind, FormSpec] = MappingProxyType(
    {
        FormKind.ENFORCEMENT_NOTICE: FormSpec("执行通知书", EnforcementNotice),
        FormKind.PROPERTY_REPORT_ORDER: FormSpec("报告财产令", PropertyReportOrder),
        FormKind.PROVIDE_PROPERTY_NOTICE: FormSpec("提供被执行人财产通知书", ProvidePropertyNotice),
        FormKind.PROPERTY_DECLARATION: FormSpec("财产申报表", PropertyDeclaration),
        FormKind.GENERAL_RULING: FormSpec("执行裁定书", GeneralRuling),
        FormKind.CONSUMPTION_RESTRICTION_ORDER: FormSpec("限制消费令", ConsumptionRestrictionOrder),
        FormKind.DISHONEST_LISTING_DECISION: FormSpec("失信决定书", DishonestListingDecision),
        FormKind.FINE_DECISION: FormSpec("罚款决定书", FineDecision),
        FormKind.DETENTION_DECISION: FormSpec("拘留决定书", DetentionDecision),
        FormKind.DEDUCTION_RULING: FormSpec("扣划裁定书", DeductionRuling),
        FormKind.RELEASE_RULING: FormSpec("解除查封冻结裁定书", ReleaseRuling),
        FormKind.RENEWAL_RULING: FormSpec("续行查封冻结裁定书", RenewalRuling),
        FormKind.DISTRIBUTION_PLAN: FormSpec("执行财产分配方案", DistributionPlan),
        FormKind.ASSISTANCE_NOTICE: FormSpec("协助执行通知书", AssistanceNotice),
        FormKind.EVICTION_NOTICE: FormSpec("腾房公告", EvictionNotice),
        FormKind.AUCTION_RULING: FormSpec("拍卖裁定书", AuctionRuling),
        FormKind.AUCTION_NOTICE: FormSpec("拍卖公告", AuctionNotice),
        FormKind.SALE_RULING: FormSpec("成交裁定书", SaleRuling),
        FormKind.DEBT_ASSET_RULING: FormSpec("以物抵债裁定书", DebtAssetRuling),
        FormKind.CLOSING_NOTICE: FormSpec("结案通知书", ClosingNotice),
        FormKind.TERMINATION_RULING: FormSpec("终结本次执行程序裁定书", TerminationRuling),
        FormKind.TERMINATION_INTERVIEW: FormSpec("终本约谈笔录", TerminationInterview),
        FormKind.PAYOUT_APPROVAL: FormSpec("执行案款发放审批表", PayoutApproval),
        FormKind.PROPERTY_LEDGER: FormSpec("查控财产台账", PropertyLedger),
        FormKind.CONVERSION_APPROVAL: FormSpec("简转繁审批表", ConversionApproval),
        FormKind.ENFORCEMENT_PLAN: FormSpec("执行方案", EnforcementPlan),
        FormKind.FIRST_INTERVIEW_RECORD: FormSpec("初次询问笔录", FirstInterviewRecord),
        FormKind.RECEPTION_RECORD: FormSpec("初次接待笔录", ReceptionRecord),
        FormKind.INQUIRY_RECORD: FormSpec("调查笔录", InquiryRecord),
        FormKind.QUERY_FEEDBACK_SHEET: FormSpec("系统反馈表", QueryFeedbackSheet),
        FormKind.COMBINED_NOTICE: FormSpec("复合型执行通知书", CombinedNotice),
        FormKind.SECOND_ASSIGNMENT_FEEDBACK: FormSpec("二次分案告知书", SecondAssignmentFeedback),
        FormKind.NODE_TABLE: FormSpec("执行流程节点表", NodeTable),
        FormKind.THIRD_PARTY_NOTICE: FormSpec("履行到期债务通知书", ThirdPartyNotice),
        FormKind.THIRD_PARTY_RULING: FormSpec("执行裁定书（到期债权）", ThirdPartyRuling),
    }
)
"""Every form the courts use, by kind."""
