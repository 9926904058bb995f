"""Loading a court's roster (人员名册): the court, its people, their dated memberships and absences."""

from datetime import UTC, datetime
from pathlib import Path

import yaml
from pydantic import ValidationError
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.orm import Session

from activities.absences.absences import keep_absences, words_of
from activities.books import Books
from activities.court_journal import record
from activities.database import Database
from models.absence import check_absences
from models.court_events import CourtEventKind
from models.errors import Code, Refusal
from models.events import digest
from models.roles import Role
from models.roster import Person, Roster
from models.rulebook import Rulebook
from models.shelf.files import load
from models.tables import Court, Membership, Staff

LOADER = "system:roster"
"""Who states in the court's journal what a file says."""


def load_roster(database: Database, books: Books, path: Path) -> int:
    """Load a roster file as a whole or not at all; answers how many people it has.

    A membership that is in the register and not in the file keeps its dates; an end date may be added.
    So does an absence, whose end may be moved.
    Raises Refusal(BAD_DATA) naming file, person and what was expected.
    """
    roster = read_roster(path)
    book = load(roster.court, roster.as_of)
    _check_units(path, roster, book)
    with database.transaction() as session:
        books.keep(session, book)
        profile = {"key": roster.court, "profile": roster.profile.model_dump(mode="json")}
        session.execute(
            insert(Court).values(profile).on_conflict_do_update(index_elements=["key"], set_=profile)
        )
        for person in roster.staff:
            _keep(session, roster.court, person)
        now = datetime.now(UTC)
        _keep_absences(session, path, roster, now)
        facts = {"as_of": roster.as_of.isoformat(), "people": len(roster.staff), "digest": _digest(roster)}
        record(session, roster.court, CourtEventKind.ROSTER_LOADED, LOADER, facts, now)
    return len(roster.staff)


def read_roster(path: Path) -> Roster:
    """The roster in a YAML file. Raises Refusal(BAD_DATA) naming file and field."""
    try:
        return Roster.model_validate(yaml.safe_load(path.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise Refusal(Code.BAD_DATA, f"{path.name}：无法读取为 YAML") from error
    except ValidationError as error:
        field = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise Refusal(Code.BAD_DATA, f"{path.name}：{field} {words_of(error)}") from error


def _digest(roster: Roster) -> str:
    """What identifies the roster without naming anybody."""
    return digest(roster.model_dump(mode="json"))


def _check_units(path: Path, roster: Roster, book: Rulebook) -> None:
    units, roles = {unit.key for unit in book.units}, {role.value for role in Role}
    for person in roster.staff:
        for membership in person.memberships:
            if membership.unit not in units:
                raise Refusal(
                    Code.BAD_DATA, f"{path.name}：{person.number} 的单位 {membership.unit} 不在办案规则内"
                )
            if membership.role not in roles:
                raise Refusal(Code.BAD_DATA, f"{path.name}：{person.number} 的职务 {membership.role} 不认识")


def _keep_absences(session: Session, path: Path, roster: Roster, at: datetime) -> None:
    """What the file says of absences. Raises Refusal naming the file besides what is wrong."""
    try:
        check_absences(roster.absences, (person.number for person in roster.staff))
        keep_absences(session, roster.court, roster.absences, LOADER, at)
    except Refusal as refusal:
        raise Refusal(refusal.code, f"{path.name}：{refusal.message}") from refusal


def _keep(session: Session, court: str, person: Person) -> None:
    row = {"number": person.number, "court": court, "name": person.name}
    session.execute(insert(Staff).values(row).on_conflict_do_update(index_elements=["number"], set_=row))
    for membership in person.memberships:
        key = {
            "staff": person.number,
            "court": court,
            "unit": membership.unit,
            "role": membership.role,
            "since": membership.since,
        }
        session.execute(
            insert(Membership)
            .values(**key, until=membership.until)
            .on_conflict_do_update(index_elements=list(key), set_={"until": membership.until})
        )
