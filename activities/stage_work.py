"""What every stage activity is given by its constructor, and how it fails."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy.dialects.postgresql import insert
from temporalio.exceptions import ApplicationError

from activities.case_files import CaseFile, CaseFiles
from activities.database import Database
from activities.gateways.errors import GatewayRefused
from activities.gateways.outside import Gateways
from activities.papers import Papers
from models.errors import Refusal
from models.events import Event, EventKind
from models.messages import StageWork
from models.tables import StepKey


@dataclass(frozen=True)
class Tools:
    """The collaborators of stage activities."""

    database: Database
    files: CaseFiles
    gateways: Gateways
    papers: Papers

    def read(self, work: StageWork) -> CaseFile:
        """The case as it stands."""
        return self.files.read(work.case_key)

    def remember(self, work: StageWork, plan: dict[str, Any]) -> dict[str, Any]:
        """The plan first made under this step's key: a second attempt follows it, whatever changed since."""
        key = f"plan/{work.key}"
        with self.database.transaction() as session:
            session.execute(
                insert(StepKey)
                .values(case_key=work.case_key, key=key, answer=plan)
                .on_conflict_do_nothing(index_elements=["case_key", "key"])
            )
        with self.database.transaction() as session:
            return dict(session.get_one(StepKey, (work.case_key, key)).answer)


def outside_key(work: StageWork, *parts: str) -> str:
    """The idempotency key an outside system gets: made of domain facts, the same at every attempt."""
    return "|".join([work.case_key, work.key, *parts])


def seen(work: StageWork, kind: EventKind, subject: str = "", /, **facts: Any) -> Event:
    """An event the activity observed at its business time."""
    return Event(
        kind=kind,
        occurred_at=work.at,
        subject=subject,
        facts={name: value for name, value in facts.items() if value is not None},
    )


@contextmanager
def refusals() -> Iterator[None]:
    """What is refused for good stops the step visibly; what is merely down is tried again."""
    try:
        yield
    except GatewayRefused as refused:
        raise ApplicationError(refused.message, type=refused.code, non_retryable=True) from None
    except Refusal as refusal:
        raise ApplicationError(refusal.message, type=refusal.code, non_retryable=True) from None
