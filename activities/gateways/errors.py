"""How a call to an outside system can fail: it was down (try again), or it refused (do not)."""

from typing import Final

MESSAGE_LIMIT: Final = 500
"""Characters of a message; longer text is cut."""

UNREADABLE_ANSWER: Final = "unreadable_answer"
"""Code of an answer whose shape we do not know."""

WORDS: Final[dict[str, str]] = {
    "key_reused": "同一请求编号已用于内容不同的请求",
    "bad_request": "外部系统认为请求内容有误",
    "not_found": "外部系统没有所指的记录",
    "insufficient_balance": "案款账户余额不足以支付",
    "item_unknown": "外部系统没有所指的财产",
    "already_listed": "该财产正在拍卖，不得重复发布",
    "already_sold": "该财产已经成交",
    "bidding_over": "竞价已经结束，不能撤回",
    "not_controlled": "该财产没有由本案控制",
    "not_allowed": "外部系统不允许本院调用",
    UNREADABLE_ANSWER: "外部系统的答复格式无法识别",
}
"""Chinese words for the codes an outside system may answer with."""


class GatewayError(Exception):
    """A call to an outside system failed: a code to branch on, and a Chinese message.

    The message is ours, never the outside system's own text, so that nothing personal gets into
    logs, errors or the history; it has at most 500 characters.
    """

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = message[:MESSAGE_LIMIT]
        super().__init__(f"{code}: {self.message}"[:MESSAGE_LIMIT])


class GatewayDown(GatewayError):
    """The system did not answer as it should (外部系统暂不可用); the same request may be sent again.

    Whether the request took effect is unknown; sending it again with the same key is safe.
    """


class GatewayRefused(GatewayError):
    """The system refused the request (外部系统拒绝); sending it again changes nothing."""

    @classmethod
    def with_code(cls, code: str) -> "GatewayRefused":
        """The refusal in our own words for the system's code."""
        return cls(code, WORDS.get(code, f"外部系统拒绝了请求（代码 {code}）"))
