"""How the Temporal server says that it does not answer now (服务暂不可用)."""

from temporalio.service import RPCStatusCode

AWAY = frozenset(
    {RPCStatusCode.UNAVAILABLE, RPCStatusCode.DEADLINE_EXCEEDED, RPCStatusCode.RESOURCE_EXHAUSTED}
)
"""Nothing is wrong with what was sent, and nothing else gets through now: the next sweep tries again."""
