"""What the house refuses, by code: nothing branches on the text, which is for the reader alone."""

from enum import StrEnum


class Code(StrEnum):
    """Why something was refused."""

    # material handed in
    RULEBOOK_INVALID = "rulebook_invalid"  # 办案规则不合要求
    RULEBOOK_MISSING = "rulebook_missing"  # 没有适用的办案规则
    FACTS_INVALID = "facts_invalid"  # 案件事实不合要求
    DIGEST_BROKEN = "digest_broken"  # 办案规则或者日历与其摘要不符
    CALENDAR_FILE_INVALID = "calendar_file_invalid"  # 日历文件不合要求
    CALENDAR_YEAR_UNKNOWN = "calendar_year_unknown"  # 没有该年日历
    SETTINGS_INVALID = "settings_invalid"  # 运行设置不合要求
    BAD_TIME = "bad_time"  # 时间不合要求
    BAD_DATA = "bad_data"  # 内容不合要求
    # acts
    ACT_NOT_ALLOWED = "act_not_allowed"  # 无权办理
    WRONG_STATE = "wrong_state"  # 案件当前状态不允许
    WRONG_UNIT = "wrong_unit"  # 非本单位案件
    NOT_YET = "not_yet"  # 前一步骤尚未登记
    ALREADY_DONE = "already_done"  # 已经办理
    UNKNOWN_SUBJECT = "unknown_subject"  # 对象不存在
    SECOND_PERSON_REQUIRED = "second_person_required"  # 须由他人办理
    NOT_COVERED = "not_covered"  # 法定事项尚未办全
    MISSING_EVIDENCE = "missing_evidence"  # 缺少材料
    NOBODY_ABSENT = "nobody_absent"  # 被代理人当日没有缺勤
    NOT_THE_SUBSTITUTE = "not_the_substitute"  # 不是代理人
    NOT_A_PANEL = "not_a_panel"  # 合议庭组成不合要求
    APPROVAL_REQUIRED = "approval_required"  # 须先经批准
    DISTRIBUTION_HELD = "distribution_held"  # 分配方案尚在异议期间或者有争议
    SIGNATURE_MISSING = "signature_missing"  # 缺少签名
    SIGNATURE_INVALID = "signature_invalid"  # 签名无效
    # the journal
    JOURNAL_BEHIND = "journal_behind"  # 登记簿落后于流程
    JOURNAL_AHEAD = "journal_ahead"  # 登记簿超前于流程
    CHAIN_BROKEN = "chain_broken"  # 哈希链断裂


class Refusal(Exception):
    """Something is refused: a code for the program, one Chinese sentence for the person."""

    def __init__(self, code: Code | str, message: str) -> None:
        super().__init__(code, message)
        self.code = str(code)
        self.message = message

    def __str__(self) -> str:
        return self.message
