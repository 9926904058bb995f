"""Event groups (experimental in the SDK): the one place that asks for them."""

from contextlib import AbstractContextManager

from temporalio import workflow

from models.flow import Part

STAGE_NAMES: dict[Part, str] = {
    Part.INTAKE: "立案核对",
    Part.RECEPTION: "初次接待",
    Part.NETWORK_QUERY: "网络查控",
    Part.DOCUMENTS: "文书制作与送达",
    Part.OFFLINE_QUERY: "线下查控",
    Part.TRIAGE: "繁简分流",
    Part.IMPLEMENTATION: "执行实施",
    Part.AUCTION: "财产处置",
    Part.CLOSING_REVIEW: "结案审查",
}


def stage_group(part: Part) -> AbstractContextManager[None]:
    """Label every command of the block with its stage, for the timeline."""
    return workflow.create_event_group(part.value, label=STAGE_NAMES[part]).scope()
