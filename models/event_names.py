"""What events, their subjects and their actors are called where a court reads them (事项名称)."""

from collections.abc import Mapping

from models.events import EventKind as Kind
from models.flow import PART_NAMES, Part

EVENT_NAMES: dict[Kind, str] = {
    Kind.FILED: "立案",
    Kind.ENTERED_IN_SYSTEM: "录入流程系统",
    Kind.FILING_ERROR_FOUND: "发现立案差错",
    Kind.FILING_CORRECTED: "立案信息更正",
    Kind.RECEIVED: "收案登记",
    Kind.IDENTITY_CHECK_ORDERED: "发起身份核对",
    Kind.IDENTITY_CHECKED: "身份核对完成",
    Kind.TRIAL_FILE_OPENED: "调取审理卷宗",
    Kind.RELATED_SEARCHED: "类案检索",
    Kind.RECEPTION_ENDED: "初次接待结束",
    Kind.STAGE_ENTERED: "进入环节",
    Kind.STAGE_LEFT: "环节办结",
    Kind.QUERY_LAUNCHED: "发起查询",
    Kind.QUERY_RETURNED: "查询反馈",
    Kind.FEEDBACK_FILED: "反馈表入卷",
    Kind.MONEY_FOUND: "发现资金",
    Kind.PROPERTY_FOUND: "发现财产",
    Kind.CONTROLLED: "控制财产",
    Kind.CONTROL_REFUSED: "未能控制",
    Kind.CONTROL_RELEASED: "解除控制",
    Kind.FREEZE_PAPERS_FILED: "冻结手续入卷",
    Kind.SEIZED: "查封",
    Kind.DOCUMENT_MADE: "制作文书",
    Kind.DOCUMENT_SENT: "发出文书",
    Kind.DOCUMENT_SERVED: "文书送达",
    Kind.DOCUMENT_RETURNED: "文书退回",
    Kind.RETURN_PAPERS_HANDED: "退回凭证移交",
    Kind.DOCUMENTS_SERVED: "全套文书送达",
    Kind.TRADITIONAL_QUERY_STARTED: "启动线下查询",
    Kind.OFFLINE_FINDING: "线下查询结果",
    Kind.TRADITIONAL_QUERY_ENDED: "线下查询完成",
    Kind.TRIAGED: "繁简分流",
    Kind.APPROVAL_REQUESTED: "报批",
    Kind.APPROVAL_DECIDED: "审批",
    Kind.ASSIGNED: "分案",
    Kind.HANDOVER_OFFERED: "移送",
    Kind.HANDOVER_ACCEPTED: "接收移送",
    Kind.HANDOVER_RETURNED: "退回移送",
    Kind.GROUP_ENTERED: "移交到团队",
    Kind.SECOND_ASSIGNMENT: "二次分案",
    Kind.CONVERSION_APPROVED: "转换程序",
    Kind.FEEDBACK_GIVEN: "向当事人反馈",
    Kind.PLAN_MADE: "制定执行方案",
    Kind.ROUND_ONE_STARTED: "启动首轮查控",
    Kind.ROUND_ONE_ENDED: "首轮查控结束",
    Kind.FACTS_RECORDED: "记录事实",
    Kind.FACT_CORRECTED: "更正事实",
    Kind.RETRIAGE_PROPOSED: "建议重新分流",
    Kind.SETTLEMENT_RECORDED: "执行和解",
    Kind.MEASURE_DECIDED: "决定措施",
    Kind.MEASURE_TAKEN: "措施落实",
    Kind.MEASURE_LIFTED: "解除措施",
    Kind.SANCTIONS_COMPLETED: "惩戒及终本程序补齐",
    Kind.DEDUCTION_ORDERED: "决定扣划",
    Kind.DEDUCTION_SENT: "发出扣划指令",
    Kind.DEDUCTION_FAILED: "扣划未成",
    Kind.MONEY_ARRIVED: "案款到账",
    Kind.DIRECT_PAYMENT: "当事人自行给付",
    Kind.PAYOUT_ORDERED: "决定发放",
    Kind.PAID_OUT: "案款发放",
    Kind.MONEY_CLEARED: "该笔案款发放完毕",
    Kind.DISPOSAL_CONDITIONS_MET: "符合处置要件",
    Kind.DISPOSAL_ENTERED: "进入处置程序",
    Kind.EVICTION_NOTICE_ISSUED: "发布腾房公告",
    Kind.EVICTION_NOTICE_EXPIRES: "腾房公告届满",
    Kind.EVICTION_COMPLETED: "腾房完毕",
    Kind.PRICING_STARTED: "启动定价",
    Kind.PRICE_INQUIRED: "发出网络询价",
    Kind.REFERENCE_PRICE: "确定参考价",
    Kind.DISPOSAL_PAPERS_HANDED: "移交拍卖材料",
    Kind.AUCTION_PLANNED: "决定拍卖",
    Kind.AUCTION_PUBLISHED: "发布拍卖公告",
    Kind.AUCTION_ENDED: "拍卖结束",
    Kind.PRICE_PAID_IN_FULL: "价款付清",
    Kind.SALE_RULING_SERVED: "成交裁定送达",
    Kind.ASSET_DELIVERED: "财产交付",
    Kind.DEBT_OFFER_ANSWERED: "以物抵债意见",
    Kind.ASSET_TAKEN_FOR_DEBT: "以物抵债",
    Kind.DISPOSAL_ENDED: "处置结束",
    Kind.CLOSING_PROPOSED: "报结",
    Kind.CLOSING_RETURNED: "退回报结",
    Kind.CLOSING_APPROVED: "结案审查通过",
    Kind.CLOSED: "结案",
    Kind.RESUMPTION_MATERIALS: "收到恢复执行材料",
    Kind.RESUMPTION_DECIDED: "恢复执行审查决定",
    Kind.NODE_WARNED: "预警",
    Kind.NODE_OVERDUE: "超期",
    Kind.OVERDUE_WITHDRAWN: "撤回超期",
    Kind.NODE_DONE: "节点签名",
    Kind.SUSPENSION_STARTED: "扣除期间开始",
    Kind.SUSPENSION_ENDED: "扣除期间结束",
    Kind.EXTENSION_GRANTED: "准予延长",
    Kind.NOTICE_SENT: "通知",
}
"""The Chinese name of every kind; a test holds that none is missing."""


def subject_name(kind: Kind, subject: str, names: Mapping[str, str]) -> str:
    """What an event is about: a node by its limit and thing, a stage by its name, else a name or the id."""
    if kind in (Kind.NODE_WARNED, Kind.NODE_OVERDUE, Kind.OVERDUE_WITHDRAWN):
        limit, about, _ = subject.split("#")
        return f"{limit}·{about}" if about else limit
    if kind in (Kind.STAGE_ENTERED, Kind.STAGE_LEFT):
        return PART_NAMES[Part(subject)]
    return names.get(subject, subject)


def actor_name(actor: str) -> str:
    """Who did it: the system, an outside system, or a person by staff number."""
    if actor.startswith("system"):
        return "系统"
    return "外部反馈" if actor.startswith("outside") else actor
