"""One HTTP exchange with an outside system: key, time limit, and errors in our own terms."""

import json
import re
from typing import Any, TypeVar
from urllib.parse import quote

import httpx
from pydantic import ValidationError

from activities.gateways.errors import UNREADABLE_ANSWER, WORDS, GatewayDown, GatewayRefused
from activities.gateways.exchange import FromOutside, GatewayRequest
from models.values import Value

AnswerT = TypeVar("AnswerT", bound=FromOutside)

TRY_AGAIN = frozenset({408, 425, 429})
CODE = re.compile(r"^[a-z0-9_]{1,64}$")


class OutsideClient:
    """Sends a value and reads a value, once; whoever calls decides about trying again."""

    def __init__(self, http: httpx.Client) -> None:
        self._http = http

    def send(self, path: str, request: GatewayRequest, answer: type[AnswerT]) -> AnswerT:
        """The system's answer to a request under its key.

        Raises GatewayDown (no answer, an unreadable one, or the system is out of order) or
        GatewayRefused (the system refused, or the key was used for another request).
        """
        body = request.model_dump_json(exclude={"key"})
        headers = {"Idempotency-Key": quote(request.key, safe="")}
        return self._read(self._exchange("POST", path, content=body, headers=headers), answer)

    def ask(self, path: str, question: dict[str, str], answer: type[AnswerT]) -> AnswerT:
        """What a system shows without any effect. Raises GatewayDown or GatewayRefused."""
        return self._read(self._exchange("GET", path, params=question), answer)

    def tell(self, path: str, value: Value) -> None:
        """Something whose repetition is harmless by itself. Raises GatewayDown or GatewayRefused."""
        self._exchange("POST", path, content=value.model_dump_json())

    def _exchange(
        self,
        method: str,
        path: str,
        *,
        content: str | None = None,
        params: dict[str, str] | None = None,
        headers: dict[str, str] | None = None,
    ) -> httpx.Response:
        sent = {"Content-Type": "application/json"} if content is not None else {}
        try:
            response = self._http.request(
                method, path, content=content, params=params, headers={**sent, **(headers or {})}
            )
        except httpx.HTTPError as error:
            raise GatewayDown("no_answer", f"外部系统没有答复（{type(error).__name__}）") from None
        if response.status_code >= 500 or response.status_code in TRY_AGAIN:
            raise GatewayDown("out_of_order", f"外部系统暂不可用（HTTP {response.status_code}）")
        if not response.is_success:
            raise GatewayRefused.with_code(_code(response))
        return response

    def _read(self, response: httpx.Response, answer: type[AnswerT]) -> AnswerT:
        try:
            return answer.model_validate_json(response.content)
        except ValidationError as error:
            raise GatewayDown(UNREADABLE_ANSWER, unreadable(answer, error)) from None


def unreadable(answer: type[Value], error: ValidationError) -> str:
    """Which fields of an answer do not fit; the values themselves are left out."""
    fields = "、".join(
        sorted({".".join(str(part) for part in problem["loc"]) or "全文" for problem in error.errors()})
    )
    return f"{WORDS[UNREADABLE_ANSWER]}：{answer.__name__}（{fields}）"


def _code(response: httpx.Response) -> str:
    """The code of a refusal; the HTTP status where the system gave none we can carry on."""
    try:
        body: Any = json.loads(response.content)
    except ValueError:
        body = None
    error = body.get("error") if isinstance(body, dict) else None
    code = error.get("code") if isinstance(error, dict) else None
    if isinstance(code, str) and CODE.match(code):
        return code
    return f"http_{response.status_code}"
