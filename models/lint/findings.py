"""A finding of lint (检查发现): a stable code, how grave it is, one sentence, the rows it rests on."""

from enum import StrEnum

from models.limits import Limit
from models.triage_rules import TriageRule
from models.values import Value


class Severity(StrEnum):
    """How grave a finding is."""

    CONFLICT = "conflict"  # 抵触：与法律或者本院另一条不能并存
    DOUBT = "doubt"  # 存疑：文件没有写明，须由本院确定
    NOTE = "note"  # 提示：可以运行，宜订正


SEVERITY_NAMES: dict[Severity, str] = {
    Severity.CONFLICT: "抵触",
    Severity.DOUBT: "存疑",
    Severity.NOTE: "提示",
}
"""What each severity is called where a court reads it."""


class FindingCode(StrEnum):
    """What kind of finding it is; programs branch on this and never on the sentence."""

    # limits against one another
    LIMITS_OVERLAP = "limits_overlap"  # 同一件事两个期限
    LIMIT_BEFORE_HANDOVER = "limit_before_handover"  # 案件未到手期限先届满
    STEPS_EXCEED_LIMIT = "steps_exceed_limit"  # 各步之和超过总期限
    CIRCULAR_ORDER = "circular_order"  # 先后互为前提
    # rules that decide nothing, or against one another
    NEVER_HOLDS = "never_holds"  # 条件不能成立
    ALWAYS_OUTVOTED = "always_outvoted"  # 总被在先的规则压过
    RULES_OVERLAP = "rules_overlap"  # 同一案件两条规则结论不同
    LEG_UNREACHABLE = "leg_unreachable"  # 无从进入的环节
    POOL_UNUSED = "pool_unused"  # 没有规则分入的分案池
    # classes nobody handles
    CASE_KIND_UNHANDLED = "case_kind_unhandled"  # 没有规则或者单位承接的案件类别
    POOL_WITHOUT_OWNER = "pool_without_owner"  # 分案池的单位没有可任承办人的人员
    NOBODY_MAY_ACT = "nobody_may_act"  # 责任单位没有可办该行为的人员
    # bodies and roles nobody set up
    BODY_NOT_SET_UP = "body_not_set_up"  # 有名无实的机构
    ROLE_NOT_SET_UP = "role_not_set_up"  # 没有单位设置的职务
    # articles
    ARTICLE_MISSING = "article_missing"  # 没有写明条款
    ARTICLE_DIFFERS = "article_differs"  # 条款与依据不一致
    # looser than the law
    LIMIT_LOOSER = "limit_looser"  # 期限长于法定
    LAW_LIMIT_DROPPED = "law_limit_dropped"  # 删去法定期限而无替代
    NUMBER_LOOSER = "number_looser"  # 数值宽于法定
    APPROVER_BELOW_LAW = "approver_below_law"  # 审批人低于法定
    WAITING_TIME_WAIVED = "waiting_time_waived"  # 免除法定等待期间
    MAXIMUM_AS_FIXED = "maximum_as_fixed"  # 法定上限写成固定期间
    TOLD_TOO_LATE = "told_too_late"  # 法定事前告知写成事后


class Finding(Value):
    """One finding; `articles` are those of both sides in the order of `ids`."""

    code: FindingCode
    severity: Severity
    message: str
    ids: tuple[str, ...]
    articles: tuple[str, ...]


def cited(article: str, row: str) -> str:
    """A row as a sentence names it: the article, and the id in the rulebook."""
    return f"{article}（{row}）"


def of_limits(code: FindingCode, severity: Severity, message: str, *limits: Limit) -> Finding:
    """A finding that rests on limits."""
    return Finding(
        code=code,
        severity=severity,
        message=message,
        ids=tuple(limit.id for limit in limits),
        articles=tuple(limit.article for limit in limits),
    )


def of_rules(code: FindingCode, severity: Severity, message: str, *rules: TriageRule) -> Finding:
    """A finding that rests on triage rules."""
    return Finding(
        code=code,
        severity=severity,
        message=message,
        ids=tuple(rule.id for rule in rules),
        articles=tuple(rule.article for rule in rules),
    )
