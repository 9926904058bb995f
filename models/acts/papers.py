"""The act by which a paper comes into the file (材料入卷): scanned, received, or made at a request."""

from typing import Annotated, ClassVar

from pydantic import AfterValidator, Field

from models.acts.envelope import Act, ActData, ActKind, Situation, require, shape
from models.case import CaseState
from models.electronic_file import Media, PaperSource
from models.errors import Code
from models.events import Event, EventKind
from models.paper_index import in_order, paper_kind

LONGEST_NAME = 100
"""Characters of a paper's name: it stands on one line of the index."""


def _one_line(text: str) -> str:
    """Refuses a name that would not stand on a line of the index."""
    if not text.strip() or len(text) > LONGEST_NAME or any(ord(sign) < 32 for sign in text):
        raise ValueError(f"名称应为一行文字，不超过 {LONGEST_NAME} 字")
    return text.strip()


@shape
class AddPaper(ActData):
    """A paper put into the file (随案入卷, RY-59, SQ-38, SH-70): what it is, and the digest of its content.

    `paper` is a kind of the rulebook's list, `about` the id of a thing or party of the case, `size` in
    bytes. The content lies in the file store before the act is submitted.
    """

    kind: ClassVar[ActKind] = ActKind.ADD_PAPER
    paper: str
    name: Annotated[str, AfterValidator(_one_line)]
    sha256: str = Field(pattern=r"^[0-9a-f]{64}$")
    size: int = Field(gt=0)
    media: Media
    pages: int | None = Field(default=None, gt=0)
    source: PaperSource = PaperSource.SCANNED
    about: str = ""

    def events(self, act: Act, situation: Situation) -> tuple[Event, ...]:
        """The paper in the file; refused for a kind not listed, a file that is in it, an unknown thing."""
        made = self.source is PaperSource.MADE
        paper_kind(situation.book, self.paper, on_request=made)
        papers = in_order(situation.state)
        numbers = {paper.sha256: place for place, paper in enumerate(papers, start=1)}
        known = numbers.get(self.sha256)
        require(known is None, Code.ALREADY_DONE, f"该文件已在卷内，为目录第 {known} 号")
        strange = self.about and self.about not in things_of(situation.state)
        require(not strange, Code.UNKNOWN_SUBJECT, f"本案没有编号为 {self.about} 的当事人、财产或者款项")
        number = sum(1 for paper in papers if paper.id.startswith(ADDED)) + 1
        return (
            act.event(
                EventKind.DOCUMENT_MADE if made else EventKind.PAPER_ADDED,
                f"{ADDED}{number}",
                kind=self.paper,
                name=self.name,
                sha256=self.sha256,
                size=self.size,
                media=self.media.value,
                pages=self.pages,
                source=self.source.value,
                about=self.about or None,
            ),
        )


ADDED = "added/"
"""What the ids of papers begin with that people put into the file; no kind of document is called so."""


def things_of(state: CaseState) -> frozenset[str]:
    """The ids of everything in a case a paper may be about."""
    shelves = (state.assets, state.money, state.arrivals, state.payouts, state.approvals, state.measures)
    parties = (party.id for party in state.parties)
    return frozenset(parties).union(state.deliveries, *shelves)
