"""The kept histories: one compact JSON file each, and their workflow ids, which the JSON does not hold."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from temporalio.client import WorkflowHistory

FOLDER = Path(__file__).parent / "histories"
MANIFEST = FOLDER / "manifest.json"

RECORDER = "recorder"
"""What stands in a kept history for the machine it was recorded on."""


def keep(name: str, history: WorkflowHistory, identity: str) -> None:
    """Write a history without what names the recording machine: its identity and stack traces."""
    events = json.loads(history.to_json().replace(identity, RECORDER))
    text = json.dumps(_without_traces(events), ensure_ascii=False, separators=(",", ":"))
    (FOLDER / f"{name}.json").write_text(text + "\n", encoding="utf-8")


def _without_traces(part: Any) -> Any:
    if isinstance(part, dict):
        return {key: _without_traces(value) for key, value in part.items() if key != "stackTrace"}
    if isinstance(part, list):
        return [_without_traces(value) for value in part]
    return part


def keep_manifest(workflow_ids: dict[str, str]) -> None:
    """Write which file belongs to which workflow id."""
    text = json.dumps(workflow_ids, ensure_ascii=False, indent=1)
    MANIFEST.write_text(text + "\n", encoding="utf-8")


def workflow_ids() -> dict[str, str]:
    """Every kept history with its workflow id."""
    return dict(json.loads(MANIFEST.read_text(encoding="utf-8")))


def read(name: str) -> WorkflowHistory:
    """A kept history, ready for replay."""
    text = (FOLDER / f"{name}.json").read_text(encoding="utf-8")
    return WorkflowHistory.from_json(workflow_ids()[name], text)


def read_all() -> Iterator[tuple[str, WorkflowHistory]]:
    """Every kept history with its name."""
    for name in workflow_ids():
        yield name, read(name)
