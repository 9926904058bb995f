"""The ledger for tests: what really happened in a case, counted apart from how often it was asked for."""

from simulation.outside.case_file import CaseFile
from simulation.outside.mail import Json
from simulation.outside.systems.money import balance, bookings
from simulation.outside.world import World


def ledger(world: World, case: CaseFile) -> Json:
    """Bookings, effects one by one, calls per key, answers; and per operation the sums.

    `effects` counts effects that happened, `repeats` answers given again from the store for a key,
    `attempts` every attempt that reached the system, `conflicts` keys used for another request.
    """
    of_case = (case.court, case.case_no)
    effects = world.store.all(
        "select key, operation, subject, amount, at from effect where court = ? and case_no = ? order by id",
        *of_case,
    )
    calls = world.store.all(
        "select key, operation as path, attempts, repeats, conflicts, answer is not null as answered"
        " from call where court = ? and case_no = ? order by rowid",
        *of_case,
    )
    answers = world.store.all(
        "select sender_id, kind, request_key, at, deliveries_left from answer"
        " where court = ? and case_no = ? order by at_utc, sender_id",
        *of_case,
    )
    entries = world.store.all(
        "select reference, party, measure, lifted from entry where court = ? and case_no = ? order by rowid",
        *of_case,
    )
    booked = bookings(world, case)
    happened: dict[str, int] = {}
    for effect in effects:
        happened[effect["operation"]] = happened.get(effect["operation"], 0) + 1
    return {
        "now": case.now.isoformat(),
        "balance": str(balance(world, case)),
        "arrivals": [line for line in booked if line["kind"] == "arrival"],
        "payouts": [line for line in booked if line["kind"] == "payout"],
        "effects": [dict(row) for row in effects],
        "effects_by_operation": happened,
        "calls": [{**dict(row), "answered": bool(row["answered"])} for row in calls],
        "answers": [dict(row) for row in answers],
        "entries": [{**dict(row), "lifted": bool(row["lifted"])} for row in entries],
    }


def whole_truth(world: World, case: CaseFile) -> Json:
    """The case's truth as it was settled, seeded parts included, and what is left of every holding."""
    of_case = (case.court, case.case_no)
    parties = world.store.all("select party from party where court = ? and case_no = ?", *of_case)
    held = world.store.all(
        "select item_ref, known_as, holder, kind, balance, frozen, control_reference, control_until"
        " from holding where court = ? and case_no = ? order by rowid",
        *of_case,
    )
    return {
        "court": case.court,
        "case_no": case.case_no,
        "filed_at": case.filed_at.isoformat(),
        "now": case.now.isoformat(),
        "notes": case.truth.notes,
        "parties": {row["party"]: world.party(case, row["party"]).model_dump(mode="json") for row in parties},
        "holdings": [dict(row) for row in held],
    }
