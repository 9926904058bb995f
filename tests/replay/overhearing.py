"""Replay with an ear on the workflow: every command the code gives, with lengths and arguments."""

import json
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

from temporalio.bridge.proto.workflow_activation import WorkflowActivation
from temporalio.bridge.proto.workflow_commands import WorkflowCommand
from temporalio.bridge.proto.workflow_completion import WorkflowActivationCompletion
from temporalio.client import WorkflowHistory
from temporalio.contrib.pydantic import pydantic_data_converter
from temporalio.worker import (
    Replayer,
    WorkflowInstance,
    WorkflowInstanceDetails,
    WorkflowReplayResult,
    WorkflowRunner,
)
from temporalio.worker.workflow_sandbox import SandboxedWorkflowRunner, SandboxRestrictions

import worker

Ask = tuple[str, dict[str, Any]]
"""The type of an activity and what it is given."""


@dataclass
class Commands:
    """What a replayed workflow asked for, by the numbers it gave its commands."""

    timers: dict[int, timedelta] = field(default_factory=dict)
    activities: dict[int, Ask] = field(default_factory=dict)
    local_activities: dict[int, Ask] = field(default_factory=dict)

    def take(self, command: WorkflowCommand) -> None:
        """Keep one command."""
        if command.HasField("start_timer"):
            timer = command.start_timer
            self.timers[timer.seq] = timer.start_to_fire_timeout.ToTimedelta()
        elif command.HasField("schedule_activity"):
            asked = command.schedule_activity
            self.activities[asked.seq] = (asked.activity_type, json.loads(asked.arguments[0].data))
        elif command.HasField("schedule_local_activity"):
            local = command.schedule_local_activity
            self.local_activities[local.seq] = (local.activity_type, json.loads(local.arguments[0].data))


def shared_runner() -> SandboxedWorkflowRunner:
    """The product's sandbox with the workflow's own modules outside it too."""
    restrictions = SandboxRestrictions.default.with_passthrough_modules(*worker.OURS, "workflows")
    return SandboxedWorkflowRunner(restrictions=restrictions)


async def replay(history: WorkflowHistory) -> tuple[WorkflowReplayResult, Commands]:
    """Replay a history with the code as it is and without any server.

    The workflow's modules are handed through the sandbox, so that what a test changes in them is run.
    """
    heard = Commands()
    replayer = Replayer(
        workflows=worker.WORKFLOWS,
        workflow_runner=Overhearing(shared_runner(), heard),
        data_converter=pydantic_data_converter,
    )
    return await replayer.replay_workflow(history, raise_on_replay_failure=False), heard


class Overhearing(WorkflowRunner):
    """A runner that lets another run the workflow, and keeps its commands."""

    def __init__(self, runner: WorkflowRunner, heard: Commands) -> None:
        self._runner = runner
        self._heard = heard

    def prepare_workflow(self, defn: Any) -> None:
        """As the other does."""
        self._runner.prepare_workflow(defn)

    def create_instance(self, det: WorkflowInstanceDetails) -> WorkflowInstance:
        """The other's instance, overheard."""
        return _Overheard(self._runner.create_instance(det), self._heard)


class _Overheard(WorkflowInstance):
    def __init__(self, instance: WorkflowInstance, heard: Commands) -> None:
        self._instance = instance
        self._heard = heard

    def activate(self, act: WorkflowActivation) -> WorkflowActivationCompletion:
        completion = self._instance.activate(act)
        for command in completion.successful.commands:
            self._heard.take(command)
        return completion

    def get_serialization_context(self, command_info: Any) -> Any:
        return self._instance.get_serialization_context(command_info)

    def get_external_store_context(self, command_info: Any) -> Any:
        return self._instance.get_external_store_context(command_info)

    def get_info(self) -> Any:
        return self._instance.get_info()

    def get_thread_id(self) -> int | None:
        return self._instance.get_thread_id()
