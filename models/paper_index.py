"""The index of a file (卷宗目录): its papers in the order in which they came into it, and their kinds."""

from models.case import CaseState, PaperMade
from models.electronic_file import Media, PaperKind, PaperSource
from models.errors import Code, Refusal
from models.forms import FORMS, FormKind
from models.rulebook import Rulebook
from models.validation import nearest
from models.values import Instant, Value


class IndexLine(Value):
    """A paper as the index has it (目录一行): `number` counts from 1 and never changes.

    `day` is the instant it was made or came in; `by` is who put it in, by staff number, or the system.
    """

    number: int
    id: str
    kind: str
    kind_name: str
    name: str
    at: Instant
    source: PaperSource
    by: str
    media: Media
    pages: int | None
    size: int | None
    about: str
    sha256: str


def in_order(state: CaseState) -> tuple[PaperMade, ...]:
    """The papers of a case by their place in its journal; a stored state does not keep the order."""
    return tuple(sorted(state.papers.values(), key=lambda paper: (paper.seq, paper.id)))


def paper_kind(book: Rulebook, key: str, *, on_request: bool = False) -> PaperKind:
    """The kind of paper with this key. Raises Refusal(BAD_DATA) for one the rulebook does not list.

    With `on_request`: for one that is not made from the case at somebody's request.
    """
    kinds = {row.key: row for row in book.papers if row.on_request or not on_request}
    if key in kinds:
        return kinds[key]
    what = "可以依申请制作的文书" if on_request else "入卷材料的种类"
    near = nearest(key, kinds)
    hint = f"是否为“{near}”；" if near else ""
    listed = "、".join(f"{row.key}（{row.name}）" for row in kinds.values()) or "无"
    raise Refusal(Code.BAD_DATA, f"“{key}”不是{what}，{hint}可用：{listed}")


def kind_name(book: Rulebook, key: str) -> str:
    """What a court calls a kind of paper: by its rulebook, else by the form's own name."""
    listed = next((row.name for row in book.papers if row.key == key), "")
    return listed or (FORMS[FormKind(key)].name if key in FORMS else key)
