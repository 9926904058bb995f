"""Staff around queries and service (传统查控、送达)."""

from collections.abc import Iterator
from datetime import datetime, timedelta

from simulation.docket import Json
from simulation.sight import Sight, Task, instant, latest
from simulation.staff.planner import Move, Planner

NOTICE = timedelta(days=31)
"""How long a public notice hangs before it counts (NB-76), the day it is put up included."""

FAILED = {
    "collect": "多次拨打电话无人接听",
    "in_person": "登记地址无人居住，已拍照留证",
    "grid": "网格员未能找到收件人",
}
"""Why a way of service failed."""

BETWEEN_COUNTERS = 2.3
"""Office hours from one counter to the next."""


def report_finding(plan: Planner, task: Task) -> Iterator[Move]:
    """The next counter of the round, with what it had."""
    sight = plan.sight
    if not sight.in_part("offline_query"):
        return
    for number, institution in enumerate(plan.customs.institutions, start=1):
        if sight.seen("traditional_query_started", institution) and not sight.seen(
            "offline_finding", institution
        ):
            far = BETWEEN_COUNTERS * number
            covered = list(plan.customs.finding_topics.get(institution, ()))
            found = plan.script.findings.get(institution, {})
            data = {"institution": institution, **({"covered": covered} if covered else {}), **found}
            yield plan.move(
                "report_finding",
                data,
                since=[sight.at("traditional_query_started")],
                mark=institution,
                unit=plan.place(task.responsible),
                roles=("clerk", "enforcement_officer", "judge_assistant"),
                hours=(far, far + 0.4),
                task=task,
            )
            return


def record_service(plan: Planner, task: Task) -> Iterator[Move]:
    """What a person does to serve: a call, a visit, a notice, on whoever has nothing on its way."""
    if task.node in plan.customs.personal_service:
        yield from _once_more_in_person(plan, task)
        return
    sight = plan.sight
    for recipient in _recipients(sight):
        sent = [d for d in sight.shelf("deliveries") if d["recipient"] == recipient]
        papers = _waiting(sight, recipient, sent)
        channel = _next_way(plan, _failed(sent)) if papers else ""
        if channel:
            out = (instant(p["stamped_at"] or p["made_at"]) for p in papers)
            since = [*(instant(d["returned_at"]) for d in sent), *out]
            yield _service(plan, task, recipient, channel, sent, latest(since))


def _recipients(sight: Sight) -> tuple[str, ...]:
    """Everybody for whom there are documents."""
    named = {name for paper in sight.shelf("papers") for name in (paper["recipient"], *paper["recipients"])}
    return tuple(sorted((named | {delivery["recipient"] for delivery in sight.shelf("deliveries")}) - {""}))


def _waiting(sight: Sight, recipient: str, sent: list[Json]) -> list[Json]:
    """The documents of theirs that may be served and are neither served nor on their way."""
    taken = {paper for d in sent if not d["returned_at"] for paper in d["documents"]}
    return [
        paper
        for paper in sight.shelf("papers")
        if recipient in (paper["recipient"], *paper["recipients"])
        and paper["id"] not in taken
        and (paper["stamped_at"] or not paper["to_stamp"])
    ]


def _failed(sent: list[Json]) -> set[str]:
    """Ways that came to nothing the last time they were taken."""
    last: dict[str, str] = {}
    for delivery in sent:
        last[delivery["channel"]] = max(last.get(delivery["channel"], ""), delivery["sent_at"])
    reached = {d["channel"] for d in sent if d["sent_at"] == last[d["channel"]] and not d["returned_at"]}
    return set(last) - reached


def _next_way(plan: Planner, tried: set[str]) -> str:
    """The next way a person takes; empty while it is the post's turn."""
    ladder = plan.customs.by_hand or (plan.script.service,)
    if "collect" in ladder and "collect" not in tried:
        return "collect"
    if "post" not in tried:
        return ""
    return next((way for way in ladder if way not in tried and way != "collect"), "")


def _service(
    plan: Planner, task: Task, recipient: str, channel: str, tried: list[Json], begin: datetime | None
) -> Move:
    """One way of service, and what came of it: a call that nobody answers, an address long left."""
    served = _comes_through(plan, recipient, channel)
    if channel == "public_notice" and begin is not None:
        begin += NOTICE
    return plan.move(
        "record_service",
        {
            "recipient": recipient,
            "channel": channel,
            **({} if served else {"served": False, "reason": FAILED[channel]}),
        },
        since=[begin],
        mark=f"{recipient}/{len(tried)}",
        unit=plan.place(task.responsible),
        roles=("enforcement_officer", "judge_assistant", "clerk", "judge"),
        hours=(4, 8),
        task=task,
    )


def _comes_through(plan: Planner, recipient: str, channel: str) -> bool:
    """What the recipient does, as the truth has it: nobody else could tell."""
    truth = plan.row.truth.get("parties", {}).get(recipient, {})
    if channel == "collect":
        return bool(truth.get("phone_answered", True))
    return bool(truth.get("service", {}).get(channel, {}).get("outcome", "delivered") == "delivered")


def _once_more_in_person(plan: Planner, task: Task) -> Iterator[Move]:
    """Whoever has come in gets the papers in hand (JL-18)."""
    sight = plan.sight
    for recipient in sight.parties("respondent")[:1]:
        yield plan.move(
            "record_service",
            {"recipient": recipient, "channel": "in_person"},
            since=(),
            mark=f"{task.node}/{sight.seq('respondent_arrived')}",
            unit=plan.place(task.responsible),
            roles=("enforcement_officer", "judge_assistant", "judge"),
            hours=(0.3, 1),
            task=task,
        )


def hand_return_papers(plan: Planner, task: Task) -> Iterator[Move]:
    """The proof that a document came back goes to the team (GS-20)."""
    delivery: Json | None = plan.sight.state["deliveries"].get(task.subject)
    if delivery and delivery["returned_at"] and not delivery["return_papers_handed"]:
        yield plan.move(
            "hand_return_papers",
            {"delivery": task.subject},
            since=(),
            mark=task.subject,
            unit=plan.customs.centre,
            roles=("clerk",),
            hours=(0.5, 2),
            task=task,
        )


def file_papers(plan: Planner, task: Task) -> Iterator[Move]:
    """The papers of a freeze are printed into the file (GS-17)."""
    yield plan.move(
        "file_papers",
        {"item": task.subject},
        since=(),
        mark=task.subject,
        unit=plan.place(task.responsible),
        roles=("clerk", "judge_assistant"),
        hours=(2, 6),
        task=task,
    )
