"""Staff at intake (立案核对、初次接待)."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import time

from simulation.docket import Json
from simulation.office import working_day_before
from simulation.sight import Task
from simulation.staff.planner import Move, Planner

RECEIVES = time(15, 20)
"""When the window has received an applicant whose case was filed on the next day (SH-13)."""


def correct_filing(plan: Planner, task: Task) -> Iterator[Move]:
    """The filing office adds what was missing, for every party at once."""
    if plan.sight.seq("filing_error_found") > plan.sight.seq("filing_corrected"):
        data = {"filing": {"parties": corrected_parties(plan.row.filing, plan.script.corrections)}}
        mark = str(plan.sight.seq("filing_error_found"))
        roles = ("filing_staff",)
        yield plan.move(
            "correct_filing", data, since=(), mark=mark, unit="", roles=roles, hours=(1, 2), task=task
        )


def corrected_parties(filing: Json, corrections: dict[str, Json]) -> list[Json]:
    """The parties as the filing names them, under their ids, with the corrections put in."""
    seen: dict[str, int] = {}
    rows = []
    for party in filing["parties"]:
        seen[party["role"]] = seen.get(party["role"], 0) + 1
        party_id = f"{party['role']}-{seen[party['role']]}"
        row = {"id": party_id, **party, **corrections.get(party_id, {})}
        account = row.get("payee_account")
        if account:
            row["payee_account"] = account_line(account)
        rows.append(row)
    return rows


def account_line(account: Json) -> str:
    """A payee account in one line, as the record keeps it."""
    return f"户名：{account['holder']}；开户银行：{account['bank']}；账号：{account['number']}"


def register_case(plan: Planner, task: Task) -> Iterator[Move]:
    """The affairs body receives the case (收案登记)."""
    roles = ("clerk", "judge_assistant")
    yield plan.move(
        "register_case",
        {},
        since=(),
        unit=plan.place(task.responsible),
        roles=roles,
        hours=(0.3, 0.8),
        task=task,
    )


def verify_identity(plan: Planner, task: Task) -> Iterator[Move]:
    """The keeper of the key verifies the parties (GS-32)."""
    if not plan.sight.seen("identity_check_ordered"):
        yield plan.move(
            "verify_identity",
            {},
            since=(),
            unit=plan.place(task.responsible),
            roles=("key_holder",),
            hours=(0.3, 1),
            task=task,
        )


def hold_reception(plan: Planner, task: Task) -> Iterator[Move]:
    """The first reception with every topic and what the parties said, or a note why none was held (SH-15)."""
    if not plan.sight.in_part("intake.reception"):
        return
    absence = plan.script.no_reception
    data = {
        "topics": list(plan.customs.topics),
        "signers": list(plan.customs.signers),
        "addresses": applicants_addresses(plan.row.filing),
        "facts": plan.script.reception,
    }
    move = plan.move(
        "note_no_reception" if absence else "hold_reception",
        {"reason": absence} if absence else data,
        since=(),
        unit=plan.place(task.responsible),
        roles=("judge_assistant", "clerk", "enforcement_officer"),
        hours=(0.8, 2),
        task=task,
    )
    held_before = plan.customs.reception_before_filing and not absence
    yield (
        replace(move, occurred_at=working_day_before(plan.sight.filed_at, RECEIVES)) if held_before else move
    )


def applicants_addresses(filing: Json) -> list[Json]:
    """Where the applicants can be served and where their money goes, as they confirm it."""
    applicants = [party for party in filing["parties"] if party["role"] == "applicant"]
    rows = []
    for number, party in enumerate(applicants, start=1):
        row = {"party": f"applicant-{number}", "address": party["address"], "phone": party["phone"]}
        if party.get("payee_account"):
            row["payee_account"] = account_line(party["payee_account"])
        rows.append(row)
    return rows
