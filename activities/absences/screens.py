"""What the terminal prints of absences and of a person's inbox (缺勤、改派、个人待办)."""

from collections.abc import Iterable

from activities.absences.absences import ListedAbsence, Standing
from activities.absences.reassignment import Reassigned
from activities.inboxes import GROUND_NAMES, PersonalTask
from activities.screens import console, table, task_limit

STANDING_NAMES: dict[Standing, str] = {
    Standing.COMING: "未开始",
    Standing.NOW: "缺勤中",
    Standing.OVER: "已结束",
}
"""What each standing is called where a court reads it."""


def print_absences(rows: Iterable[ListedAbsence]) -> None:
    """The list of absences, by court."""
    made = table("缺勤", "法院", "人员", "起日", "止日", "代理人", "状态")
    for row in rows:
        away = row.absence
        dates = (away.since.isoformat(), away.until.isoformat())
        made.add_row(row.court, away.staff, *dates, away.substitute or "—", STANDING_NAMES[row.standing])
    console().print(made)


def print_reassigned(rows: Iterable[Reassigned]) -> None:
    """Case by case who took it over, or why nobody did."""
    made = table("改派", "案号", "单位", "接办人员", "结果")
    for row in rows:
        outcome = row.reason if row.seq is None else f"已改派，记入案件日志第 {row.seq} 条"
        made.add_row(row.case_no, row.unit or "—", row.owner or "—", outcome)
    console().print(made)


def print_inbox(tasks: Iterable[PersonalTask]) -> None:
    """One person's inbox: why each thing is theirs, and for whom they do it."""
    headings = ("案号", "事项", "对象", "期限", "缘由", "代理", "办理行为", "依据", "等候")
    made = table("个人待办", *headings)
    for task in tasks:
        how = f"{task.act}（{task.act_name}）" if task.act else "系统办理"
        what = f"{task.node} {task.name}"
        why = (GROUND_NAMES[task.ground], task.absent or "—")
        about = (how, task.article, "、".join(task.waits_for))
        made.add_row(task.case_no, what, task.subject, task_limit(task), *why, *about)
    console().print(made)
