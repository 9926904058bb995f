"""What the script of a case adds to the ordinary course: leads, settlements, corrections, requests."""

from collections.abc import Iterator

from simulation.docket import Extra, Json
from simulation.staff.planner import Move, Planner

DAY = 5.5
"""Office hours of a working day."""


def extras(plan: Planner) -> Iterator[Move]:
    """The extra acts whose hour has come or will come."""
    sight = plan.sight
    for number, extra in enumerate(plan.script.extra):
        begun, unit = sight.seq(extra.after), extra.unit or sight.unit
        if not begun or not unit or sight.seq(extra.until) > begun or sight.under_review:
            continue
        yield plan.move(
            extra.act,
            _data(plan, extra),
            since=[sight.at(extra.after)],
            mark=f"extra/{number}",
            unit=unit,
            roles=extra.roles or ("judge_assistant", "enforcement_officer", "judge"),
            hours=(DAY * extra.days, DAY * extra.days + 2),
            not_these=_stated_by(plan, extra),
        )


def _data(plan: Planner, extra: Extra) -> Json:
    """The act's data; a correction names the record it corrects and who made it."""
    if extra.act != "correct_fact":
        return extra.data
    wrong = _record(plan, extra)
    return {**extra.data, "corrects": wrong["seq"]}


def _stated_by(plan: Planner, extra: Extra) -> list[str]:
    """A correction is made by somebody else."""
    return [_record(plan, extra)["actor"]] if extra.act == "correct_fact" else []


def _record(plan: Planner, extra: Extra) -> Json:
    return next(line for line in reversed(plan.sight.lines) if line["kind"] == extra.after)
