"""A restored register catching up with its running cases (对账): what a run knows and the register lost."""

from collections.abc import AsyncIterator
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session
from temporalio.api.common.v1 import Payload
from temporalio.api.history.v1 import HistoryEvent
from temporalio.client import Client

from activities.database import Database
from activities.journal import JournalWriter
from activities.projections import project, write_difference
from models.acts.envelope import Act
from models.events import Entry
from models.messages import Appended
from models.tables import ActLog, Case, StepKey
from models.values import court_local

ACT = "act"
"""How the key of a step begins that writes an act."""

LOCAL_ACTIVITY = "core_local_activity"
"""The marker in which the SDK keeps the answer of a local activity."""


class Reconciler:
    """Re-appends from a case's history what its journal lacks; neither side silently wins."""

    def __init__(self, client: Client, database: Database, writer: JournalWriter) -> None:
        self._client = client
        self._database = database
        self._writer = writer

    async def reconcile(self, case_key: str) -> int:
        """Re-append what is missing and ask the case to go on; answers how many entries were restored.

        Raises Refusal(JOURNAL_BEHIND) when the history does not continue the register's chain.
        """
        answers = [answer async for answer in self._answers(case_key)]
        with self._database.transaction() as session:
            restored = self._restore(session, case_key, answers)
        if restored:
            await self._client.get_workflow_handle(case_key).signal("retry")
        return restored

    def _restore(self, session: Session, case_key: str, answers: list[Appended]) -> int:
        row = session.execute(select(Case).where(Case.key == case_key).with_for_update()).scalar_one()
        case = self._writer.open(session, row)
        before = project(case.state, case.nodes.values(), case.parties)
        start = case.state.seq
        for answer in answers:
            missing = [pair for pair in zip(answer.entries, answer.heads, strict=True) if pair[0].seq > start]
            log = _act_of(session, case_key, answer) if missing else None
            for entry, head in missing:
                case.restore(entry, head, log.act_id if log is not None and _states(log, entry) else None)
            if log is not None:
                log.state, log.seq = "accepted", answer.seq
            if missing:
                session.execute(
                    insert(StepKey)
                    .values(case_key=case_key, key=answer.key, answer=answer.model_dump(mode="json"))
                    .on_conflict_do_nothing()
                )
        write_difference(session, before, project(case.state, case.nodes.values(), case.parties))
        self._writer.save(case)
        return case.state.seq - start

    async def _answers(self, case_key: str) -> AsyncIterator[Appended]:
        """Every answer of the register in the case's history, in order."""
        async for event in self._client.get_workflow_handle(case_key).fetch_history_events():
            for payload in _results(event):
                decoded = await self._client.data_converter.decode([payload], [dict])
                if "entries" in decoded[0] and "heads" in decoded[0]:
                    yield Appended.model_validate(decoded[0])


def _act_of(session: Session, case_key: str, answer: Appended) -> ActLog | None:
    """The act by which these entries came, where the log still has it: its id is in the step's key."""
    kind, _, act_id = answer.key.partition("/")
    log = session.get(ActLog, UUID(act_id)) if kind == ACT else None
    return log if log is not None and log.case_key == case_key else None


def _states(log: ActLog, entry: Entry) -> bool:
    """Whether an entry is what somebody stated by this act, and not what followed from it."""
    act = Act.model_validate(log.act)
    stated_by = (act.actor, act.role, act.on_behalf_of, court_local(log.submitted_at))
    return (entry.actor, entry.role, entry.on_behalf_of, entry.recorded_at) == stated_by


def _results(event: HistoryEvent) -> list[Payload]:
    """The result payloads an event carries."""
    if event.HasField("marker_recorded_event_attributes"):
        marker = event.marker_recorded_event_attributes
        return list(marker.details["result"].payloads) if marker.marker_name == LOCAL_ACTIVITY else []
    if event.HasField("activity_task_completed_event_attributes"):
        return list(event.activity_task_completed_event_attributes.result.payloads)
    return []
