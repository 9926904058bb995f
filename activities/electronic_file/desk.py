"""Papers into the file (材料入卷), for the desk."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any
from uuid import uuid4

from activities.books import Books
from activities.case_files import CaseFiles
from activities.database import Database
from activities.electronic_file.asking import Desk, Submitted
from activities.electronic_file.content import read_content
from activities.electronic_file.store import FileStore
from activities.papers import Papers
from models.acts.envelope import Act, ActKind, Situation
from models.acts.papers import things_of
from models.acts.registry import read_act_data
from models.case import CaseState
from models.electronic_file import Media, PaperSource
from models.errors import Code, Refusal
from models.paper_index import paper_kind
from models.tables import Case
from models.values import court_local

CLOSED = "本案已结案，不再接受办案行为；结案后收到的材料用 paper late 入卷"


class PaperDesk:
    """The file's way in: nothing reaches the store that the case would refuse as it stands."""

    def __init__(
        self, database: Database, books: Books, store: FileStore, megabytes: int, desk: Desk
    ) -> None:
        self._database = database
        self._books = books
        self._store = store
        self._megabytes = megabytes
        self._desk = desk

    async def add(
        self,
        case_key: str,
        path: Path,
        kind: str,
        name: str,
        staff: str,
        *,
        pages: int | None = None,
        source: PaperSource = PaperSource.SCANNED,
        about: str = "",
        on_behalf_of: str = "",
    ) -> Submitted:
        """Put a file into the e-file of a case: kept under its digest first, then stated by an act.

        Raises Refusal with one sentence for a file of no use, one that is in the file already, a kind the
        court does not list, and whatever the case refuses; what it can refuse at once it refuses before
        anything is stored.
        """
        content = read_content(path, self._megabytes)
        data = {
            "paper": kind,
            "name": name,
            "media": content.media.value,
            "pages": pages or content.pages,
            "source": source.value,
            "about": about,
        }
        return await self._put(case_key, content.data, data, staff, on_behalf_of)

    async def make(
        self,
        case_key: str,
        kind: str,
        staff: str,
        *,
        about: str = "",
        said: Mapping[str, str] | None = None,
        on_behalf_of: str = "",
    ) -> Submitted:
        """Make one of the court's forms from the case as it stands, and put it into the file (制作文书).

        `said` is what was said or decided and stands nowhere in the case, by the names the form knows;
        `about` the id of what the form is about. Raises Refusal for a form that is not made on request, and
        where the case does not bear it.
        """
        file = CaseFiles(self._database, self._books).read(case_key)
        row = paper_kind(file.book, kind, on_request=True)
        at = court_local(await self._desk.clock(case_key))
        made = Papers.drafted(file, kind, at, subject=about, details=said).content
        named = file.book.names.get(about, "")
        data = {
            "paper": kind,
            "name": f"{row.name}（{named}）" if named else row.name,
            "media": Media.DOCX.value,
            "source": PaperSource.MADE.value,
            "about": about if about in things_of(file.state) else "",
        }
        return await self._put(case_key, made, data, staff, on_behalf_of)

    def check_kept(self, data: Mapping[str, Any]) -> None:
        """Raises Refusal(MISSING_EVIDENCE) for a digest under which the store keeps nothing."""
        address = str(data.get("sha256", ""))
        if address not in self._store:
            raise Refusal(Code.MISSING_EVIDENCE, "卷宗库中没有这个文件，请用 paper add 提交文件本身")

    async def _put(
        self, case_key: str, content: bytes, stated: Mapping[str, Any], staff: str, on_behalf_of: str
    ) -> Submitted:
        """Keep the content, then submit the act: in this order, so that no act states what nobody has."""
        data = {**stated, "sha256": FileStore.address(content), "size": len(content)}
        at = court_local(await self._desk.clock(case_key))
        role = self._desk.casework.role_for(case_key, ActKind.ADD_PAPER, staff, at, on_behalf_of)
        act = Act(
            act_id=uuid4(),
            kind=ActKind.ADD_PAPER,
            occurred_at=at,
            actor=staff,
            role=role,
            on_behalf_of=on_behalf_of,
            data=data,
        )
        self._check(case_key, act)
        self._store.put(content)
        return await self._desk.act(
            case_key, ActKind.ADD_PAPER, staff, data, role=role, on_behalf_of=on_behalf_of
        )

    def _check(self, case_key: str, act: Act) -> None:
        """Raises Refusal for what the case would refuse as it stands now."""
        with self._database.transaction() as session:
            case = session.get_one(Case, case_key)
            state = CaseState.model_validate(case.state)
            book = self._books.book(session, case.rulebook)
        if state.closed_at is not None:
            raise Refusal(Code.WRONG_STATE, CLOSED)
        read_act_data(act).events(act, Situation(state=state, book=book))
