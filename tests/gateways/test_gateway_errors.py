"""Errors of the adapters: what may be tried again, what not, and what they never say."""

import pytest
from pydantic import ValidationError
from starlette.applications import Starlette
from starlette.responses import JSONResponse, PlainTextResponse
from starlette.routing import Route

from activities.gateways.errors import MESSAGE_LIMIT, UNREADABLE_ANSWER, WORDS, GatewayDown, GatewayRefused
from activities.gateways.exchange import GatewayRequest
from activities.gateways.http import HttpGateways
from activities.gateways.identity import IdentityRequest
from activities.gateways.messages import SmsRequest

SECRET = "某甲 000000199001010000"


@pytest.fixture
def answered(serve, head):
    """What an identity check raises when the system gives this response."""

    def by(response):
        async def verify(request):
            return response

        app = Starlette(routes=[Route("/identity/verify", verify, methods=["POST"])])
        with serve(app) as url, HttpGateways(url) as gateways:
            with pytest.raises((GatewayDown, GatewayRefused)) as raised:
                gateways.identity.verify(
                    IdentityRequest(
                        **head("id"), party="R1", party_kind="natural_person", name=SECRET, id_number=SECRET
                    )
                )
        return raised.value

    return by


@pytest.mark.parametrize("status", [500, 502, 503, 504, 408, 429])
def test_a_system_out_of_order_may_be_asked_again(answered, status):
    error = answered(JSONResponse({"error": {"code": "whatever"}}, status))
    assert isinstance(error, GatewayDown)
    assert error.code == "out_of_order"


@pytest.mark.parametrize(
    ("status", "body", "code"),
    [
        (409, {"error": {"code": "key_reused", "message": SECRET}}, "key_reused"),
        (403, {"error": {"code": "not_allowed", "message": SECRET}}, "not_allowed"),
        (422, {"error": {"code": SECRET}}, "http_422"),
        (400, {"error": SECRET}, "http_400"),
        (404, [SECRET], "http_404"),
    ],
)
def test_a_refusal_has_a_code_and_our_own_words(answered, status, body, code):
    error = answered(JSONResponse(body, status))
    assert isinstance(error, GatewayRefused)
    assert error.code == code
    assert error.message == WORDS.get(code, f"外部系统拒绝了请求（代码 {code}）")
    assert SECRET not in str(error)


@pytest.mark.parametrize(
    "response",
    [PlainTextResponse(SECRET), JSONResponse({"matched": SECRET}), JSONResponse([SECRET])],
    ids=["no json", "wrong field", "wrong shape"],
)
def test_an_answer_of_another_shape_names_fields_and_no_values(answered, response):
    error = answered(response)
    assert isinstance(error, GatewayDown)
    assert error.code == UNREADABLE_ANSWER
    assert SECRET not in str(error)
    assert error.__cause__ is None


def test_nobody_listening_may_be_asked_again(head):
    with HttpGateways("http://127.0.0.1:1") as gateways, pytest.raises(GatewayDown) as down:
        gateways.messages.send(SmsRequest(**head("sms"), recipient="R1", text="通知"))
    assert down.value.code == "no_answer"


def test_a_long_message_is_cut():
    assert len(GatewayRefused("too_long", "长" * 2 * MESSAGE_LIMIT).message) == MESSAGE_LIMIT


def test_personal_values_do_not_show_when_a_request_is_printed(head):
    request = IdentityRequest(**head("id"), party="R1", party_kind="company", name=SECRET, id_number=SECRET)
    assert SECRET not in repr(request)


def test_a_request_without_key_or_with_a_naive_instant_is_no_request(head):
    with pytest.raises(ValidationError):
        GatewayRequest(**{**head("k"), "key": ""})
    with pytest.raises(ValidationError):
        GatewayRequest(**{**head("k"), "at": head("k")["at"].replace(tzinfo=None)})


def test_our_own_bad_request_is_refused_by_the_system(outside, head):
    body = {**head("k"), "at": "gestern"}
    del body["key"]
    status, error = outside.refused("/messages", body)
    assert (status, error["code"]) == (422, "bad_request")
    assert "at" in error["message"]


def test_this_machine_is_reached_past_a_proxy(outside, head, monkeypatch):
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    with HttpGateways(outside.url) as gateways:
        assert gateways.messages.send(SmsRequest(**head("sms"), recipient="R1", text="通知")).reference
