"""Replacing a court's own key (更换法院密钥): the old one seals once more and certifies the new one."""

from datetime import UTC, datetime

from sqlalchemy.orm import Session

from activities.database import Database
from activities.signing.court_keys import lock_keys, present_key, successions_of, write_succession
from activities.signing.key_files import KeyFolder, SigningKey
from activities.signing.sealed import last_seal
from activities.signing.sealing import seal_now
from models.errors import Code, Refusal
from models.events import GENESIS
from models.keys import PublicKey, Succession
from models.values import court_local


def replace_court_key(
    database: Database, keys: KeyFolder, court: str, statement: str = "", actor: str = "system:keys"
) -> Succession:
    """A new key of the court from now on; `statement` is the public notice of the day where the old is lost.

    Journal, seals and the new key's file agree whatever breaks down: called again, it goes on where it was.
    The old file is kept under its id. Raises Refusal: SIGNATURE_MISSING where the old key does not lie here
    and nothing is stated, WRONG_STATE where it does and something is, UNKNOWN_SUBJECT for a court that has
    not signed yet, CHAIN_BROKEN where what was sealed is no longer on its chain.
    """
    today = court_local(datetime.now(UTC)).date()
    new = keys.make_next(court, today)
    with database.transaction() as session:
        lock_keys(session, court)
        present = present_key(session, court)
        if present is not None and present.public_key == new.public.public_key:
            made = successions_of(session, court)[-1]
        else:
            made = _replace(session, keys.key_of(court), present, new, statement.strip(), actor)
    keys.put_next_in_place(court)
    return made


def _replace(
    session: Session,
    here: SigningKey | None,
    present: PublicKey | None,
    new: SigningKey,
    statement: str,
    actor: str,
) -> Succession:
    court = new.owner
    if present is None:
        raise Refusal(Code.UNKNOWN_SUBJECT, f"法院 {court} 尚未用密钥签署，没有可更换的密钥")
    old = here if here is not None and here.public.public_key == present.public_key else None
    if old is None and not statement:
        raise Refusal(
            Code.SIGNATURE_MISSING,
            f"法院 {court} 的现用密钥 {present.key_id} 不在这里；确已遗失的，写明当日的公告（--lost）",
        )
    if old is not None and statement:
        raise Refusal(Code.WRONG_STATE, f"法院 {court} 的现用密钥在这里，由它证明新密钥，不必公告（--lost）")
    today = court_local(datetime.now(UTC)).date()
    last = seal_now(session, old, today) if old is not None else last_seal(session, court)
    at = court_local(datetime.now(UTC))
    stated = Succession(
        court=court,
        previous=present,
        key=new.public.model_copy(update={"since": at.date()}),
        at=at,
        sealed=last.link if last is not None else GENESIS,
        statement=statement,
    )
    made = stated.model_copy(
        update={
            "certificate": old.sign(stated.signed_bytes) if old is not None else "",
            "acceptance": new.sign(stated.signed_bytes),
        }
    )
    write_succession(session, made, actor)
    seal_now(session, new, today, made)
    return made
