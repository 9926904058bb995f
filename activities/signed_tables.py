"""Making a case's signed node table, and checking one far from the court (导出与离线核验, GS-31)."""

from collections.abc import Iterator
from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from activities.books import Books
from activities.database import Database
from activities.journal import read_entries
from activities.sealing import latest_proof
from activities.signing import KeyFolder, holds
from activities.staff_keys import keys_by_id
from models.acts.envelope import Act
from models.errors import Code, Refusal
from models.events import GENESIS, canonical_json
from models.nodes import Node, rows
from models.signed_table import (
    JournalLine,
    PublicKey,
    Seal,
    SignedRow,
    SignedTable,
    chained,
    heads,
)
from models.tables import ActLog, Case, Journal, NodeRow
from models.values import Facts, court_local


def signed_table(
    database: Database, books: Books, keys: KeyFolder, case_key: str, at: datetime
) -> SignedTable:
    """The table of a case at `at`, signed with the court's key.

    Raises Refusal(SIGNATURE_MISSING) where the court's key does not lie here.
    """
    with database.transaction() as session:
        case = session.get_one(Case, case_key)
        key = keys.key_of(case.court)
        if key is None:
            raise Refusal(Code.SIGNATURE_MISSING, f"没有法院 {case.court} 的签名密钥，不能出具签名节点表")
        moment = court_local(at)
        signed = chained(_rows(session, case_key, moment))
        used = {row.key_id for row in signed if row.key_id}
        sealed = latest_proof(session, case.court, case_key)
        book = books.book(session, case.rulebook)
        table = SignedTable(
            court=case.court,
            court_name=book.name,
            case_key=case_key,
            case_no=case.case_no,
            rulebook=case.rulebook,
            made_at=moment,
            rows=signed,
            journal=tuple(_lines(session, case_key)),
            keys=keys_by_id(session, used),
            court_key=key.public,
            seal=sealed[0] if sealed else None,
            proof=sealed[1] if sealed else None,
            names=book.names,
        )
    return table.model_copy(update={"signature": key.sign(table.signed_bytes)})


def _rows(session: Session, case_key: str, at: datetime) -> Iterator[Facts]:
    """The rows in the order in which nodes opened, each with the act that fulfilled it."""
    stored = session.execute(select(NodeRow.node).where(NodeRow.case_key == case_key)).scalars()
    nodes = sorted(map(Node.model_validate, stored), key=lambda n: (n.opened_seq, n.limit, n.subject))
    acts = _acts(session, case_key)
    for node, row in zip(nodes, rows(nodes, court_local(at)), strict=True):
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


def _lines(session: Session, case_key: str) -> Iterator[JournalLine]:
    for entry, facts_digest, _ in read_entries(session, case_key):
        yield JournalLine(
            seq=entry.seq,
            kind=entry.kind.value,
            subject=entry.subject,
            occurred_at=entry.occurred_at,
            recorded_at=entry.recorded_at,
            actor=entry.actor,
            role=entry.role,
            on_behalf_of=entry.on_behalf_of,
            corrects=entry.corrects,
            digest=facts_digest,
        )


def faults(table: SignedTable, court_key: PublicKey | None, seal: Seal | None) -> Iterator[str]:
    """What is wrong with an exported table, the first broken row first; nothing if all holds.

    `court_key` and `seal` are what the reader keeps himself; without them those in the file serve, and
    then only somebody without the court's key is found out.
    """
    yield from _row_faults(table)
    yield from _journal_faults(table)
    anchor = court_key or table.court_key
    if not holds(anchor.public_key, table.signed_bytes, table.signature):
        yield "整表：法院签名与内容不符"
    yield from _seal_faults(table, anchor, seal)


def _row_faults(table: SignedTable) -> Iterator[str]:
    previous = GENESIS
    keys = {key.key_id: key for key in table.keys}
    for number, row in enumerate(table.rows, start=1):
        where = f"第 {number} 行 {row.row.id} {row.row.name}"
        if row.previous != previous or row.head != row.digest_after(previous):
            yield f"{where}：内容与哈希链不符"
        previous = row.head
        yield from (f"{where}：{fault}" for fault in _proof_faults(table, row, keys))


def _proof_faults(table: SignedTable, row: SignedRow, keys: dict[str, PublicKey]) -> Iterator[str]:
    """What the entry and the signature say against a row."""
    if row.done_seq:
        line = table.journal[row.done_seq - 1] if row.done_seq <= len(table.journal) else None
        if line is None or line.seq != row.done_seq:
            yield "案件日志没有对应的记录"
        elif line.occurred_at != row.row.done_at:
            yield "完成时间与案件日志不符"
        elif row.signer and line.actor != row.signer:
            yield "签名人与案件日志不符"
    if row.act is not None and row.act.get("actor") != row.signer:
        yield "签名人与签署的行为不符"
    if not row.signature:
        return
    key = keys.get(row.key_id)
    if key is None or key.owner != row.signer:
        yield "没有签名人的公钥"
    elif not holds(key.public_key, canonical_json(row.act), row.signature):
        yield "签名与内容不符"


def _journal_faults(table: SignedTable) -> Iterator[str]:
    """Where the chain of entries breaks, and whether it reaches the sealed head."""
    for number, line in enumerate(table.journal, start=1):
        if line.seq != number:
            yield f"案件日志第 {number} 条：序号中断"
            return
    if table.proof is None:
        return
    chain = heads(table.journal, table.case_key)
    if table.proof.seq > len(chain) or chain[table.proof.seq - 1] != table.proof.head:
        yield f"案件日志：第 {table.proof.seq} 条以前与日封的链头不符"


def _seal_faults(table: SignedTable, court_key: PublicKey, kept: Seal | None) -> Iterator[str]:
    seal = table.seal
    if seal is None:
        if kept is not None:
            yield "日封：表内没有日封，不能与留存的日封核对"
        return
    if not holds(court_key.public_key, seal.signed_bytes, seal.signature):
        yield f"日封 {seal.day}：法院签名与内容不符"
    if table.proof is None or table.proof.root(table.case_key) != seal.root:
        yield f"日封 {seal.day}：本案链头不在封存之内"
    if kept is not None and kept.day == seal.day and kept != seal:
        yield f"日封 {seal.day}：与留存的日封不一致"
    if kept is not None and kept.day != seal.day:
        yield f"日封：表内为 {seal.day}，留存的为 {kept.day}，请取同日的日封核对"
