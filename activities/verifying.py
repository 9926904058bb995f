"""Checking a signed node table far from the court (离线核验, GS-31): the file, and what the reader keeps."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta
from itertools import pairwise

from activities.signing import holds
from models.acts.envelope import about_bytes
from models.events import GENESIS, EventKind
from models.seals import Seal
from models.signed_table import JournalLine, PublicKey, SignedRow, SignedTable

DATED_BACK = frozenset({EventKind.GROUP_ENTERED, EventKind.SUSPENSION_STARTED})
"""Events that count from before the act that brings them: from an offer, from a ground of suspension."""

ONE_DAY = timedelta(days=1)


def faults(table: SignedTable, court_key: PublicKey | None, kept: Sequence[Seal]) -> Iterator[str]:
    """What is wrong with an exported table, the first broken row first; nothing if all holds.

    `court_key` and the `kept` seals are what the reader keeps himself. Everything a file says is only as good
    as the court's key: without one of his own the reader learns no more than that the file is whole.
    """
    anchor = court_key or table.court_key
    yield from _journal_faults(table)
    yield from _row_faults(table, anchor)
    yield from (
        f"密钥 {key.key_id}（{key.owner}）：没有法院的登记证明" for key in _uncertified(table, anchor)
    )
    if court_key is not None and table.court_key.public_key != court_key.public_key:
        yield "整表：出具所用的法院密钥不是留存的法院公钥"
    if anchor.owner != table.court or not table.case_key.startswith(f"{table.court}:"):
        yield f"整表：法院密钥属于 {anchor.owner}，本案属于 {table.court}"
    if not holds(anchor.public_key, table.signed_bytes, table.signature):
        yield "整表：法院签名与内容不符"
    yield from _seal_faults(table, anchor)
    yield from kept_faults(kept, anchor)
    yield from _kept_faults(table, kept)


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


def _row_faults(table: SignedTable, anchor: PublicKey) -> Iterator[str]:
    previous = GENESIS
    for number, row in enumerate(table.rows, start=1):
        where = f"第 {number} 行 {row.row.id} {row.row.name}"
        if row.previous != previous or row.head != row.digest_after(previous):
            yield f"{where}：内容与哈希链不符"
        previous = row.head
        yield from (f"{where}：{fault}" for fault in _proof_faults(table, row, anchor))
    if len(table.rows) < table.count:
        yield f"第 {len(table.rows) + 1} 行：缺失，出具时共 {table.count} 行"
    elif len(table.rows) > table.count:
        yield f"第 {table.count + 1} 行：多出，出具时共 {table.count} 行"


def _proof_faults(table: SignedTable, row: SignedRow, anchor: PublicKey) -> Iterator[str]:
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
    yield from _signature_faults(table, row, line, anchor)


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


def _signature_faults(
    table: SignedTable, row: SignedRow, line: JournalLine, anchor: PublicKey
) -> Iterator[str]:
    if not row.signature:
        if row.key_id or _valid_keys(table, row.signer, line):
            yield "已登记签名密钥的人员办理，却没有签名"
        return
    key = next((key for key in table.keys if key.key_id == row.key_id and key.owner == row.signer), None)
    if key is None:
        yield "没有签名人的公钥"
    elif not holds(anchor.public_key, key.certified_bytes, key.certificate):
        yield "签名所用的密钥没有法院的登记证明"
    elif not key.on(line.recorded_at.date()):
        yield "签名所用的密钥当日不在有效期内"
    elif not holds(key.public_key, about_bytes(table.case_key, row.act or {}), row.signature):
        yield "签名与内容不符"


def _valid_keys(table: SignedTable, actor: str, line: JournalLine) -> list[PublicKey]:
    """The keys somebody had when an entry was recorded; an ended one too, as the register has it."""
    day = line.recorded_at.date()
    return [key for key in table.keys if key.owner == actor and key.since <= day]


def _uncertified(table: SignedTable, anchor: PublicKey) -> Iterator[PublicKey]:
    for key in table.keys:
        if not holds(anchor.public_key, key.certified_bytes, key.certificate):
            yield key


def _seal_faults(table: SignedTable, anchor: PublicKey) -> Iterator[str]:
    """Whether the case's chain runs through the head that the court sealed."""
    seal, proof = table.seal, table.proof
    if seal is None or proof is None:
        if seal is not None or proof is not None:
            yield "日封：日封与本案的证明缺一"
        return
    if seal.court != table.court:
        yield f"日封 {seal.day}：是法院 {seal.court} 的日封"
    if not holds(anchor.public_key, seal.signed_bytes, seal.signature):
        yield f"日封 {seal.day}：法院签名与内容不符"
    if proof.root(table.case_key) != seal.root:
        yield f"日封 {seal.day}：本案链头不在封存之内"
    reached = table.journal[proof.seq - 1] if 0 < proof.seq <= len(table.journal) else None
    if reached is None:
        yield f"案件日志第 {len(table.journal) + 1} 条：缺失，{seal.day} 已封存至第 {proof.seq} 条"
    elif reached.head != proof.head:
        yield f"案件日志：第 {proof.seq} 条以前与 {seal.day} 日封的链头不符"


def kept_faults(kept: Sequence[Seal], anchor: PublicKey) -> Iterator[str]:
    """Whether seals kept by the reader are the court's own, and none is missing or replaced among them."""
    ordered = sorted(kept, key=lambda seal: seal.day)
    for seal in ordered:
        if seal.court != anchor.owner:
            yield f"留存的日封 {seal.day}：是法院 {seal.court} 的日封"
        elif not holds(anchor.public_key, seal.signed_bytes, seal.signature):
            yield f"留存的日封 {seal.day}：法院签名与内容不符"
    for before, after in pairwise(ordered):
        if after.previous == before.link:
            continue
        if after.day - before.day > ONE_DAY:
            yield f"留存的日封：{before.day + ONE_DAY} 至 {after.day - ONE_DAY} 缺失，无从核对是否接续"
        else:
            yield f"留存的日封 {after.day}：没有接续 {before.day} 的日封"


def _kept_faults(table: SignedTable, kept: Sequence[Seal]) -> Iterator[str]:
    """Whether the seal in the table is the one the reader keeps, and the newest it could hold."""
    if not kept:
        return
    if table.seal is None:
        if any(seal.made_at < table.exported_at for seal in kept):
            yield "日封：表内没有日封，不能与留存的日封核对"
        return
    same = [seal for seal in kept if seal.day == table.seal.day]
    newer = [seal for seal in kept if table.seal.made_at < seal.made_at < table.exported_at]
    if newer:
        yield f"日封：表内只到 {table.seal.day}，出具时留存的日封已到 {newer[-1].day}"
    elif not same:
        yield f"日封：表内为 {table.seal.day}，留存的没有这一日，请取同日的日封核对"
    elif same[0] != table.seal:
        yield f"日封 {table.seal.day}：与留存的日封不一致"
