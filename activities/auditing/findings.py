"""What an audit finds (稽核发现): each named by case, obligation and instant, none with a personal value."""

from enum import StrEnum

from models.nodes import Passing
from models.values import Instant, Value


class FindingKind(StrEnum):
    """What may be wrong."""

    # the record against its recount
    MISSED = "missed"
    LATE = "late"
    MISDATED = "misdated"
    UNFOUNDED = "unfounded"
    NOT_RECOUNTED = "not_recounted"
    DUTY_NOT_OPENED = "duty_not_opened"
    # the record against itself
    CHAIN_BROKEN = "chain_broken"
    FACTS_ALTERED = "facts_altered"
    KEY_DIFFERS = "key_differs"
    SEAL_BROKEN = "seal_broken"
    SEAL_MISSING = "seal_missing"
    PROJECTION_DIFFERS = "projection_differs"
    TEXT_DIFFERS = "text_differs"
    # what lies too long
    FILING_NOT_STARTED = "filing_not_started"
    ACT_NOT_DELIVERED = "act_not_delivered"
    ANSWER_NOT_TAKEN = "answer_not_taken"
    NOTICE_NOT_SENT = "notice_not_sent"
    # the Temporal server
    SERVER_AWAY = "server_away"
    QUEUE_WITHOUT_POLLERS = "queue_without_pollers"
    RUN_FAILING = "run_failing"
    CASE_NOT_RUNNING = "case_not_running"


FINDING_NAMES: dict[FindingKind, str] = {
    FindingKind.MISSED: "漏报",
    FindingKind.LATE: "迟报",
    FindingKind.MISDATED: "日期不符",
    FindingKind.UNFOUNDED: "无据报出",
    FindingKind.NOT_RECOUNTED: "无法复核",
    FindingKind.DUTY_NOT_OPENED: "经常性工作未开始",
    FindingKind.CHAIN_BROKEN: "哈希链断裂",
    FindingKind.FACTS_ALTERED: "内容与摘要不符",
    FindingKind.KEY_DIFFERS: "密钥登记不符",
    FindingKind.SEAL_BROKEN: "与日封不符",
    FindingKind.SEAL_MISSING: "日封缺失",
    FindingKind.PROJECTION_DIFFERS: "台账与日志不符",
    FindingKind.TEXT_DIFFERS: "规则或者日历被改动",
    FindingKind.FILING_NOT_STARTED: "立案未启动",
    FindingKind.ACT_NOT_DELIVERED: "行为未送达",
    FindingKind.ANSWER_NOT_TAKEN: "反馈未入案",
    FindingKind.NOTICE_NOT_SENT: "通知未发出",
    FindingKind.SERVER_AWAY: "流程服务器无应答",
    FindingKind.QUEUE_WITHOUT_POLLERS: "队列无人处理",
    FindingKind.RUN_FAILING: "流程反复出错",
    FindingKind.CASE_NOT_RUNNING: "案件未在运行",
}
"""What each is called where a court reads it."""


class Finding(Value):
    """One thing found.

    `subject` is the node, entry, seal, key, act, answer, order, queue or run it is about; `at` the
    instant at which it was due or since which it lies there; `noticed_at` what the record says instead,
    if anything. `ended_seq` is the entry that ended a missed obligation before anybody was told, 0 while
    it still stands. `name` is for the reader, Chinese; `code` says why, in the words of a program.
    """

    kind: FindingKind
    court: str = ""
    case_key: str = ""
    subject: str = ""
    limit: str = ""
    name: str = ""
    passing: Passing | None = None
    at: Instant | None = None
    noticed_at: Instant | None = None
    ended_seq: int = 0
    code: str = ""

    @property
    def id(self) -> str:
        """What makes two audits speak of the same finding."""
        at = self.at.isoformat() if self.at else ""
        return "|".join((self.kind, self.case_key, self.subject, self.passing or "", at))
