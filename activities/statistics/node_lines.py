"""The node table as the counting rule reads it: which columns make a `NodeLine`, which rows count (CV-3)."""

from sqlalchemy import Boolean, DateTime, cast, func

from models.tables import NodeRow

_BODY = NodeRow.node

WAIVED_AT = cast(_BODY["waived_at"].astext, DateTime(timezone=True))
"""When an obligation fell away."""

NODE_LINE = (
    NodeRow.case_key,
    NodeRow.key,
    NodeRow.limit_id,
    NodeRow.subject,
    _BODY["name"].astext,
    _BODY["article"].astext,
    _BODY["responsible"].astext,
    NodeRow.started_at,
    NodeRow.due_at,
    NodeRow.overdue_at,
    NodeRow.done_at,
    WAIVED_AT,
    func.coalesce(cast(_BODY["overdue_withdrawn"].astext, Boolean), False),
    _BODY["paused_at"].astext.is_not(None),
)
"""The columns of a `NodeLine`, in its order."""

COUNTED = (
    func.coalesce(cast(_BODY["soft"].astext, Boolean), False).is_(False),
    func.coalesce(cast(_BODY["counts"].astext, Boolean), True),
)
"""Neither soft limits nor those the rulebook does not count."""
