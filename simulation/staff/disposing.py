"""Staff disposing of a thing (财产处置): eviction, price, rounds, handing over."""

from collections.abc import Iterator
from datetime import datetime, time, timedelta
from decimal import ROUND_UP, Decimal

from simulation.docket import Json
from simulation.outside.business_time import ZONE
from simulation.sight import Sight, Task, instant
from simulation.staff.planner import Move, Planner

IMMOVABLE = frozenset({"house", "shop", "land", "listed_stock", "equity", "securities"})
NOTICE_DAYS = {"first": (15, 30), "second": (7, 15), "sale": (7, 15)}
"""Days between notice and opening: for movables, for immovables."""

NEXT_ROUND = {"": "first", "first": "second", "second": "sale"}
THOUSAND = Decimal(1000)


def _asset(plan: Planner, task: Task) -> Json:
    found: Json = plan.sight.state["assets"][task.subject]
    return found


def enter_disposal(plan: Planner, task: Task) -> Iterator[Move]:
    """A controlled thing that can be sold now is taken into disposal, after the accounts were emptied."""
    sight, asset = plan.sight, _asset(plan, task)
    waits = asset["facts"].get("eviction_needed") and not asset["eviction_done_at"]
    ready = sight.in_part("implementation") and sight.seq("plan_made") > sight.seq("group_entered")
    if not ready or waits or asset["disposal_entered_at"] or asset["facts"].get("disposable_now") is False:
        return
    if _accounts_emptied(sight):
        yield plan.move(
            "enter_disposal",
            {"asset": asset["id"]},
            since=[sight.at("plan_made"), sight.at("deduction_sent"), instant(asset["eviction_done_at"])],
            mark=asset["id"],
            roles=("judge",),
            hours=(6, 12),
            task=task,
        )


def _accounts_emptied(sight: Sight) -> bool:
    return all(m["deduction_sent"] for m in sight.shelf("money") if m["frozen_at"])


def issue_eviction_notice(plan: Planner, task: Task) -> Iterator[Move]:
    """The notice to leave, with its period (腾房公告)."""
    sight, asset = plan.sight, _asset(plan, task)
    if sight.seq("plan_made") > sight.seq("group_entered") and not asset["eviction_notice_until"]:
        move = plan.move(
            "issue_eviction_notice",
            {"asset": asset["id"], "until": ""},
            since=[sight.at("plan_made")],
            mark=asset["id"],
            roles=("judge",),
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
            roles=("judge",),
            hours=(3, 8),
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
            roles=("judge_assistant", "enforcement_officer", "judge"),
            hours=(3, 8),
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
            roles=("judge",),
            hours=(10, 20),
            task=task,
        )


def hand_disposal_papers(plan: Planner, task: Task) -> Iterator[Move]:
    """The materials go to the auction desk (RY-34)."""
    asset = _asset(plan, task)
    if asset["reference_price"] is not None and asset["papers_handed_at"] is None:
        yield plan.move(
            "hand_disposal_papers",
            {"asset": asset["id"]},
            since=(),
            mark=asset["id"],
            roles=("clerk", "judge_assistant"),
            hours=(1, 4),
            task=task,
        )


def sign_node(plan: Planner, task: Task) -> Iterator[Move]:
    """The result of pricing was sent to the parties: the clerk signs the node (NB-171)."""
    if task.node == "NB-171":
        yield plan.move(
            "sign_node",
            {"node": task.node, "subject": task.subject},
            since=(),
            mark=f"{task.node}/{task.subject}",
            roles=("clerk", "judge_assistant"),
            hours=(1, 4),
            task=task,
        )


def plan_auction(plan: Planner, task: Task) -> Iterator[Move]:
    """The next round, at the lowest price the law allows, after the shortest notice it allows."""
    asset = _asset(plan, task)
    name = NEXT_ROUND.get(asset["ended_round"], "")
    running = asset["planned_round"] != asset["ended_round"]
    sold = asset["ended_round"] and asset["result"] != "failed"
    refused = name != "sale" or asset["debt_offer"] == "refused"
    if not name or running or sold or not refused or not _in_disposal(asset):
        return
    start = _start_price(asset, name)
    move = plan.move(
        "plan_auction",
        {"asset": asset["id"], "round": name, "start_price": str(start), "deposit": str(_tenth(start))},
        since=[
            instant(asset["papers_handed_at"]),
            plan.sight.at("auction_ended"),
            plan.sight.at("debt_offer_answered"),
        ],
        mark=f"{asset['id']}/{name}",
        roles=("judge",),
        hours=(4, 10),
        task=task,
    )
    days = NOTICE_DAYS[name][asset["kind"] in IMMOVABLE]
    published = move.moment(plan.sight.now).date()
    opens = datetime.combine(published + timedelta(days=days), time(10), ZONE)
    move.data["opens_at"] = opens.isoformat()
    yield move


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
            roles=("clerk", "judge_assistant"),
            hours=(10, 16),
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
        roles=(*roles, "judge"),
        hours=(8, 14),
        task=task,
    )


def _in_disposal(asset: Json) -> bool:
    return bool(asset["disposal_entered_at"]) and not asset["disposal_ended_at"]
