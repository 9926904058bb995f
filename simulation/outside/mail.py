"""Answers that come later: written when the cause happens, shown when the case's clock gets there."""

import json
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from simulation.outside.business_time import local, on_business_day
from simulation.outside.case_file import CaseFile
from simulation.outside.chance import chance, name_of
from simulation.outside.truth import Trigger
from simulation.outside.world import World

Json = dict[str, Any]

DUE = "(? or answer.at_utc <= case_file.clock_utc) and answer.at_utc <= ?"
"""With the wall's clock every answer up to now is due, else those the case's own clock has reached."""


def schedule(
    world: World, case: CaseFile, kind: str, cause: str, at: datetime, body: Json, request_key: str = ""
) -> None:
    """An answer that will be there at `at`; the same cause and kind never give a second one."""
    sender_id = f"{kind}-{name_of(case.court, case.case_no, kind, cause)}"
    behaviour = world.behaviour
    twice = chance(behaviour.seed, "again", sender_id).random() < behaviour.duplicate_rate
    world.store.run(
        "insert or ignore into answer values (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        sender_id,
        case.court,
        case.case_no,
        kind,
        request_key,
        local(at).isoformat(),
        at.timestamp(),
        json.dumps(body, ensure_ascii=False),
        2 if twice else 1,
        cause,
    )


def arrive(
    world: World,
    case: CaseFile,
    cause: str,
    at: datetime,
    amount: Decimal,
    *,
    origin: str,
    payer_kind: str,
    item_ref: str = "",
    request_key: str = "",
) -> None:
    """Money that will be on the case's account at `at`, and the answer that tells of it."""
    reference = f"DZ{name_of(case.court, case.case_no, 'arrival', cause)[:20]}"
    world.store.run(
        "insert or ignore into booking values (?, ?, ?, 'arrival', ?, ?, ?, ?)",
        reference,
        case.court,
        case.case_no,
        str(amount),
        local(at).isoformat(),
        at.timestamp(),
        cause,
    )
    body = {
        "amount": str(amount),
        "arrival_ref": reference,
        "origin": origin,
        "payer_kind": payer_kind,
        "item_ref": item_ref,
    }
    schedule(world, case, "money_arrived", cause, at, body, request_key)


def fire(world: World, case: CaseFile, party_id: str, cause: Trigger, at: datetime) -> None:
    """Something that may move a respondent to pay happened to him.

    Each payment has one label and therefore comes once: from the first time its trigger came true.
    """
    for number, payment in enumerate(world.party(case, party_id).payments):
        if payment.after is not cause:
            continue
        label = f"payment/{party_id}/{number}"
        when = on_business_day(at, payment.business_days, chance(case.seed, label))
        if payment.to == "case_account":
            arrive(world, case, label, when, payment.amount, origin="voluntary", payer_kind="respondent")
        else:
            body = {"payer": party_id, "amount": str(payment.amount)}
            schedule(world, case, "voluntary_payment", label, when, body)


def page(world: World, limit: int) -> list[Json]:
    """Answers that are due and not acknowledged; by the settings some twice and in any order."""
    rows = world.store.all(
        f"select answer.* from answer join case_file using (court, case_no)"  # noqa: S608
        f" where deliveries_left > 0 and {DUE} order by answer.at_utc, sender_id limit ?",
        *_clock(world),
        limit,
    )
    shown: list[Json] = []
    for row in rows:
        answer = {name: row[name] for name in ("sender_id", "court", "case_no", "kind", "request_key", "at")}
        copies = 2 if row["deliveries_left"] > 1 else 1
        shown.extend([{**answer, "body": json.loads(row["body"])}] * copies)
    if world.behaviour.shuffle:
        chance(world.behaviour.seed, "page", *(answer["sender_id"] for answer in shown)).shuffle(shown)
    return shown


def acknowledge(world: World, sender_ids: list[str]) -> int:
    """Takes answers off, those drawn for it only at the second time; how many were still there."""
    return sum(
        world.store.run(
            "update answer set deliveries_left = deliveries_left - 1"
            " where sender_id = ? and deliveries_left > 0",
            sender_id,
        )
        for sender_id in dict.fromkeys(sender_ids)
    )


def waiting(world: World, court: str = "", case_no: str = "") -> list[Json]:
    """Per case the instant of its earliest answer that is not acknowledged."""
    rows = world.store.all(
        "select court, case_no, at, min(at_utc) from answer where deliveries_left > 0"
        " and (? = '' or court = ?) and (? = '' or case_no = ?)"
        " group by court, case_no order by min(at_utc)",
        court,
        court,
        case_no,
        case_no,
    )
    return [{"court": row["court"], "case_no": row["case_no"], "next": row["at"]} for row in rows]


def call_off(world: World, case: CaseFile, cause: str) -> None:
    """What a cause would still have brought does not come."""
    for table in ("answer", "booking"):
        world.store.run(
            f"delete from {table} where court = ? and case_no = ? and cause = ? and at_utc > ?",  # noqa: S608
            case.court,
            case.case_no,
            cause,
            case.now.timestamp(),
        )


def _clock(world: World) -> tuple[int, float]:
    if world.behaviour.real_time:
        return 1, datetime.now(UTC).timestamp()
    return 0, float("inf")
