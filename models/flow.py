"""The order of a court's stages as data (环节, requirements 6.2)."""

from enum import StrEnum

from pydantic import Field

from models.conditions import Condition
from models.events import EventKind
from models.sourced import Sourced
from models.values import Facts, Value


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

    Intake falls in three: checking the filing (立案核对), the first reception (初次接待), which some
    courts hold before the queries and some after them (GS-13, RY-21), and the examination of a
    resumption (恢复执行审查), which comes before anything else (RY-41). Documents fall in two: making and
    first dispatch (制作), and service to the end (送达), which some courts leave to another unit (SH-A18).
    """

    INTAKE = "intake"
    RECEPTION = "intake.reception"
    RESUMPTION = "intake.resumption"
    NETWORK_QUERY = "network_query"
    DOCUMENTS = "documents"
    MAKING = "documents.making"
    SERVICE = "documents.service"
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
    Part.RESUMPTION: "恢复执行审查",
    Part.NETWORK_QUERY: "网络查控",
    Part.DOCUMENTS: "文书制作与送达",
    Part.MAKING: "文书制作",
    Part.SERVICE: "文书送达",
    Part.OFFLINE_QUERY: "线下查控",
    Part.TRIAGE: "繁简分流",
    Part.IMPLEMENTATION: "执行实施",
    Part.AUCTION: "财产处置",
    Part.CLOSING_REVIEW: "结案审查",
}
"""What each part is called where a court reads it."""


class Need(Value):
    """What must have happened before a leg's triage decides (移送条件), as a signed form (JL-44)."""

    event: EventKind
    subject: str = ""
    where: Facts = Field(default_factory=dict)


class Leg(Sourced):
    """One leg of the way (环节): parts that run side by side, and the condition under which it runs.

    `by_exit`: entered only where a triage decision sends the case, and passed over in the plain order.
    `needs`: a leg that triages waits for these before it decides.
    """

    id: str
    run: tuple[Part, ...]
    when: Condition | None = None
    by_exit: bool = False
    needs: tuple[Need, ...] = ()


class Return(Sourced):
    """A way back (回转): after `after`, if `when` holds, the case goes on at leg `to`."""

    after: Part
    to: str
    when: Condition | None = None


class Flow(Value):
    """The order of the stages of one court (`flow.stages` of requirements 7.1)."""

    stages: tuple[Leg, ...]
    returns: tuple[Return, ...] = ()
