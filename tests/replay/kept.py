"""Reading a kept history: its timers, its activities, and what the register answered."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple

from temporalio.api.common.v1 import Payload
from temporalio.client import WorkflowHistory

from tests.replay.overhearing import Ask


class Timer(NamedTuple):
    """A timer as it was started: its words, its length, and the instant it runs to."""

    summary: str
    length: timedelta
    ends: datetime


class Answer(NamedTuple):
    """A local activity that answered: which one, its number, and what it said."""

    activity: str
    seq: int
    result: dict[str, Any]


def timers(history: WorkflowHistory) -> dict[int, Timer]:
    """Every timer by its number."""
    found: dict[int, Timer] = {}
    for event in history.events:
        if event.HasField("timer_started_event_attributes"):
            started = event.timer_started_event_attributes
            length = started.start_to_fire_timeout.ToTimedelta()
            ends = event.event_time.ToDatetime(UTC) + length
            found[int(started.timer_id)] = Timer(_json(event.user_metadata.summary), length, ends)
    return found


def activities(history: WorkflowHistory) -> dict[int, Ask]:
    """Every activity by its number: its type and what it was given."""
    found: dict[int, Ask] = {}
    for event in history.events:
        if event.HasField("activity_task_scheduled_event_attributes"):
            asked = event.activity_task_scheduled_event_attributes
            found[int(asked.activity_id)] = (asked.activity_type.name, _json(asked.input.payloads[0]))
    return found


def answers(history: WorkflowHistory) -> list[Answer]:
    """What the register's local steps answered, in order."""
    found: list[Answer] = []
    for event in history.events:
        details = event.marker_recorded_event_attributes.details
        if "result" in details:
            about = _json(details["data"].payloads[0])
            result = _json(details["result"].payloads[0])
            found.append(Answer(about["activity_type"], about["seq"], result))
    return found


def occurred(history: WorkflowHistory, kind: str) -> datetime:
    """When the first event of a kind occurred, by the journal."""
    return next(
        datetime.fromisoformat(entry["occurred_at"])
        for answer in answers(history)
        for entry in answer.result.get("entries", ())
        if entry["kind"] == kind
    )


def _json(payload: Payload) -> Any:
    return json.loads(payload.data)
