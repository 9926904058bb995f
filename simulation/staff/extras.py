"""What the script of a case adds to the ordinary course: leads, settlements, corrections, requests."""

from collections.abc import Iterator

from simulation.docket import Extra, Json
from simulation.sight import Sight
from simulation.staff.planner import Move, Planner

DAY = 5.5
"""Office hours of a working day."""


def extras(plan: Planner) -> Iterator[Move]:
    """The extra acts whose hour has come or will come."""
    sight = plan.sight
    if sight.under_review:
        return
    for number, extra in _begun(plan):
        unit, data = extra.unit or sight.unit, _data(plan, extra)
        if not unit or data is None:
            continue
        yield plan.move(
            extra.act,
            data,
            since=[sight.at(extra.after.partition(":")[0])],
            mark=f"extra/{number}",
            unit=unit,
            roles=extra.roles or ("judge_assistant", "enforcement_officer", "judge"),
            hours=(DAY * extra.days, DAY * extra.days + 2),
            not_these=_stated_by(plan, extra),
        )


def outstanding(plan: Planner) -> bool:
    """Whether the script has an extra act for the case as it stands that is not done yet."""
    return any(True for _ in _begun(plan))


def _begun(plan: Planner) -> Iterator[tuple[int, Extra]]:
    """The extra acts that something has given occasion to and that are not done, with their numbers."""
    sight = plan.sight
    for number, extra in enumerate(plan.script.extra):
        kind, _, subject = extra.after.partition(":")
        begun = sight.seen(kind, subject or None)
        if begun and extra.holder in ("", sight.unit) and not _done(sight, extra, sight.seq(kind)):
            yield number, extra


def _done(sight: Sight, extra: Extra, begun: int) -> bool:
    """Whether what an extra act is to bring about has come about."""
    what, _, name = extra.until.partition(":")
    if what == "fact":
        return name in sight.state["facts"]
    if what == "approval":
        return any(request["matter"] == name for request in sight.shelf("approvals"))
    return sight.seen(what, name) if name else sight.seq(what) > begun


def _data(plan: Planner, extra: Extra) -> Json | None:
    """The act's data; none while it waits for a matter to be granted.

    A correction names the record it corrects; `facts.approval` names the granted request of a matter.
    """
    if extra.act == "correct_fact":
        return {**extra.data, "corrects": _record(plan, extra)["seq"]}
    matter = extra.data.get("facts", {}).get("approval")
    if matter is None:
        return extra.data
    granted = [
        request["id"]
        for request in plan.sight.shelf("approvals")
        if (request["matter"], request["state"]) == (matter, "granted")
    ]
    return {**extra.data, "facts": {**extra.data["facts"], "approval": granted[-1]}} if granted else None


def _stated_by(plan: Planner, extra: Extra) -> list[str]:
    """A correction is made by somebody else."""
    return [_record(plan, extra)["actor"]] if extra.act == "correct_fact" else []


def _record(plan: Planner, extra: Extra) -> Json:
    return next(line for line in reversed(plan.sight.lines) if line["kind"] == extra.after)
