"""Event groups (experimental in the SDK): the one place that asks for them."""

from contextlib import AbstractContextManager

from temporalio import workflow

from models.flow import PART_NAMES, Part


def stage_group(part: Part) -> AbstractContextManager[None]:
    """Label every command of the block with its stage, for the timeline."""
    return workflow.create_event_group(part.value, label=PART_NAMES[part]).scope()
