"""One keyed request: once per key, failing as the settings say, counted as it really went."""

import hashlib
import json
from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Any

from pydantic import ValidationError

from simulation.outside import asks
from simulation.outside.case_file import CaseFile, Refused
from simulation.outside.chance import chance
from simulation.outside.mail import Json
from simulation.outside.settings import Behaviour
from simulation.outside.systems import control, credit, delivery, disposal, money, queries, registers
from simulation.outside.world import World


@dataclass(frozen=True)
class Operation:
    """What a system does at one address."""

    ask: type[asks.Ask]
    handle: Callable[[World, CaseFile, Any], Json]
    effect: str
    """What it is called in the ledger."""


OPERATIONS: dict[str, Operation] = {
    "/identity/verify": Operation(asks.IdentityAsk, registers.verify, "identity"),
    "/trial-file/open": Operation(asks.TrialFileAsk, registers.open_trial_file, "trial_file"),
    "/queries": Operation(asks.QueryAsk, queries.launch, "query"),
    "/control": Operation(asks.ControlAsk, control.control, "control"),
    "/control/release": Operation(asks.ReleaseAsk, control.release, "release"),
    "/deductions": Operation(asks.DeductionAsk, money.deduct, "deduction"),
    "/bank/payouts": Operation(asks.PayoutAsk, money.pay_out, "payout"),
    "/service": Operation(asks.ServiceAsk, delivery.send, "service"),
    "/messages": Operation(asks.SmsAsk, delivery.send_message, "message"),
    "/pricing/inquiries": Operation(asks.PriceAsk, disposal.inquire, "price_inquiry"),
    "/auction/listings": Operation(asks.ListingAsk, disposal.publish, "listing"),
    "/auction/withdrawals": Operation(asks.WithdrawalAsk, disposal.withdraw, "withdrawal"),
    "/credit/entries": Operation(asks.EntryAsk, credit.enter, "entry"),
    "/credit/lifts": Operation(asks.LiftAsk, credit.lift, "lift"),
}


class Failure(Enum):
    """When a failing attempt fails."""

    BEFORE = "before the effect"
    AFTER = "after the effect, before the answer"


@dataclass(frozen=True)
class Reply:
    """Status and body of an HTTP answer, and the effect this very attempt had."""

    status: int
    body: Json
    effect: str = ""


def refusal(code: str, status: int, message: str = "") -> Reply:
    """The answer to a request that is not carried out."""
    return Reply(status, {"error": {"code": code, "message": message}})


UNAVAILABLE = refusal("unavailable", 503)


def wrong_fields(error: ValidationError) -> str:
    """The first field that does not fit and what was expected there."""
    problem = error.errors()[0]
    field = ".".join(str(part) for part in problem["loc"]) or "全文"
    return f"字段 {field} 有误：{problem['msg']}"


def exchange(world: World, path: str, key: str, body: bytes) -> Reply:
    """Answers one attempt of a keyed request, in one transaction.

    The key covers everything but `at`. A refusal is not kept: it had no effect, and the same
    request may be tried again.
    """
    operation = OPERATIONS[path]
    try:
        content = json.loads(body)
        ask = operation.ask.model_validate({**content, "key": key})
    except ValidationError as error:
        return refusal("bad_request", 422, wrong_fields(error))
    except (ValueError, TypeError):
        return refusal("bad_request", 422, "请求不是 JSON 对象")
    with world.store.transaction():
        return _attempt(world, path, operation, ask, _fingerprint(path, content))


def _attempt(world: World, path: str, operation: Operation, ask: asks.Ask, fingerprint: str) -> Reply:
    store = world.store
    store.run(
        "insert or ignore into call (key, court, case_no, operation, fingerprint) values (?, ?, ?, ?, ?)",
        ask.key,
        ask.court,
        ask.case_no,
        path,
        fingerprint,
    )
    call = store.one("select * from call where key = ?", ask.key)
    if call is None or call["fingerprint"] != fingerprint:
        store.run("update call set conflicts = conflicts + 1 where key = ?", ask.key)
        return refusal("key_reused", 409)
    store.run("update call set attempts = attempts + 1 where key = ?", ask.key)
    failure = _failure(world.behaviour, ask.key, call["attempts"] + 1)
    if failure is Failure.BEFORE:
        return UNAVAILABLE
    if call["answer"] is not None:
        store.run("update call set repeats = repeats + 1 where key = ?", ask.key)
        reply = Reply(200, json.loads(call["answer"]))
    else:
        reply = _carry_out(world, operation, ask)
    return UNAVAILABLE if failure is Failure.AFTER else reply


def _carry_out(world: World, operation: Operation, ask: asks.Ask) -> Reply:
    case = world.case(ask.court, ask.case_no, ask.at)
    try:
        with world.store.attempt():
            answer = operation.handle(world, case, ask)
    except Refused as error:
        return refusal(error.code, error.status)
    world.store.run(
        "update call set answer = ? where key = ?", json.dumps(answer, ensure_ascii=False), ask.key
    )
    happened = world.store.one("select 1 from effect where key = ?", ask.key)
    return Reply(200, answer, operation.effect if happened else "")


def _failure(behaviour: Behaviour, key: str, attempt: int) -> Failure | None:
    if attempt > behaviour.fail_attempts:
        return None
    roll = chance(behaviour.seed, "failure", key, str(attempt)).random()
    if roll < behaviour.fail_before_rate:
        return Failure.BEFORE
    if roll < behaviour.fail_before_rate + behaviour.fail_after_rate:
        return Failure.AFTER
    return None


def _fingerprint(path: str, content: Json) -> str:
    covered = {name: value for name, value in content.items() if name != "at"}
    whole = json.dumps([path, covered], ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(whole.encode()).hexdigest()
