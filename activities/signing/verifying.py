"""Checking a signed node table far from the court (离线核验, GS-31): the file, and what the reader keeps."""

from collections.abc import Iterator, Sequence
from datetime import datetime

from activities.signing.key_chain import KeyChain, followed, told_by
from activities.signing.key_files import holds
from activities.signing.verifying_seals import kept_faults, same_seal_faults, seal_faults
from models.acts.envelope import about_bytes
from models.events import GENESIS, EventKind
from models.keys import PublicKey
from models.seals import Seal
from models.signed_table import JournalLine, SignedRow, SignedTable

DATED_BACK = frozenset({EventKind.GROUP_ENTERED, EventKind.SUSPENSION_STARTED})
"""Events that count from before the act that brings them: from an offer, from a ground of suspension."""


def faults(table: SignedTable, court_key: PublicKey | None, kept: Sequence[Seal]) -> Iterator[str]:
    """What is wrong with an exported table, the first broken row first; nothing if all holds.

    `court_key` and the `kept` seals are what the reader keeps himself. Everything a file says is only as good
    as the court's key: without one of his own the reader learns no more than that the file is whole. From
    his own key on, successions that the table and the kept seals tell of are followed both ways.
    """
    keys = followed(court_key or table.court_key, told_by(table, kept))
    yield from _journal_faults(table)
    yield from _row_faults(table, keys)
    yield from (
        f"密钥 {key.key_id}（{key.owner}）：没有法院的登记证明"
        for key in table.keys
        if not keys.certifies(key)
    )
    yield from keys.faults
    yield from _table_faults(table, keys)
    yield from seal_faults(table, keys)
    yield from kept_faults(kept, keys)
    yield from same_seal_faults(table, kept)


def _table_faults(table: SignedTable, keys: KeyChain) -> Iterator[str]:
    """Whether the table as a whole is the court's."""
    if not keys.knows(table.court_key) and keys.ended is None:
        yield "整表：出具所用的法院密钥不是留存的法院公钥，也没有由它接续"
    if keys.court != table.court or not table.case_key.startswith(f"{table.court}:"):
        yield f"整表：法院密钥属于 {keys.court}，本案属于 {table.court}"
    fault = keys.fault(table.court_key.key_id, table.exported_at, table.signed_bytes, table.signature)
    if fault:
        yield f"整表：{fault}"


def _journal_faults(table: SignedTable) -> Iterator[str]:
    """Where the chain of entries breaks."""
    previous = GENESIS
    for number, line in enumerate(table.journal, start=1):
        where = f"案件日志第 {number} 条"
        if line.seq != number:
            yield f"{where}：序号中断"
            return
        if line.linked(previous, table.case_key) != line.head:
            yield f"{where}：内容与哈希链不符"
        if line.altered:
            yield f"{where}：内容与摘要不符，已隐去或者被改动"
        previous = line.head


def _row_faults(table: SignedTable, keys: KeyChain) -> Iterator[str]:
    previous = GENESIS
    for number, row in enumerate(table.rows, start=1):
        where = f"第 {number} 行 {row.row.id} {row.row.name}"
        if row.previous != previous or row.head != row.digest_after(previous):
            yield f"{where}：内容与哈希链不符"
        previous = row.head
        yield from (f"{where}：{fault}" for fault in _proof_faults(table, row, keys))
    if len(table.rows) < table.count:
        yield f"第 {len(table.rows) + 1} 行：缺失，出具时共 {table.count} 行"
    elif len(table.rows) > table.count:
        yield f"第 {table.count + 1} 行：多出，出具时共 {table.count} 行"


def _proof_faults(table: SignedTable, row: SignedRow, keys: KeyChain) -> Iterator[str]:
    """What the entry and the signature say against a row."""
    if not row.done_seq:
        if row.row.done_at is not None or row.act is not None or row.signature:
            yield "没有完成的记录"
        return
    line = table.journal[row.done_seq - 1] if 0 < row.done_seq <= len(table.journal) else None
    if line is None or line.seq != row.done_seq:
        yield "案件日志没有对应的记录"
        return
    if line.occurred_at != row.row.done_at:
        yield "完成时间与案件日志不符"
    if row.act is None:
        if row.signer or row.signature or row.key_id:
            yield "有签名而没有签署的行为"
        elif _valid_keys(table, line.actor, line):
            yield "已登记签名密钥的人员办理，却没有签名"
        return
    yield from _act_faults(row, line)
    yield from _signature_faults(table, row, line, keys)


def _act_faults(row: SignedRow, line: JournalLine) -> Iterator[str]:
    """Where the act that was signed is not the one the journal tells of."""
    act = row.act or {}
    if not row.signer == act.get("actor") == line.actor:
        yield "签名人与案件日志不符"
    if (act.get("role"), act.get("on_behalf_of")) != (line.role, line.on_behalf_of):
        yield "签名人的职务与案件日志不符"
    try:
        signed_for = datetime.fromisoformat(str(act.get("occurred_at")))
        later = (
            signed_for != line.occurred_at if line.kind not in DATED_BACK else signed_for < line.occurred_at
        )
    except (TypeError, ValueError):
        later = True
    if later:
        yield "签署的办理时间与案件日志不符"


def _signature_faults(table: SignedTable, row: SignedRow, line: JournalLine, keys: KeyChain) -> Iterator[str]:
    if not row.signature:
        if row.key_id or _valid_keys(table, row.signer, line):
            yield "已登记签名密钥的人员办理，却没有签名"
        return
    key = next((key for key in table.keys if key.key_id == row.key_id and key.owner == row.signer), None)
    if key is None:
        yield "没有签名人的公钥"
    elif not keys.certifies(key):
        yield "签名所用的密钥没有法院的登记证明"
    elif not key.on(line.recorded_at.date()):
        yield "签名所用的密钥当日不在有效期内"
    elif not holds(key.public_key, about_bytes(table.case_key, row.act or {}), row.signature):
        yield "签名与内容不符"


def _valid_keys(table: SignedTable, actor: str, line: JournalLine) -> list[PublicKey]:
    """The keys somebody had when an entry was recorded; an ended one too, as the register has it."""
    day = line.recorded_at.date()
    return [key for key in table.keys if key.owner == actor and key.since <= day]
