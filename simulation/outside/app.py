"""The HTTP application: the systems' addresses, the mailbox, and what only the simulation uses."""

import json
from collections.abc import Callable, Coroutine
from typing import Any
from urllib.parse import unquote

from pydantic import BaseModel, ConfigDict, Field, ValidationError
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route

from simulation.outside.business_time import Moment, on_business_day
from simulation.outside.case_file import CaseFile, Refused
from simulation.outside.chance import chance
from simulation.outside.exchange import OPERATIONS, Reply, exchange, refusal, wrong_fields
from simulation.outside.holding import Held, HoldPost, Holds
from simulation.outside.ledger import ledger, whole_truth
from simulation.outside.mail import acknowledge, arrive, page, waiting
from simulation.outside.settings import Behaviour
from simulation.outside.systems.money import statement
from simulation.outside.truth import TruthPost
from simulation.outside.world import World

Endpoint = Callable[[Request], Coroutine[Any, Any, JSONResponse]]
Answering = Callable[[World, Request, bytes], Reply]


class ClockPost(BaseModel):
    """POST /clock: the case's time has come to `now`."""

    model_config = ConfigDict(extra="forbid")

    court: str
    case_no: str
    now: Moment


class AckPost(BaseModel):
    """POST /mailbox/ack."""

    model_config = ConfigDict(extra="forbid")

    sender_ids: list[str] = Field(max_length=10_000)


def application(world: World) -> Starlette:
    """The application over one world.

    Endpoints do their work between two awaits, so that requests follow one another.
    """

    holds = Holds(operation.effect for operation in OPERATIONS.values())

    def endpoint(answering: Answering) -> Endpoint:
        async def respond(request: Request) -> JSONResponse:
            body = await request.body()
            reply = _safely(answering, world, request, body)
            if reply.effect:
                await holds.pass_through(_effect(reply, request, body))
            return JSONResponse(reply.body, reply.status)

        return respond

    routes = [Route(path, endpoint(_keyed), methods=["POST"]) for path in OPERATIONS]
    routes += _holding(holds, endpoint)
    routes += [
        Route("/bank/statement", endpoint(_statement), methods=["GET"]),
        Route("/mailbox", endpoint(_mailbox), methods=["GET"]),
        Route("/mailbox/ack", endpoint(_acknowledge), methods=["POST"]),
        Route("/truth", endpoint(_post_truth), methods=["POST"]),
        Route("/truth", endpoint(_show_truth), methods=["GET"]),
        Route("/clock", endpoint(_clock), methods=["POST"]),
        Route("/next", endpoint(_next), methods=["GET"]),
        Route("/ledger", endpoint(_ledger), methods=["GET"]),
        Route("/settings", endpoint(_show_settings), methods=["GET"]),
        Route("/settings", endpoint(_change_settings), methods=["POST"]),
        Route("/health", endpoint(_health), methods=["GET"]),
    ]
    return Starlette(routes=routes)


def _safely(answering: Answering, world: World, request: Request, body: bytes) -> Reply:
    try:
        return answering(world, request, body)
    except Refused as error:
        return refusal(error.code, error.status)
    except ValidationError as error:
        return refusal("bad_request", 422, wrong_fields(error))


def _keyed(world: World, request: Request, body: bytes) -> Reply:
    return exchange(world, request.url.path, _key(request), body)


def _key(request: Request) -> str:
    return unquote(request.headers.get("Idempotency-Key", ""))


def _holding(holds: Holds, endpoint: Callable[[Answering], Endpoint]) -> list[Route]:
    """The addresses of whoever puts the product to the test: withhold answers, look, give them."""

    def order(world: World, request: Request, body: bytes) -> Reply:
        return Reply(200, holds.order(HoldPost.model_validate_json(body)))

    def show(world: World, request: Request, body: bytes) -> Reply:
        return Reply(200, holds.shown())

    def release(world: World, request: Request, body: bytes) -> Reply:
        return Reply(200, holds.release())

    return [
        Route("/hold", endpoint(order), methods=["POST"]),
        Route("/held", endpoint(show), methods=["GET"]),
        Route("/release", endpoint(release), methods=["POST"]),
    ]


def _effect(reply: Reply, request: Request, body: bytes) -> Held:
    asked = json.loads(body)
    return Held(_key(request), reply.effect, asked["court"], asked["case_no"])


def _statement(world: World, request: Request, body: bytes) -> Reply:
    with world.store.transaction():
        return Reply(200, statement(world, _known_case(world, request)))


def _mailbox(world: World, request: Request, body: bytes) -> Reply:
    limit = request.query_params.get("limit", "100")
    if not limit.isdecimal() or int(limit) == 0:
        return refusal("bad_request", 422, "参数 limit 须为正整数")
    return Reply(200, {"answers": page(world, int(limit))})


def _acknowledge(world: World, request: Request, body: bytes) -> Reply:
    post = AckPost.model_validate_json(body)
    with world.store.transaction():
        return Reply(200, {"acknowledged": acknowledge(world, post.sender_ids)})


def _post_truth(world: World, request: Request, body: bytes) -> Reply:
    post = TruthPost.model_validate_json(body)
    with world.store.transaction():
        case, fresh = world.post(post)
        if fresh:
            _other_arrivals(world, case)
        return Reply(201 if fresh else 200, whole_truth(world, case))


def _other_arrivals(world: World, case: CaseFile) -> None:
    for number, money in enumerate(case.truth.other_arrivals):
        label = f"other/{number}"
        at = on_business_day(case.filed_at, money.business_days, chance(case.seed, label))
        arrive(world, case, label, at, money.amount, origin="other", payer_kind=money.payer_kind)


def _show_truth(world: World, request: Request, body: bytes) -> Reply:
    with world.store.transaction():
        return Reply(200, whole_truth(world, _known_case(world, request)))


def _clock(world: World, request: Request, body: bytes) -> Reply:
    post = ClockPost.model_validate_json(body)
    with world.store.transaction():
        case = world.case(post.court, post.case_no, post.now)
        return Reply(200, {"now": case.now.isoformat()})


def _next(world: World, request: Request, body: bytes) -> Reply:
    """For one case its earliest waiting answer or null; without parameters all cases that have one."""
    court, case_no = (request.query_params.get(name, "") for name in ("court", "case_no"))
    found = waiting(world, court, case_no)
    if not (court and case_no):
        return Reply(200, {"cases": found})
    return Reply(200, {"next": found[0]["next"] if found else None})


def _ledger(world: World, request: Request, body: bytes) -> Reply:
    with world.store.transaction():
        return Reply(200, ledger(world, _known_case(world, request)))


def _show_settings(world: World, request: Request, body: bytes) -> Reply:
    return Reply(200, world.behaviour.model_dump(mode="json"))


def _change_settings(world: World, request: Request, body: bytes) -> Reply:
    changes = Behaviour.model_validate_json(body)
    with world.store.transaction():
        return Reply(200, world.change(changes).model_dump(mode="json"))


def _health(world: World, request: Request, body: bytes) -> Reply:
    world.store.one("select 1")
    return Reply(200, {"status": "ok"})


def _known_case(world: World, request: Request) -> CaseFile:
    return world.case(request.query_params.get("court", ""), request.query_params.get("case_no", ""))
