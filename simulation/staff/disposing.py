"""Staff disposing of a thing (财产处置): eviction, price, rounds, handing over."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from decimal import ROUND_UP, Decimal

from simulation.customs import HOLDER, Hours
from simulation.docket import Json
from simulation.outside.business_time import ZONE
from simulation.sight import Sight, Task, instant
from simulation.staff import approvals
from simulation.staff.implementing import planned
from simulation.staff.panels import AUCTION_TERMS
from simulation.staff.planner import Move, Planner

IMMOVABLE = frozenset({"house", "shop", "land", "listed_stock", "equity", "securities"})
NOTICE_DAYS = {"first": (15, 30), "second": (7, 15), "sale": (7, 15)}
"""Days between notice and opening: for movables, for immovables."""

NEXT_ROUND = {"": "first", "first": "second", "second": "sale"}
THOUSAND = Decimal(1000)


def _asset(plan: Planner, task: Task) -> Json:
    found: Json = plan.sight.state["assets"][task.subject]
    return found


def _desk(plan: Planner) -> str | None:
    """The unit that sells things; none where it is whoever holds the case."""
    return plan.customs.disposer or None


def _pace(plan: Planner, least: float, most: float) -> Hours:
    """The office hours a step takes: fewer at a desk that does nothing else."""
    quick = plan.customs.disposal_pace
    return least * quick, most * quick


def enter_disposal(plan: Planner, task: Task) -> Iterator[Move]:
    """A controlled thing that can be sold now is taken into disposal, after the accounts were emptied."""
    sight = plan.sight
    ready = sight.in_part("implementation") and planned(sight) and not sight.preserves
    if not ready or sight.leg != (plan.customs.disposal_leg or sight.leg) or _converts_first(plan):
        return
    if not _accounts_emptied(sight):
        return
    for asset in [_asset(plan, task)] if task.subject else sight.shelf("assets"):
        if _to_be_sold(asset):
            yield plan.move(
                "enter_disposal",
                {"asset": asset["id"]},
                since=[
                    sight.at("plan_made"),
                    sight.at("deduction_sent"),
                    sight.at("stage_entered"),
                    instant(asset["eviction_done_at"]),
                ],
                mark=asset["id"],
                unit=_desk(plan),
                roles=("judge",),
                hours=_pace(plan, 6, 12),
                task=task,
            )


def _converts_first(plan: Planner) -> bool:
    """Whether the case is to be given to another team before anything of it is sold (SQ-T14)."""
    sight = plan.sight
    asked = any(extra.act == "request_conversion" for extra in plan.script.extra)
    converted = sight.seen("conversion_approved") or sight.seen("second_assignment")
    return asked and (not converted or sight.open_acts("accept_handover"))


def _to_be_sold(asset: Json) -> bool:
    """Whether a thing is under control, empty, fit for sale and not on sale yet."""
    waits = asset["facts"].get("eviction_needed") and not asset["eviction_done_at"]
    fit = asset["facts"].get("disposable_now") is not False and asset["controlled_at"] is not None
    return fit and not waits and not asset["disposal_entered_at"] and not asset["released_at"]


def _accounts_emptied(sight: Sight) -> bool:
    return all(m["deduction_sent"] for m in sight.shelf("money") if m["frozen_at"])


def issue_eviction_notice(plan: Planner, task: Task) -> Iterator[Move]:
    """The notice to leave, with its period (腾房公告), once the president has granted it."""
    sight, asset = plan.sight, _asset(plan, task)
    if planned(sight) and not sight.preserves and not asset["eviction_notice_until"]:
        if not approvals.granted(sight, "eviction_notice", asset["id"]):
            why, since = "被执行人拒不迁出，须发布腾房公告", [sight.at("plan_made")]
            yield from approvals.ask(plan, "eviction_notice", asset["id"], why, since, HOLDER)
            return
        move = plan.move(
            "issue_eviction_notice",
            {"asset": asset["id"], "until": ""},
            since=[sight.at("plan_made"), sight.at("approval_decided")],
            mark=asset["id"],
            roles=HOLDER,
            hours=(4, 10),
            task=task,
        )
        issued = move.moment(plan.sight.now).date()
        until = issued + timedelta(days=plan.script.eviction_days)
        move.data["until"] = until.isoformat()
        yield move


def complete_eviction(plan: Planner) -> Iterator[Move]:
    """The house is empty some days after the notice ran out."""
    sight = plan.sight
    tasks = {task.subject: task for task in sight.tasks if task.act == "complete_eviction"}
    for asset in sight.shelf("assets"):
        if asset["eviction_notice_until"] and not asset["eviction_done_at"]:
            ended = datetime.combine(
                datetime.fromisoformat(asset["eviction_notice_until"]), time(23, 59), ZONE
            )
            yield plan.move(
                "complete_eviction",
                {"asset": asset["id"]},
                since=[ended],
                mark=asset["id"],
                roles=("bailiff", "enforcement_officer", "judge_assistant"),
                hours=(12, 20),
                task=tasks.get(asset["id"]),
            )


def meet_disposal_conditions(plan: Planner, task: Task) -> Iterator[Move]:
    """The parties are asked, and the judge finds that the thing may be sold (RY-D14)."""
    asset = _asset(plan, task)
    if asset["conditions_met_at"] is None:
        yield plan.move(
            "meet_disposal_conditions",
            {"asset": asset["id"], "opinions": "已征询双方对参考价确定方式和网络拍卖的意见"},
            since=[instant(asset["disposal_entered_at"])],
            mark=asset["id"],
            unit=_desk(plan),
            roles=("judge",),
            hours=_pace(plan, 3, 8),
            task=task,
        )


def start_pricing(plan: Planner, task: Task) -> Iterator[Move]:
    """Pricing starts with the method of the script."""
    asset = _asset(plan, task)
    if asset["conditions_met_at"] and not asset["pricing_method"] and _in_disposal(asset):
        yield plan.move(
            "start_pricing",
            {"asset": asset["id"], "method": plan.script.pricing},
            since=[instant(asset["conditions_met_at"])],
            mark=asset["id"],
            unit=_desk(plan),
            roles=("judge_assistant", "enforcement_officer", "judge"),
            hours=_pace(plan, 3, 8),
            task=task,
        )


def fix_price(plan: Planner, task: Task) -> Iterator[Move]:
    """What the parties agreed on, or a valuer found."""
    asset = _asset(plan, task)
    if asset["pricing_method"] not in ("", "network_inquiry") and asset["reference_price"] is None:
        yield plan.move(
            "fix_price",
            {"asset": asset["id"], "amount": str(plan.script.price)},
            since=(),
            mark=asset["id"],
            unit=_desk(plan),
            roles=("judge",),
            hours=_pace(plan, 10, 20),
            task=task,
        )


def hand_disposal_papers(plan: Planner, task: Task) -> Iterator[Move]:
    """The materials go to the auction desk (RY-34)."""
    asset = _asset(plan, task)
    if asset["reference_price"] is not None and asset["papers_handed_at"] is None:
        yield plan.move(
            "hand_disposal_papers",
            {"asset": asset["id"], "papers": list(plan.customs.auction_papers), **_covers(plan, asset)},
            since=(),
            mark=asset["id"],
            unit=_desk(plan),
            roles=("clerk", "judge_assistant"),
            hours=_pace(plan, 1, 4),
            task=task,
        )


def _covers(plan: Planner, asset: Json) -> Json:
    """The points its papers state of a thing of its kind; nothing where the court asks for none."""
    stated = {paper: list(kinds[asset["kind"]]) for paper, kinds in plan.customs.report_points.items()}
    return {"covers": stated} if stated else {}


def plan_auction(plan: Planner, task: Task) -> Iterator[Move]:
    """The next round, at the lowest price the law allows, after the shortest notice it allows."""
    asset = _asset(plan, task)
    name = NEXT_ROUND.get(asset["ended_round"], "")
    running = asset["planned_round"] != asset["ended_round"]
    sold = asset["ended_round"] and asset["result"] != "failed"
    refused = name != "sale" or asset["debt_offer"] == "refused"
    if not name or running or sold or not refused or not _in_disposal(asset) or _notice_open(plan, task):
        return
    if not approvals.granted(plan.sight, AUCTION_TERMS, asset["id"]):
        why = "报请合议庭确定保留价、增价幅度、保证金和优先购买权人"
        since = [instant(asset["papers_handed_at"]), plan.sight.at("auction_notice_drafted")]
        yield from approvals.ask(plan, AUCTION_TERMS, asset["id"], why, since, HOLDER)
        return
    start = _start_price(asset, name)
    move = plan.move(
        "plan_auction",
        {"asset": asset["id"], "round": name, "start_price": str(start), "deposit": str(_tenth(start))},
        since=[
            instant(asset["papers_handed_at"]),
            plan.sight.at("auction_ended"),
            plan.sight.at("debt_offer_answered"),
            plan.sight.at("auction_notice_drafted"),
            plan.sight.at("panel_held"),
        ],
        mark=f"{asset['id']}/{name}",
        unit=_desk(plan),
        roles=("judge",),
        hours=_pace(plan, 4, 10),
        task=task,
    )
    days = NOTICE_DAYS[name][asset["kind"] in IMMOVABLE]
    published = move.moment(plan.sight.now).date()
    opens = datetime.combine(published + timedelta(days=days), time(10), ZONE)
    move.data["opens_at"] = opens.isoformat()
    yield move


def _notice_open(plan: Planner, task: Task) -> bool:
    """Whether somebody still drafts the notice of this thing's auction (SH-D22)."""
    drafts = {
        node for node, errand in plan.customs.errands.items() if errand.event == "auction_notice_drafted"
    }
    return any(t.node in drafts and t.subject == task.subject for t in plan.sight.tasks)


def _start_price(asset: Json, name: str) -> Decimal:
    """Seven tenths of the reference price, then eight tenths of that, then the same; in whole thousands."""
    if name == "first":
        return _whole(Decimal(asset["reference_price"]) * 7 / 10)
    before = Decimal(asset["start_price"])
    return _whole(before * 8 / 10) if name == "second" else before


def _whole(amount: Decimal) -> Decimal:
    return (amount / THOUSAND).quantize(Decimal(1), ROUND_UP) * THOUSAND


def _tenth(amount: Decimal) -> Decimal:
    return (amount / 10).quantize(Decimal("0.01"))


def answer_debt_offer(plan: Planner, task: Task) -> Iterator[Move]:
    """The applicant says whether he takes the unsold thing for the debt."""
    asset = _asset(plan, task)
    ended = asset["ended_round"]
    answered = asset["debt_offer"] and plan.sight.seq("debt_offer_answered") > plan.sight.seq("auction_ended")
    if ended in ("second", "sale") and asset["result"] == "failed" and not answered and _in_disposal(asset):
        yield plan.move(
            "answer_debt_offer",
            {
                "asset": asset["id"],
                "taken": plan.script.debt_offer.get(ended, False),
                "applicant": plan.sight.parties("applicant")[0],
            },
            since=(),
            mark=f"{asset['id']}/{ended}",
            unit=_desk(plan),
            roles=("clerk", "judge_assistant"),
            hours=_pace(plan, 10, 16),
            task=task,
        )


def serve_sale_ruling(plan: Planner, task: Task) -> Iterator[Move]:
    """The ruling is served on the buyer (成交裁定)."""
    yield from _to_the_buyer(plan, task, "serve_sale_ruling", ("clerk", "judge_assistant"))


def deliver_asset(plan: Planner, task: Task) -> Iterator[Move]:
    """The thing is handed over to the buyer (交付)."""
    yield from _to_the_buyer(plan, task, "deliver_asset", ("enforcement_officer", "judge_assistant"))


def _to_the_buyer(plan: Planner, task: Task, act: str, roles: tuple[str, ...]) -> Iterator[Move]:
    yield plan.move(
        act,
        {"asset": task.subject},
        since=(),
        mark=task.subject,
        unit=_desk(plan),
        roles=(*roles, "judge"),
        hours=_pace(plan, 8, 14),
        task=task,
    )


def _in_disposal(asset: Json) -> bool:
    return bool(asset["disposal_entered_at"]) and not asset["disposal_ended_at"]
