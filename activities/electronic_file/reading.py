"""Reading a file (查阅卷宗): by whom the court's rules let, each reading and each refused one kept."""

from pathlib import Path

from sqlalchemy import select

from activities.books import Books
from activities.database import Database
from activities.electronic_file.asking import Desk
from activities.electronic_file.index import FileIndex
from activities.electronic_file.permission import ground, made_request
from activities.electronic_file.store import FileStore, StoreFault
from activities.signing.key_files import KeyFolder
from activities.signing.staff_keys import signing_key
from models.case import CaseState
from models.electronic_file import Reader
from models.errors import Code, Refusal
from models.paper_index import IndexLine
from models.reading_permission import Request
from models.tables import Case, PaperReading
from models.values import Instant, Value, court_local

OUTCOMES: dict[str, str] = {
    "read": "已查阅",
    "refused": "拒绝",
    "missing": "文件不存在",
    "damaged": "文件已损坏",
}
"""What a court calls what became of a wish to read."""

FAULTS: dict[str, str] = {StoreFault.MISSING.value: "missing", StoreFault.DAMAGED.value: "damaged"}


class ReadingLine(Value):
    """A reading as the list shows it (查阅记录一行); `number` is the paper's place in the index."""

    at: Instant
    staff: str
    on_behalf_of: str
    number: int
    name: str
    outcome: str
    ground: str
    """The name of the row of the rulebook that let them read; of a refusal its code."""
    signed: bool


class Delivered(Value):
    """A paper that was read: which, on which ground, how many bytes."""

    line: IndexLine
    ground: str
    size: int


class ReadingDesk:
    """The file's way out: nothing leaves that is not on record."""

    def __init__(
        self,
        database: Database,
        books: Books,
        store: FileStore,
        index: FileIndex,
        desk: Desk,
        keys: KeyFolder | None,
    ) -> None:
        self._database = database
        self._books = books
        self._store = store
        self._index = index
        self._desk = desk
        self._keys = keys

    async def read(
        self, case_key: str, paper: str, staff: str, target: Path, *, on_behalf_of: str = ""
    ) -> Delivered:
        """Write a paper of a case into a new file, for somebody who may read it; `paper` by number or id.

        Raises Refusal: UNKNOWN_SUBJECT for a paper the case does not have, BAD_DATA for a target that
        cannot be a new file; ACT_NOT_ALLOWED and what concerns absence and signature for the person, which
        is kept; StoreFault.MISSING or DAMAGED for a file that is not what was put in, which is kept too.
        """
        line = self._line(case_key, paper)
        _check_target(target)
        now = await self._desk.clock(case_key)
        key = signing_key(self._database, self._keys, staff, court_local(now).date())
        request = made_request(key, case_key, line.id, line.sha256, staff, on_behalf_of, now)
        try:
            row = self._permit(case_key, request)
        except Refusal as refusal:
            self._keep(case_key, request, "refused", code=refusal.code)
            raise
        try:
            content = self._store.get(line.sha256)
        except Refusal as refusal:
            self._keep(case_key, request, FAULTS.get(refusal.code, "missing"), row.key, refusal.code)
            word = OUTCOMES[FAULTS.get(refusal.code, "missing")]
            raise Refusal(
                refusal.code, f"目录第 {line.number} 号“{line.name}”：{word}，请报告系统管理员"
            ) from None
        self._keep(case_key, request, "read", row.key)
        _write_new(target, content)
        return Delivered(line=line, ground=row.name, size=len(content))

    def readings(self, case_key: str) -> tuple[ReadingLine, ...]:
        """Who read in a case, and who was refused, in order."""
        index = {line.id: line for line in self._index.lines(case_key)}
        with self._database.snapshot() as session:
            case = session.get_one(Case, case_key)
            rows = {row.key: row.name for row in self._books.book(session, case.rulebook).reading}
            found = session.execute(
                select(PaperReading)
                .where(PaperReading.case_key == case_key)
                .order_by(PaperReading.entered_at, PaperReading.id)
            ).scalars()
            return tuple(
                ReadingLine(
                    at=row.read_at,
                    staff=row.staff,
                    on_behalf_of=row.on_behalf_of,
                    number=index[row.paper].number,
                    name=index[row.paper].name,
                    outcome=row.outcome,
                    ground=rows.get(row.ground, row.ground) or row.code,
                    signed=bool(row.signature),
                )
                for row in found
            )

    def _line(self, case_key: str, paper: str) -> IndexLine:
        lines = self._index.lines(case_key)
        for line in lines:
            if paper in (line.id, str(line.number)):
                return line
        raise Refusal(Code.UNKNOWN_SUBJECT, f"卷内没有第 {paper} 号材料，目录共 {len(lines)} 件")

    def _permit(self, case_key: str, request: Request) -> Reader:
        """The row that lets them read. Raises Refusal where none does."""
        with self._database.transaction() as session:
            case = session.get_one(Case, case_key)
            book = self._books.book(session, case.rulebook)
            state = CaseState.model_validate(case.state)
            return ground(session, book, state, request, book.reading, "查阅")

    def _keep(self, case_key: str, request: Request, outcome: str, ground: str = "", code: str = "") -> None:
        with self._database.transaction() as session:
            session.add(
                PaperReading(
                    id=request.id,
                    case_key=case_key,
                    paper=request.paper,
                    sha256=request.sha256,
                    staff=request.actor,
                    on_behalf_of=request.on_behalf_of,
                    read_at=request.at,
                    outcome=outcome,
                    ground=ground,
                    code=code,
                    key_id=request.key_id,
                    signature=request.signature,
                )
            )


def _check_target(target: Path) -> None:
    """Raises Refusal(BAD_DATA) for a place at which no new file can be: before a reading is on record."""
    if target.exists() or not target.parent.is_dir():
        word = "已存在" if target.exists() else "所在的文件夹不存在"
        raise Refusal(Code.BAD_DATA, f"{target}：{word}，请另写文件名")


def _write_new(target: Path, content: bytes) -> None:
    """Write a file that is not there yet. Raises Refusal(BAD_DATA) where that cannot be."""
    try:
        with target.open("xb") as file:
            file.write(content)
    except OSError as error:
        raise Refusal(Code.BAD_DATA, f"{target}：无法写入文件") from error
