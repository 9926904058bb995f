"""What the terminal does about keys, seals and signed tables (签名、日封、签名节点表)."""

from collections.abc import Awaitable, Callable
from datetime import UTC, date, datetime
from pathlib import Path

from activities.books import Books
from activities.database import Database
from activities.signing.key_files import KeyFolder, SigningKey
from activities.signing.replacing_keys import replace_court_key
from activities.signing.seal_export import export_court_keys, export_seal
from activities.signing.sealed import seals_of
from activities.signing.sealing import Sealer
from activities.signing.signed_tables import signed_table
from activities.signing.staff_keys import end_key, keys_of, register_key, register_keys, staff_of
from models.errors import Code, Refusal
from models.keys import PublicKey, Succession
from models.seals import Seal
from models.signed_table import SignedTable
from models.tables import Staff
from models.values import Value, court_local


class KeyMade(Value):
    """A person's key: registered, or waiting in the file `request` for whoever keeps the court's key."""

    key: PublicKey
    registered: bool
    request: str = ""


class SigningDesk:
    """Keys of the people and the court that lie here, and what is signed with them."""

    def __init__(
        self,
        database: Database,
        books: Books,
        keys: KeyFolder | None,
        clock: Callable[[str], Awaitable[datetime]],
        skip_time: bool,
    ) -> None:
        self._database = database
        self._books = books
        self._keys = keys
        self._clock = clock
        self._skip_time = skip_time

    # --- keys ----------------------------------------------------------------------------------

    def make_key(self, staff: str, since: date) -> KeyMade:
        """A person's key, made where there is none that is valid, and registered from that day on.

        Where the court's key does not lie here, the public half is written beside it, to be registered
        where it does. Raises Refusal(BAD_TIME) for a first day that is over: nobody signs backwards.
        """
        self._check_first_day(since)
        court = self._court_of(staff)
        public = self._made(staff, since)
        court_key = self._folder().key_of(court)
        if court_key is None:
            path = self._folder().folder / f"{staff}.public.json"
            path.write_text(public.model_dump_json(indent=2), encoding="utf-8")
            return KeyMade(key=public, registered=False, request=str(path))
        return KeyMade(key=register_key(self._database, public, court_key, staff), registered=True)

    def make_keys(self, court: str, since: date) -> tuple[PublicKey, ...]:
        """Keys for everybody on a court's roster, all in this folder; whoever has a valid one keeps it.

        For a demonstration, or a court that hands the keys out itself.
        """
        self._check_first_day(since)
        court_key = self._court_key(court)
        with self._database.transaction() as session:
            staff = staff_of(session, court)
        made = [self._made(number, since) for number in staff]
        return register_keys(self._database, made, court_key, "system:keys")

    def register(self, key: PublicKey, since: date) -> PublicKey:
        """Register the public half of a key made on another machine, from that day on."""
        self._check_first_day(since)
        court_key = self._court_key(self._court_of(key.owner))
        asked = key.model_copy(update={"since": since, "until": None, "certificate": ""})
        return register_key(self._database, asked, court_key, court_key.owner)

    def end_key(self, staff: str, last_day: date) -> PublicKey:
        """A person's valid key is valid until that day. Raises Refusal where there is none."""
        with self._database.transaction() as session:
            valid = [key for key in keys_of(session, staff) if key.until is None]
        if not valid:
            raise Refusal(Code.UNKNOWN_SUBJECT, f"人员 {staff} 没有有效的签名密钥")
        for key in valid:
            end_key(self._database, key.key_id, last_day, staff)
        return valid[-1].model_copy(update={"until": last_day})

    def _made(self, staff: str, since: date) -> PublicKey:
        """The key that lies here, or a new one where there is none or it has ended."""
        folder, here = self._folder(), self._folder().key_of(staff)
        if here is not None:
            with self._database.transaction() as session:
                ended = {key.key_id for key in keys_of(session, staff) if key.until is not None}
            if here.public.key_id in ended:
                folder.put_aside(here)
        return folder.make(staff, since).public.model_copy(update={"since": since})

    def _check_first_day(self, since: date) -> None:
        today = court_local(datetime.now(UTC)).date()
        if since < today and not self._skip_time:  # Where time is skipped, a case's day may be any.
            raise Refusal(Code.BAD_TIME, f"启用日 {since} 早于今天：密钥不得追溯启用")

    def _court_of(self, staff: str) -> str:
        with self._database.transaction() as session:
            person = session.get(Staff, staff)
        if person is None:
            raise Refusal(Code.UNKNOWN_SUBJECT, f"人员 {staff} 不在名册内")
        return person.court

    # --- seals and tables ------------------------------------------------------------------------

    def seal(self, court: str, day: date, export: Path | None = None) -> Seal:
        """The court's seal of a day, of what has happened until now.

        With a folder, the court's public keys and every seal that is not there yet are written to it.
        """
        sealer = Sealer(self._database, self._folder())
        made = sealer.seal(court, day)
        if export is not None:
            export_court_keys(sealer.court_keys(self._court_key(court)), export)
            with self._database.transaction() as session:
                seals = seals_of(session, court)
            for each in seals:
                export_seal(each, export)
        return made

    def replace_court_key(self, court: str, statement: str = "") -> Succession:
        """A new key for the court (更换法院密钥); `statement`: the public notice where the old is lost."""
        return replace_court_key(self._database, self._folder(), court, statement)

    async def table(self, case_key: str) -> SignedTable:
        """The case's node table now, signed row by row and as a whole."""
        return signed_table(
            self._database, self._books, self._folder(), case_key, await self._clock(case_key)
        )

    def _court_key(self, court: str) -> SigningKey:
        key = self._folder().key_of(court)
        if key is None:
            raise Refusal(Code.SIGNATURE_MISSING, f"这里没有法院 {court} 的签名密钥")
        return key

    def _folder(self) -> KeyFolder:
        if self._keys is None:
            raise Refusal(Code.SIGNATURE_MISSING, "没有设置签名密钥文件夹（COURT_SIGNING_KEYS）")
        return self._keys
