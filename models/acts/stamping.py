"""Acts between the making of a document and its service: checked against the file, stamped and printed."""

from typing import ClassVar

from pydantic import Field

from models.acts.envelope import Act, ActData, ActKind, Situation, require, shape
from models.case import CaseState, PaperMade
from models.errors import Code, Refusal
from models.events import Event, EventKind


@shape
class CheckDocuments(ActData):
    """Documents compared with the file by a person (文书与卷宗核对, SH-19): which, and with what of it.

    `against` are keys of the rulebook's `documents.stamping.against`; a document that agrees was compared
    with all of them. `fault` says what is wrong in these: they become void and are made anew from the
    case as it stands, so wrong data of the case are corrected first.
    """

    kind: ClassVar[ActKind] = ActKind.CHECK_DOCUMENTS
    papers: tuple[str, ...] = Field(min_length=1)
    against: tuple[str, ...] = Field(min_length=1)
    fault: str = ""

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """One check a document; refused for one that is not to be checked or was, and for points left out."""
        stamping = situation.book.documents.stamping
        points = {point.key: point.name for point in stamping.against} if stamping else {}
        strange = "、".join(key for key in self.against if key not in points)
        require(not strange, Code.UNKNOWN_SUBJECT, f"核对依据不存在：{strange}")
        left_out = "、".join(name for key, name in points.items() if key not in self.against)
        agrees = not self.fault.strip()
        require(not (agrees and left_out), Code.NOT_COVERED, f"核对尚有依据未比对：{left_out}")
        for paper in documents(situation.state, self.papers):
            require(paper.checked_at is None, Code.ALREADY_DONE, f"《{paper.name}》已核对（{paper.id}）")
        stated = {"against": list(self.against), "passed": agrees, "fault": self.fault.strip() or None}
        return tuple(act.event(EventKind.DOCUMENT_CHECKED, paper, **stated) for paper in self.papers)


@shape
class StampDocuments(ActData):
    """Checked documents given the court's seal and printed (用印、打印, SH-19); `copies` of each."""

    kind: ClassVar[ActKind] = ActKind.STAMP_DOCUMENTS
    papers: tuple[str, ...] = Field(min_length=1)
    copies: int = Field(default=1, gt=0)

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """One seal a document; refused for one that was not checked, did not agree, or has its seal."""
        for paper in documents(situation.state, self.papers):
            name = f"《{paper.name}》（{paper.id}）"
            require(paper.checked_at is not None, Code.NOT_YET, f"{name}尚未与卷宗核对，不得用印")
            require(not paper.fault, Code.WRONG_STATE, f"{name}核对有误，已退回重新制作，不得用印")
            require(paper.stamped_at is None, Code.ALREADY_DONE, f"{name}已用印")
        return tuple(
            act.event(EventKind.DOCUMENT_STAMPED, paper, copies=self.copies) for paper in self.papers
        )


def documents(state: CaseState, ids: tuple[str, ...]) -> tuple[PaperMade, ...]:
    """The documents an act names. Raises Refusal for one named twice, unknown, or served without a seal."""
    require(len(set(ids)) == len(ids), Code.BAD_DATA, "同一文书不得重复列出")
    found: list[PaperMade] = []
    for paper_id in ids:
        paper = state.papers.get(paper_id)
        if paper is None or not paper.to_stamp:
            raise Refusal(Code.UNKNOWN_SUBJECT, f"没有须核对用印的文书：{paper_id}")
        found.append(paper)
    return tuple(found)
