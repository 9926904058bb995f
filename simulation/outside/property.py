"""What parties own: accounts and things, how much is left of them and who controls them."""

import sqlite3
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from simulation.outside.case_file import CaseFile
from simulation.outside.seeding import complete_holding
from simulation.outside.store import Store
from simulation.outside.truth import MONEY_KINDS, Holding, HoldingKind


@dataclass(frozen=True)
class Held:
    """A holding with what has become of it; `item_ref` is the outside's own id of it."""

    item_ref: str
    holder: str
    truth: Holding
    balance: Decimal
    frozen: Decimal
    control_reference: str


def hold(store: Store, case: CaseFile, holder: str, holding: Holding) -> None:
    """Enters a holding."""
    store.run(
        "insert into holding (court, case_no, item_ref, holder, kind, truth, balance)"
        " values (?, ?, ?, ?, ?, ?, ?)",
        case.court,
        case.case_no,
        holding.item_ref,
        holder,
        holding.kind,
        holding.model_dump_json(exclude_unset=True),
        str(holding.amount) if holding.is_money else "0",
    )


def holdings(store: Store, case: CaseFile, holder: str) -> list[Held]:
    """What a party owns now."""
    rows = store.all(
        "select * from holding where court = ? and case_no = ? and holder = ? order by rowid",
        case.court,
        case.case_no,
        holder,
    )
    return [_held(row) for row in rows]


def held(store: Store, case: CaseFile, item_ref: str) -> Held | None:
    """The holding with this id, or the one the court calls so."""
    row = store.one(
        "select * from holding where court = ? and case_no = ? and (item_ref = ? or known_as = ?)",
        case.court,
        case.case_no,
        item_ref,
        item_ref,
    )
    return None if row is None else _held(row)


def found_by_court(
    store: Store, case: CaseFile, item_ref: str, kind: HoldingKind, holder: str
) -> Held | None:
    """The holding a court means by an id of its own, for what its officers found themselves.

    It is one of that kind which no query system shows, if there is one; else a thing comes into
    being, because the court has seen it. An account nobody has is None.
    """
    known = held(store, case, item_ref)
    if known is not None:
        return known
    rows = store.all(
        "select * from holding where court = ? and case_no = ? and kind = ? and known_as is null"
        " order by rowid",
        case.court,
        case.case_no,
        kind,
    )
    for candidate in map(_held, rows):
        if not candidate.truth.seen_by and holder in ("", candidate.holder):
            _change(store, case, candidate, "known_as", item_ref)
            return held(store, case, item_ref)
    if kind in MONEY_KINDS:
        return None
    seen = Holding(kind=kind, seen_by=(), control_refused="")
    hold(store, case, holder, complete_holding(case.seed, item_ref, seen))
    return held(store, case, item_ref)


def account_found_by_court(store: Store, case: CaseFile, item_ref: str) -> Held | None:
    """The account a court means by an id of its own: one its officers froze at a counter no system shows."""
    known = held(store, case, item_ref)
    if known is not None:
        return known
    rows = store.all(
        "select * from holding where court = ? and case_no = ? and known_as is null order by rowid",
        case.court,
        case.case_no,
    )
    for candidate in map(_held, rows):
        if candidate.truth.is_money and not candidate.truth.seen_by:
            _change(store, case, candidate, "known_as", item_ref)
            return held(store, case, item_ref)
    return None


def take_from(store: Store, case: CaseFile, account: Held, amount: Decimal) -> None:
    """Money leaves an account, frozen money first."""
    _change(store, case, account, "balance", str(account.balance - amount))
    _change(store, case, account, "frozen", str(max(account.frozen - amount, Decimal(0))))


def put_under_control(
    store: Store, case: CaseFile, item: Held, reference: str, amount: Decimal, until: date
) -> None:
    """The court controls a thing, or so much of an account, up to a day."""
    _change(store, case, item, "control_reference", reference)
    _change(store, case, item, "frozen", str(amount))
    _change(store, case, item, "control_until", until.isoformat())


def let_go(store: Store, case: CaseFile, item: Held) -> None:
    """The court controls it no longer."""
    _change(store, case, item, "control_reference", "")
    _change(store, case, item, "frozen", "0")
    _change(store, case, item, "control_until", None)


CHANGES = {
    column: f"update holding set {column} = ? where court = ? and case_no = ? and item_ref = ?"  # noqa: S608
    for column in ("known_as", "balance", "frozen", "control_reference", "control_until")
}


def _change(store: Store, case: CaseFile, item: Held, column: str, value: str | None) -> None:
    store.run(CHANGES[column], value, case.court, case.case_no, item.item_ref)


def _held(row: sqlite3.Row) -> Held:
    return Held(
        item_ref=row["item_ref"],
        holder=row["holder"],
        truth=Holding.model_validate_json(row["truth"]),
        balance=Decimal(row["balance"]),
        frozen=Decimal(row["frozen"]),
        control_reference=row["control_reference"],
    )
