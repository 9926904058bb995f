"""What is asked of the register before a case is written to: each time one statement, made once."""

from sqlalchemy import Text, bindparam, exists, func, select
from sqlalchemy.dialects.postgresql import JSONB

from models.answers import AnswerKind
from models.tables import Inbox, NodeRow, Party, StepKey

_CASE_KEY = bindparam("case_key", type_=Text)

NODES_AND_PARTIES = select(
    select(func.jsonb_agg(NodeRow.node, type_=JSONB)).where(NodeRow.case_key == _CASE_KEY).scalar_subquery(),
    select(func.jsonb_agg(Party.data, type_=JSONB)).where(Party.case_key == _CASE_KEY).scalar_subquery(),
)
"""All nodes and all parties of a case, each as one list; null where there are none."""

NOTICED = (
    Inbox.case_key == _CASE_KEY,
    Inbox.kind == AnswerKind.NOTICE_RESULT,
    Inbox.consumed_seq.is_(None),
)
"""Results of notices that no step has taken yet."""

BEFORE_A_STEP = select(
    select(StepKey.answer)
    .where(StepKey.case_key == _CASE_KEY, StepKey.key == bindparam("key", type_=Text))
    .scalar_subquery(),
    exists().where(*NOTICED),
    *NODES_AND_PARTIES.selected_columns,
)
"""What a step answered when it took effect before, null if it never did; whether `NOTICED` finds anything;
then `NODES_AND_PARTIES`. Asked under the case's lock: a statement that waited for it would not see what
was committed meanwhile."""
