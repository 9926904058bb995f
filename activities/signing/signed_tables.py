"""Making a case's signed node table (出具签名节点表, GS-31): from the journal, never from a projection."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.books import Books, is_book
from activities.court_journal import broken
from activities.database import Database
from activities.journal import read_entries
from activities.signing.court_keys import check_present, lock_keys, successions_of
from activities.signing.key_files import KeyFolder
from activities.signing.sealed import latest_proof
from activities.signing.signed_form import digest_of, printable
from activities.signing.staff_keys import registered_keys
from models.acts.envelope import Act
from models.case import CaseState
from models.errors import Code, Refusal
from models.events import GENESIS, digest
from models.folding import fold
from models.keys import PublicKey
from models.nodes import Node, rows
from models.signed_table import JournalLine, SignedTable, chained
from models.tables import ActLog, Case, Journal, RulebookText
from models.values import Facts, Instant, court_local


class Told(NamedTuple):
    """What the journal of a case tells: its lines as the chain covers them, and the nodes it opened."""

    lines: tuple[JournalLine, ...]
    nodes: tuple[Node, ...]


def signed_table(
    database: Database, books: Books, keys: KeyFolder, case_key: str, at: datetime
) -> SignedTable:
    """The table of a case at `at`, signed with the court's key.

    Raises Refusal: SIGNATURE_MISSING where the court's key does not lie here, SIGNATURE_INVALID where it has
    been replaced, CHAIN_BROKEN where the case's journal, the court's own or the rulebook is not what its
    digest says: none such is signed.
    """
    with database.transaction() as session:
        case = session.get_one(Case, case_key)
        key = keys.key_of(case.court)
        if key is None:
            raise Refusal(Code.SIGNATURE_MISSING, f"没有法院 {case.court} 的签名密钥，不能出具签名节点表")
        lock_keys(session, case.court, shared=True)
        exported_at = court_local(datetime.now(UTC))
        at_fault = broken(session, case.court)
        if at_fault is not None:
            raise Refusal(Code.CHAIN_BROKEN, f"法院日志第 {at_fault} 条与哈希链不符，不能出具签名节点表")
        check_present(session, key)
        _check_rulebook(session, case.rulebook)
        told, moment = _told(session, books, case), court_local(at)
        signed = chained(_rows(told.nodes, _acts(session, case_key), moment))
        sealed = latest_proof(session, case.court, case_key)
        book = books.book(session, case.rulebook)
        table = SignedTable(
            court=case.court,
            court_name=book.name,
            case_key=case_key,
            case_no=case.case_no,
            rulebook=case.rulebook,
            made_at=moment,
            exported_at=exported_at,
            rows=signed,
            count=len(signed),
            journal=told.lines,
            keys=_keys(session, case.court, told.lines),
            court_key=key.public,
            successions=successions_of(session, case.court),
            seal=sealed[0] if sealed else None,
            proof=sealed[1] if sealed else None,
            names=book.names,
        )
    whole = table.model_copy(update={"form": digest_of(printable(table))})
    return whole.model_copy(update={"signature": key.sign(whole.signed_bytes)})


def _check_rulebook(session: Session, named: str) -> None:
    """Raises Refusal(CHAIN_BROKEN) where the text of the rulebook is not the one its digest names."""
    row = session.get(RulebookText, named)
    if row is None or not is_book(named, row.text):
        raise Refusal(Code.CHAIN_BROKEN, f"办案规则与其摘要 {named[:12]} 不符，不能出具签名节点表")


def _told(session: Session, books: Books, case: Case) -> Told:
    """The journal folded from nothing. Raises Refusal(CHAIN_BROKEN) naming the first entry at fault."""
    state, nodes = CaseState(key=case.key), dict[str, Node]()
    lines: list[JournalLine] = []
    previous = GENESIS
    for entry, facts_digest, head in read_entries(session, case.key):
        stated = entry.model_dump(exclude={"facts"})
        altered = digest(entry.model_dump(mode="json")["facts"]) != facts_digest
        line = JournalLine(**stated, digest=facts_digest, head=head, altered=altered)
        if entry.seq != len(lines) + 1 or line.linked(previous, case.key) != head:
            raise Refusal(
                Code.CHAIN_BROKEN, f"案件日志第 {len(lines) + 1} 条与哈希链不符，不能出具签名节点表"
            )
        previous = head
        lines.append(line)
        state = fold(state, entry, head)
        nodes.update(books.engine(session, case.rulebook, state.calendar).advance(nodes, entry, state))
    return Told(tuple(lines), tuple(nodes.values()))


def _rows(nodes: Iterable[Node], acts: dict[int, Act], at: Instant) -> Iterator[Facts]:
    """The rows in the order in which nodes opened, each with the act that fulfilled it."""
    ordered = sorted(nodes, key=lambda n: (n.opened_seq, n.limit, n.subject))
    for node, row in zip(ordered, rows(ordered, at), strict=True):
        act = acts.get(node.done_seq)
        fields: Facts = {"row": row, "done_seq": node.done_seq}
        if act is not None:
            fields |= {"signer": act.actor, "act": act.signed_part}
            fields |= {"key_id": act.key_id, "signature": act.signature}
        yield fields


def _acts(session: Session, case_key: str) -> dict[int, Act]:
    """The act behind each entry an act wrote."""
    found = session.execute(
        select(Journal.seq, ActLog.act)
        .join(ActLog, ActLog.act_id == Journal.act_id)
        .where(Journal.case_key == case_key)
    )
    return {seq: Act.model_validate(act) for seq, act in found}


def _keys(session: Session, court: str, lines: Iterable[JournalLine]) -> tuple[PublicKey, ...]:
    """Every key of everybody who acted in the case, ended ones too: who has one must have signed with it."""
    actors = {line.actor for line in lines}
    found = [key for key in registered_keys(session, court).values() if key.owner in actors]
    return tuple(sorted(found, key=lambda key: (key.owner, key.since, key.key_id)))
