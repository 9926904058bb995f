"""The order of a court's stages as data (环节, requirements 6.2)."""

from enum import StrEnum

from models.conditions import Condition
from models.sourced import Sourced
from models.values import Value


class Stage(StrEnum):
    """The eight stages (requirements 0.4)."""

    INTAKE = "intake"
    NETWORK_QUERY = "network_query"
    DOCUMENTS = "documents"
    OFFLINE_QUERY = "offline_query"
    TRIAGE = "triage"
    IMPLEMENTATION = "implementation"
    AUCTION = "auction"
    CLOSING_REVIEW = "closing_review"


class Part(StrEnum):
    """What a leg of the way may run: a stage, or a part of one that courts place elsewhere.

    Intake falls in two: checking the filing (立案核对) and the first reception (初次接待), which
    Gushi holds before the queries and Ruyang after them (GS-13, RY-21).
    """

    INTAKE = "intake"
    RECEPTION = "intake.reception"
    NETWORK_QUERY = "network_query"
    DOCUMENTS = "documents"
    OFFLINE_QUERY = "offline_query"
    TRIAGE = "triage"
    IMPLEMENTATION = "implementation"
    AUCTION = "auction"
    CLOSING_REVIEW = "closing_review"

    @property
    def stage(self) -> Stage:
        """The stage this part belongs to."""
        return Stage(self.value.split(".")[0])


PART_NAMES: dict[Part, str] = {
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
"""What each part is called where a court reads it."""


class Leg(Sourced):
    """One leg of the way (环节): parts that run side by side, and the condition under which it runs."""

    id: str
    run: tuple[Part, ...]
    when: Condition | None = None


class Return(Sourced):
    """A way back (回转): after `after`, if `when` holds, the case goes on at leg `to`."""

    after: Part
    to: str
    when: Condition | None = None


class Flow(Value):
    """The order of the stages of one court (`flow.stages` of requirements 7.1)."""

    stages: tuple[Leg, ...]
    returns: tuple[Return, ...] = ()
