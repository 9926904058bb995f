"""The verdict over a docket: every case as expected, or each difference by name."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from rich.console import Console
from rich.table import Table

from simulation.courts.register import unit_name
from simulation.docket import DatedRow, Json
from simulation.progress import METHODS, TRACKS


@dataclass(frozen=True)
class Outcome:
    """How a case really ended."""

    method: str
    track: str
    unit: str
    way: tuple[str, ...]
    """The units that took the case over, in order."""
    refused: tuple[str, ...]
    """The matters that were refused, in order."""
    recovered: Decimal
    paid_out: Decimal
    limits_missed: tuple[str, ...]
    limits_entered_late: tuple[str, ...]


def outcome_of(state: Json) -> Outcome:
    """The outcome of a case from its folded state; a case that is not closed has no method."""
    withdrawn = set(_limits(state, "overdue_withdrawn"))
    return Outcome(
        method=state["closing"]["method"] if state["closed_at"] else "",
        track=state["track"],
        unit=state["unit"],
        way=tuple(h["to_unit"] for h in state["handovers"].values() if h["state"] == "accepted"),
        refused=tuple(a["matter"] for a in state["approvals"].values() if a["state"] == "refused"),
        recovered=Decimal(state["recovered"]),
        paid_out=sum(
            (
                Decimal(payout["amount"])
                for payout in state["payouts"].values()
                if payout["purpose"] == "claim" and payout["paid_at"]
            ),
            Decimal(0),
        ),
        limits_missed=_ids(set(_limits(state, "node_overdue")) - withdrawn),
        limits_entered_late=_ids(withdrawn),
    )


def _limits(state: Json, kind: str) -> Iterable[str]:
    """The nodes such events are about."""
    return tuple(state["subjects"].get(kind, ()))


def _ids(nodes: Iterable[str]) -> tuple[str, ...]:
    """The limits of some nodes, each as often as it has nodes."""
    return tuple(sorted(node.split("#", 1)[0] for node in nodes))


def differences(row: DatedRow, found: Outcome, units: Mapping[str, str]) -> list[str]:
    """What is not as the docket row expects, in words; `units` are the units of all cases by number."""
    wanted = row.expect
    if not found.method:
        return ["没有结案"]
    units_wanted = (units.get(wanted.unit_of, "?"),) if wanted.unit_of else wanted.unit
    checks = [
        ("结案方式", wanted.method, found.method),
        ("繁简", wanted.track, found.track),
        ("执行到位", f"{wanted.recovered:.2f}", f"{found.recovered:.2f}"),
        ("发放申请执行人", f"{wanted.paid_out:.2f}", f"{found.paid_out:.2f}"),
        ("超期节点", _listed(wanted.limits_missed), _listed(found.limits_missed)),
        ("补录节点", _listed(wanted.limits_entered_late), _listed(found.limits_entered_late)),
        ("退回事项", "、".join(wanted.refused) or "无", "、".join(found.refused) or "无"),
    ]
    if wanted.way:
        checks.append(("经办顺序", "→".join(wanted.way), "→".join(found.way)))
    said = [f"{name}应为 {want}，实为 {have}" for name, want, have in checks if want != have]
    if units_wanted and found.unit not in units_wanted:
        said.append(f"承办团队应为 {'或'.join(units_wanted)}，实为 {found.unit or '无'}")
    return said


def _listed(limits: Iterable[str]) -> str:
    return "、".join(sorted(limits)) or "无"


def print_verdict(
    rows: Sequence[DatedRow], states: Mapping[str, Json], failures: Mapping[str, str], console: Console
) -> bool:
    """Print how every case ended and whether as expected; answers whether all did."""
    outcomes = {row.key: outcome_of(states[row.key]) for row in rows}
    units = {row.case_no: outcomes[row.key].unit for row in rows}
    said = {
        row.key: [
            *([failures[row.key]] if row.key in failures else []),
            *differences(row, outcomes[row.key], units),
        ]
        for row in rows
    }
    if console.is_terminal:
        console.print(_table(rows, outcomes, said))
    else:
        for row in rows:
            print(_line(row, outcomes[row.key], said[row.key]))
    wrong = sum(1 for words in said.values() if words)
    print(f"共 {len(rows)} 件，{len(rows) - wrong} 件与预期一致" + (f"，{wrong} 件不一致" if wrong else ""))
    return wrong == 0


HEADINGS = ("案号", "办案路径", "结案方式", "繁简", "团队", "到位", "发放", "超期", "补录", "与预期")


def _cells(row: DatedRow, found: Outcome, said: Sequence[str]) -> tuple[str, ...]:
    return (
        row.case_no,
        row.road,
        METHODS.get(found.method, found.method) or "未结",
        TRACKS.get(found.track, found.track),
        unit_name(row.court, found.unit),
        f"{found.recovered:,.2f}",
        f"{found.paid_out:,.2f}",
        _listed(found.limits_missed),
        _listed(found.limits_entered_late),
        "；".join(said) or "一致",
    )


def _table(
    rows: Sequence[DatedRow], outcomes: Mapping[str, Outcome], said: Mapping[str, Sequence[str]]
) -> Table:
    table = Table(title="结果")
    for heading in HEADINGS:
        table.add_column(heading, overflow="fold")
    for row in rows:
        table.add_row(*_cells(row, outcomes[row.key], said[row.key]))
    return table


def _line(row: DatedRow, found: Outcome, said: Sequence[str]) -> str:
    number, *middle, verdict = _cells(row, found, said)
    named = (f"{heading} {cell}" for heading, cell in zip(HEADINGS[2:-1], middle[1:], strict=True))
    return f"结果  {number}  {row.road}  {'  '.join(named)}  ｜{verdict}"
