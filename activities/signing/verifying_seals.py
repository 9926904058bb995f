"""Checking seals far from the court (核验日封): the one in a table, and those the reader keeps."""

from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import pairwise

from activities.signing.key_chain import KeyChain
from models.seals import Seal
from models.signed_table import SignedTable

ONE_DAY = timedelta(days=1)


def seal_faults(table: SignedTable, keys: KeyChain) -> Iterator[str]:
    """Whether the case's chain runs through the head that the court sealed."""
    seal, proof = table.seal, table.proof
    if seal is None or proof is None:
        if seal is not None or proof is not None:
            yield "日封：日封与本案的证明缺一"
        return
    if seal.court != table.court:
        yield f"日封 {seal.name}：是法院 {seal.court} 的日封"
    yield from (f"日封 {seal.name}：{fault}" for fault in _signing_faults(seal, keys))
    if proof.root(table.case_key) != seal.root:
        yield f"日封 {seal.name}：本案链头不在封存之内"
    reached = table.journal[proof.seq - 1] if 0 < proof.seq <= len(table.journal) else None
    if reached is None:
        yield f"案件日志第 {len(table.journal) + 1} 条：缺失，{seal.name} 已封存至第 {proof.seq} 条"
    elif reached.head != proof.head:
        yield f"案件日志：第 {proof.seq} 条以前与 {seal.name} 日封的链头不符"


def kept_faults(kept: Sequence[Seal], keys: KeyChain) -> Iterator[str]:
    """Whether seals kept by the reader are the court's own, and none is missing or replaced among them."""
    ordered = sorted(kept, key=lambda seal: seal.order)
    for seal in ordered:
        if seal.court != keys.court:
            yield f"留存的日封 {seal.name}：是法院 {seal.court} 的日封"
        else:
            yield from (f"留存的日封 {seal.name}：{fault}" for fault in _signing_faults(seal, keys))
    for before, after in pairwise(ordered):
        if after.made_at < before.made_at:
            yield f"留存的日封 {after.name}：时间早于 {before.name} 的日封"
        if after.previous == before.link:
            continue
        missing = _missing(before, after)
        if missing:
            yield f"留存的日封：{missing} 缺失，无从核对是否接续"
        else:
            yield f"留存的日封 {after.name}：没有接续 {before.name} 的日封"


def _signing_faults(seal: Seal, keys: KeyChain) -> Iterator[str]:
    """Whether the court signed a seal, with the key it had then."""
    fault = keys.fault(seal.key_id, seal.made_at, seal.signed_bytes, seal.signature)
    if fault:
        yield fault
    succession = seal.succession
    if succession is not None and (succession.sealed, succession.key.key_id) != (seal.previous, seal.key_id):
        yield "所载的更换法院密钥不在此处"


def _missing(before: Seal, after: Seal) -> str:
    """The seals that must have been between two, as far as their names tell; empty if there need be none."""
    if after.day - before.day > ONE_DAY:
        return f"{before.day + ONE_DAY} 至 {after.day - ONE_DAY}"
    if after.day > before.day and (after.ordinal or not before.closes_its_day):
        return f"{before.name} 与 {after.name} 之间"
    if after.day == before.day and after.ordinal - before.ordinal > 1:
        return f"{before.name} 与 {after.name} 之间"
    return ""


def same_seal_faults(table: SignedTable, kept: Sequence[Seal]) -> Iterator[str]:
    """Whether the seal in the table is the one the reader keeps, and the newest it could hold."""
    if not kept:
        return
    if table.seal is None:
        if any(seal.made_at < table.exported_at for seal in kept):
            yield "日封：表内没有日封，不能与留存的日封核对"
        return
    same = [seal for seal in kept if seal.order == table.seal.order]
    newer = [seal for seal in kept if table.seal.made_at < seal.made_at < table.exported_at]
    if newer:
        yield f"日封：表内只到 {table.seal.name}，出具时留存的日封已到 {newer[-1].name}"
    elif not same:
        yield f"日封：表内为 {table.seal.name}，留存的没有这一份，请取同一份日封核对"
    elif same[0] != table.seal:
        yield f"日封 {table.seal.name}：与留存的日封不一致"
