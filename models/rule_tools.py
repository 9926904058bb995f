"""The rule tools (design.md section 6): pure, JSON in and JSON out, no server and no database."""

import difflib
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic import ValidationError

from models.calendar import CourtCalendar, due
from models.case import CaseState, Closing
from models.clock.arithmetic import Measured, steps
from models.clock.engine import NodeEngine
from models.closing import closing_warnings, missing_items, unstamped
from models.errors import Code, Refusal
from models.events import Entry, EventKind
from models.facts.case_facts import parse_facts
from models.fees import enforcement_fee
from models.folding import FACT_NAMES
from models.interest import Order, Payment, delayed_interest
from models.nodes import Node, Row, rows
from models.rulebook import Rulebook
from models.shelf.shelf import book_of
from models.topics import check_topics
from models.triage import triage
from models.values import Facts, Instant, court_local


def triage_tool(
    court: str, facts: Mapping[str, Any], where: str = "facts", on: date | None = None
) -> dict[str, Any]:
    """The track and unit of a case by the facts, with every rule that fired and those not yet excluded.

    By the rules in force `on` a day, else on the day of filing, else by the latest.
    """
    stated = parse_facts(facts, where)
    book = book_of(court, on or (stated.filed_at.date() if stated.filed_at else None))
    check_topics(book.case_topics, {"case_topics": stated.case_topics}, book.name)
    answer = triage(book, stated)
    return answer.model_dump(mode="json")


def due_tool(court: str, limit_id: str, start: datetime, on: date | None = None) -> dict[str, Any]:
    """When a limit ends that starts at `start`, with the days counted and skipped.

    By the rules in force `on` a day, else on the day of `start`.
    """
    book = book_of(court, on or start.date())
    try:
        limit = book.limit(limit_id)
    except KeyError:
        near = difflib.get_close_matches(limit_id, [each.id for each in book.limits], n=1)
        hint = f"，是否为 {near[0]}" if near else ""
        raise Refusal(Code.UNKNOWN_SUBJECT, f"{book.name}没有期限 {limit_id}{hint}") from None
    counted = due(
        CourtCalendar.packaged(),
        start,
        limit.limit,
        limit.unit,
        exclude_first_day=book.calendar.exclude_first_day,
        roll_last_day=book.calendar.roll_last_day and limit.rolls,
        guard=limit.guard,
    )
    warnings = [limit.warning] if limit.warning else []
    told = {"limit": limit.id, "article": limit.article, "warnings": warnings}
    measured = Measured.of(start, limit.unit, limit.limit, counted)
    return {**told, **counted.model_dump(mode="json"), "steps": list(steps(measured, counted))}


def nodes_tool(
    court: str, events: Sequence[Any], at: datetime, where: str = "events", on: date | None = None
) -> list[dict[str, Any]]:
    """The node table at `at` that a list of events gives under a court's rulebook.

    By the rules in force `on` a day, else on the day of filing.
    """
    entries = read_events(events, where)
    moment = court_local(at)
    nodes = node_table(book_of(court, on or _filed_on(_in_order(entries))), entries, moment)
    return [row_json(row) for row in rows(nodes.values(), moment)]


def node_table(book: Rulebook, entries: Sequence[Entry], moment: Instant) -> dict[str, Node]:
    """The nodes by key that entries give under a book, of those the record knows at a moment."""
    engine = NodeEngine(book, CourtCalendar.packaged())
    state = CaseState(key=f"{book.court}:")
    nodes: dict[str, Node] = {}
    for seq, row in enumerate(_in_order(entries), start=1):
        entry = row.model_copy(update={"seq": seq})
        if entry.recorded_at > moment:
            continue
        stated = {name: value for name, value in entry.facts.items() if name in FACT_NAMES}
        last_at = {**state.last_at, entry.kind: entry.occurred_at}
        held: Facts = {name: entry.facts[name] for name in ("unit", "track") if name in entry.facts}
        holder: Facts = held if entry.kind is EventKind.GROUP_ENTERED else {}
        state = state.model_copy(update={"last_at": last_at, "facts": {**state.facts, **stated}, **holder})
        nodes.update(engine.advance(nodes, entry, state))
    return nodes


def row_json(row: Row) -> dict[str, Any]:
    """A row of the node table as JSON."""
    return row.model_dump(mode="json")


def _filed_on(entries: Sequence[Entry]) -> date | None:
    """The day of filing: a case keeps the rules it was filed under. None: the rules in force today."""
    return next((e.occurred_at.date() for e in entries if e.kind is EventKind.FILED), None)


def _in_order(entries: Sequence[Entry]) -> list[Entry]:
    """Entries in the order in which the record learned of them."""
    return sorted(entries, key=lambda entry: entry.recorded_at)


def read_events(events: Sequence[Any], where: str) -> list[Entry]:
    """Entries of an events file. Raises Refusal(BAD_DATA) naming the row and what was expected there."""
    if not isinstance(events, Sequence) or isinstance(events, str):
        raise Refusal(Code.BAD_DATA, f"{where}：应为事件列表")
    return [_read_event(row, f"{where} 第 {number} 条") for number, row in enumerate(events, start=1)]


def _read_event(row: Any, where: str) -> Entry:
    if not isinstance(row, Mapping) or "event" not in row or "at" not in row:
        raise Refusal(Code.BAD_DATA, f"{where}：应有 event 和 at")
    unknown = set(row) - {"event", "at", "facts", "recorded_at", "subject"}
    if unknown:
        raise Refusal(Code.BAD_DATA, f"{where}：不认识的字段 {'、'.join(sorted(unknown))}")
    facts: Facts = dict(row.get("facts") or {})
    if "unit" not in facts and "group" in facts:
        facts["unit"] = facts["group"]  # An outsider may name a unit as the facts file does.
    try:
        kind = EventKind(row["event"])
    except ValueError:
        near = difflib.get_close_matches(str(row["event"]), [kind.value for kind in EventKind], n=1)
        hint = f"，是否为 {near[0]}" if near else ""
        raise Refusal(Code.BAD_DATA, f"{where}：不认识的事件 {row['event']}{hint}") from None
    try:
        return Entry(
            kind=kind,
            occurred_at=row["at"],
            recorded_at=row.get("recorded_at", row["at"]),
            subject=str(row.get("subject") or facts.get("subject") or facts.get("id") or ""),
            facts=facts,
            seq=0,
        )
    except ValidationError as error:
        field = ".".join(str(part) for part in error.errors()[0]["loc"])
        raise Refusal(Code.BAD_DATA, f"{where}：{field} 应为带时区的时间") from error


def fee_tool(amount: Decimal) -> dict[str, Any]:
    """The enforcement fee on an amount, with the formula's steps."""
    return enforcement_fee(amount).model_dump(mode="json")


def interest_tool(
    principal: str, start: str, end: str, payments: Sequence[str], order: str
) -> dict[str, Any]:
    """The doubled part of delayed-performance interest, with the formula's steps."""
    try:
        made = delayed_interest(
            Decimal(principal),
            date.fromisoformat(start[:10]),
            date.fromisoformat(end[:10]),
            payments=tuple(_payment(text) for text in payments),
            order=Order(order),
        )
    except (ValueError, InvalidOperation) as error:
        raise Refusal(
            Code.BAD_DATA,
            "应为：--principal 数字、--from 和 --to 日期、--payment 日期=金额、--order "
            "interest_first 或 principal_first",
        ) from error
    return made.model_dump(mode="json")


def _payment(text: str) -> Payment:
    day, _, amount = text.partition("=")
    return Payment(day=date.fromisoformat(day), amount=Decimal(amount))


def closing_tool(
    court: str,
    method: str,
    facts: Mapping[str, Any],
    events: Sequence[Any],
    today: Instant,
    on: date | None = None,
) -> dict[str, Any]:
    """Whether a case may be closed by a method, and what is missing, item by item with its article.

    By the rules in force `on` a day, else on the day of filing.

    Months since filing count to `closing_fields.closed_on` where the facts state it, else to `today`.
    """
    entries = _in_order(read_events(events, "events"))
    book = book_of(court, on or _filed_on(entries))
    state = CaseState(key=f"{court}:", facts=dict(facts))
    stated = parse_facts(facts, "facts").closing_fields
    closed_on = (stated.closed_on if stated else None) or today.date()
    known = parse_facts(facts, "facts")
    if known.outstanding_amount is not None:
        paid = max(state.claim - known.outstanding_amount, Decimal(0))
        state = state.model_copy(update={"paid_directly": paid})
    for entry in entries:
        if entry.kind is EventKind.FILED:
            state = state.model_copy(update={"filed_at": entry.occurred_at})
    closing = Closing(method=method, ground="", proposed_by="", proposed_at=today)
    state = state.model_copy(update={"closing": closing})
    missing = (*missing_items(book, method, state, closed_on), *unstamped(book, method, state))
    return {
        "ok": not missing,
        "missing": [{"item": item.item, "name": item.name, "article": item.article} for item in missing],
        "warnings": list(closing_warnings(book, method, state, closed_on)),
    }
