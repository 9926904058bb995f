"""Papers that come after the closing (结案后入卷): proofs, receipts, until the file is archived."""

from pathlib import Path
from typing import Any

from activities.books import Books
from activities.court_journal import record
from activities.database import Database
from activities.electronic_file.asking import Desk
from activities.electronic_file.content import read_content
from activities.electronic_file.index import FileIndex, check_not_archived
from activities.electronic_file.permission import check_author, made_request
from activities.electronic_file.store import FileStore
from activities.signing.key_files import KeyFolder
from activities.signing.staff_keys import signing_key
from models.acts.envelope import ActKind
from models.court_events import CourtEventKind
from models.electronic_file import PaperSource
from models.errors import Code, Refusal
from models.paper_index import paper_kind
from models.tables import Case
from models.values import Value, court_local

LATE = "late/"
"""What the ids of papers begin with that came after the closing."""


class LatePaper(Value):
    """A paper that came after the closing: its number in the index, its place in the court's journal."""

    number: int
    seq: int


class LatePapers:
    """The way into the file of a closed case, whose own workflow and journal are over.

    The court's journal cannot be redacted: it says what kind of paper came, and no name people wrote.
    """

    def __init__(
        self,
        database: Database,
        books: Books,
        store: FileStore,
        megabytes: int,
        index: FileIndex,
        desk: Desk,
        keys: KeyFolder | None,
    ) -> None:
        self._database = database
        self._books = books
        self._store = store
        self._megabytes = megabytes
        self._index = index
        self._desk = desk
        self._keys = keys

    async def add(
        self,
        case_key: str,
        path: Path,
        kind: str,
        staff: str,
        *,
        pages: int | None = None,
        source: PaperSource = PaperSource.SCANNED,
        on_behalf_of: str = "",
    ) -> LatePaper:
        """Put a file into the file of a closed case, by whoever may put papers into an open one.

        Raises Refusal: BAD_DATA for a file or a kind of no use, WRONG_STATE before the closing, ALREADY_DONE
        for a file that is in it and once the file is archived, and what concerns the person.
        """
        content = read_content(path, self._megabytes)
        address = FileStore.address(content.data)
        now = await self._desk.clock(case_key)
        self._desk.casework.role_for(case_key, ActKind.ADD_PAPER, staff, now, on_behalf_of)
        key = signing_key(self._database, self._keys, staff, court_local(now).date())
        request = made_request(key, case_key, f"{LATE}{kind}", address, staff, on_behalf_of, now)
        with self._database.transaction() as session:
            case = session.get_one(Case, case_key, with_for_update=True)
            if case.closed_at is None:
                raise Refusal(Code.WRONG_STATE, "案件尚未结案，材料请用 paper add 入卷")
            check_author(session, case.court, case_key, request)
            check_not_archived(session, case)
            paper_kind(self._books.book(session, case.rulebook), kind)
            index = self._index.lines(case_key)
            known = next((line.number for line in index if line.sha256 == address), None)
            if known is not None:
                raise Refusal(Code.ALREADY_DONE, f"该文件已在卷内，为目录第 {known} 号")
            self._store.put(content.data)
            facts: dict[str, Any] = {
                "case": case_key,
                "paper": f"{LATE}{sum(1 for line in index if line.id.startswith(LATE)) + 1}",
                "kind": kind,
                "sha256": address,
                "size": len(content.data),
                "media": content.media.value,
                "pages": pages or content.pages,
                "source": source.value,
                **request.model_dump(
                    mode="json", include={"id", "on_behalf_of", "key_id", "signature", "at"}
                ),
            }
            kind_of = CourtEventKind.PAPER_AFTER_CLOSING
            seq = record(session, case.court, kind_of, staff, facts, request.at)
        return LatePaper(number=len(index) + 1, seq=seq)
