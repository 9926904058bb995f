"""The electronic file (电子卷宗) as rules have it: kinds of papers put into it, and who may read them."""

from enum import StrEnum
from typing import Literal

from pydantic import Field, model_validator

from models.roles import Role
from models.sourced import Sourced


class PaperSource(StrEnum):
    """Where a paper of the file comes from (来源)."""

    MADE = "made"
    SCANNED = "scanned"
    RECEIVED = "received"


SOURCE_NAMES: dict[PaperSource, str] = {
    PaperSource.MADE: "本院制作",
    PaperSource.SCANNED: "纸质扫描",
    PaperSource.RECEIVED: "收到电子件",
}
"""What a court calls the sources."""


class Media(StrEnum):
    """The types of file an e-file holds (文件类型); the value is the usual ending of its name."""

    PDF = "pdf"
    JPEG = "jpg"
    PNG = "png"
    DOCX = "docx"
    MP4 = "mp4"


class PaperKind(Sourced):
    """A kind of paper people put into the file (材料种类): a row of `papers`.

    `on_request`: one of the product's own forms, made from the case at somebody's request (依申请制作).
    What is made and served on its own (`documents.set`, `served_papers`) is no such kind.
    """

    key: str
    name: str
    on_request: bool = False


class Reader(Sourced):
    """Who may read the papers of a case (查阅权限, SQ-35): a row of `reading`.

    `person`: `owner` is who owns the case or is offered it, `handler` who has done an act in the case, or
    holds a post in a unit, or a role, responsible for one of its nodes. Else `roles` anywhere at the court,
    or in `unit` alone where both are written. `unit` is a unit key, `owner_unit` or `receiver` (the unit a
    handover is offered to); whoever leads a unit above it reads too.
    """

    key: str
    name: str
    person: Literal["", "owner", "handler"] = ""
    unit: str = ""
    roles: tuple[Role, ...] = ()

    @model_validator(mode="after")
    def _somebody(self) -> "Reader":
        if not (self.person or self.unit or self.roles):
            raise ValueError("须写明 person、unit 或 roles")
        if self.person and (self.unit or self.roles):
            raise ValueError("写明 person 的，不再写 unit、roles")
        return self


class Archiving(Sourced):
    """How the file of a closed case goes to the archive (归档, NB-312): within `months` of the closing.

    `by` are keys of rows of `reading`: whoever reads by one of them hands it over.
    """

    months: int = Field(gt=0)
    by: tuple[str, ...] = Field(min_length=1)
