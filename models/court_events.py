"""Kinds of entry in a court's own journal (法院日志): what belongs to no case."""

from enum import StrEnum


class CourtEventKind(StrEnum):
    """What a court's journal holds."""

    ROSTER_LOADED = "roster_loaded"  # 载入人员名册
    ABSENCE_RECORDED = "absence_recorded"  # 登记缺勤
    ABSENCE_END_MOVED = "absence_end_moved"  # 变更缺勤止日
    FILING_REJECTED = "filing_rejected"  # 退回立案
    ANSWER_SET_ASIDE = "answer_set_aside"  # 结案后到达的外部反馈
    SERVICE_AFTER_CLOSING = "service_after_closing"  # 结案后送达结果
    MONEY_AFTER_CLOSING = "money_after_closing"  # 结案后到账
    PAPER_AFTER_CLOSING = "paper_after_closing"  # 结案后入卷
    FILE_ARCHIVED = "file_archived"  # 卷宗归档
    AUDIT_FOUND = "audit_found"  # 稽核发现
    AUDIT_OVER = "audit_over"  # 稽核发现已消除
    KEY_REGISTERED = "key_registered"  # 登记签名密钥
    KEY_ENDED = "key_ended"  # 停用签名密钥
    COURT_KEY_STARTED = "court_key_started"  # 启用法院密钥
    COURT_KEY_REPLACED = "court_key_replaced"  # 更换法院密钥
    SEALED = "sealed"  # 日封
    DUTY_OPENED = "duty_opened"  # 经常性工作开始
    DUTY_REMINDED = "duty_reminded"  # 经常性工作提醒
    DUTY_OVERDUE = "duty_overdue"  # 经常性工作超期
    DUTY_DONE = "duty_done"  # 经常性工作办结
    DUTY_OVERDUE_WITHDRAWN = "duty_overdue_withdrawn"  # 撤回经常性工作超期
    DUTY_REDATED = "duty_redated"  # 经常性工作改期


DUTY_KINDS = frozenset(
    {
        CourtEventKind.DUTY_OPENED,
        CourtEventKind.DUTY_REMINDED,
        CourtEventKind.DUTY_OVERDUE,
        CourtEventKind.DUTY_DONE,
        CourtEventKind.DUTY_OVERDUE_WITHDRAWN,
        CourtEventKind.DUTY_REDATED,
    }
)
"""What the table of duties is folded from."""
