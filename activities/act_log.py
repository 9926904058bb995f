"""The act log (行为登记): every act is kept as submitted before anybody is asked about it."""

from datetime import datetime

from sqlalchemy.dialects.postgresql import insert

from activities.database import Database
from models.acts.envelope import Act
from models.errors import Code, Refusal
from models.tables import ActLog, Case


def submit(database: Database, case_key: str, act: Act, submitted_at: datetime) -> None:
    """Keep an act as submitted; the same act id again changes nothing.

    Raises Refusal(UNKNOWN_SUBJECT) for a case the register does not have.
    """
    with database.transaction() as session:
        if session.get(Case, case_key) is None:
            raise Refusal(Code.UNKNOWN_SUBJECT, f"案件 {case_key} 不存在")
        session.execute(
            insert(ActLog)
            .values(
                act_id=act.act_id,
                case_key=case_key,
                kind=act.kind.value,
                actor=act.actor,
                submitted_at=submitted_at,
                act=act.model_dump(mode="json"),
            )
            .on_conflict_do_nothing()
        )
