"""Folds of what is found, controlled and served (财产、文书)."""

from models.case import CaseState, Delivery, PaperMade
from models.electronic_file import Media, PaperSource
from models.events import Entry, EventKind
from models.folds.changing import Fold, amount, day, with_new, with_thing
from models.property import Asset, FoundMoney


def _money_found(state: CaseState, entry: Entry) -> CaseState:
    found = FoundMoney(
        id=entry.subject,
        kind=entry.facts["kind"],
        source=entry.facts["source"],
        ref=entry.facts.get("item_ref", ""),
        amount=amount(entry, "amount"),
        found_at=entry.occurred_at,
    )
    return with_new(state, "money", entry.subject, found)


def _property_found(state: CaseState, entry: Entry) -> CaseState:
    found = Asset(
        id=entry.subject,
        kind=entry.facts["kind"],
        source=entry.facts["source"],
        found_at=entry.occurred_at,
        facts={k: v for k, v in entry.facts.items() if k not in ("kind", "source")},
    )
    return with_new(state, "assets", entry.subject, found)


def _controlled(state: CaseState, entry: Entry) -> CaseState:
    until = day(entry, "expires_on")
    if entry.subject in state.money:
        return with_thing(
            state,
            "money",
            entry.subject,
            frozen_at=entry.occurred_at,
            frozen_amount=amount(entry, "amount"),
            control_expires_on=until,
        )
    return with_thing(
        state, "assets", entry.subject, controlled_at=entry.occurred_at, control_expires_on=until
    )


def _control_refused(state: CaseState, entry: Entry) -> CaseState:
    shelf = "money" if entry.subject in state.money else "assets"
    return with_thing(state, shelf, entry.subject, control_refused=True)


def _control_released(state: CaseState, entry: Entry) -> CaseState:
    shelf = "money" if entry.subject in state.money else "assets"
    return with_thing(state, shelf, entry.subject, released_at=entry.occurred_at)


def _release_ordered(state: CaseState, entry: Entry) -> CaseState:
    shelf = "money" if entry.subject in state.money else "assets"
    return with_thing(state, shelf, entry.subject, release_order=entry.facts["approval"])


def _renewal_ordered(state: CaseState, entry: Entry) -> CaseState:
    shelf = "money" if entry.subject in state.money else "assets"
    return with_thing(state, shelf, entry.subject, renew_until=day(entry, "until"))


def _control_renewed(state: CaseState, entry: Entry) -> CaseState:
    shelf = "money" if entry.subject in state.money else "assets"
    until = day(entry, "expires_on")
    return with_thing(state, shelf, entry.subject, control_expires_on=until, renew_until=None)


def _document_made(state: CaseState, entry: Entry) -> CaseState:
    paper = PaperMade(
        id=entry.subject,
        kind=entry.facts["kind"],
        name=entry.facts["name"],
        sha256=entry.facts["sha256"],
        made_at=entry.occurred_at,
        recipient=entry.facts.get("recipient", ""),
        recipients=tuple(entry.facts.get("recipients", ())),
        seq=entry.seq,
        by=entry.actor,
        source=PaperSource(entry.facts.get("source", PaperSource.MADE)),
        media=Media(entry.facts.get("media", Media.DOCX)),
        size=entry.facts.get("size"),
        pages=entry.facts.get("pages"),
        about=entry.facts.get("about", ""),
        to_stamp=bool(entry.facts.get("to_stamp")),
    )
    return with_new(state, "papers", entry.subject, paper)


def _document_checked(state: CaseState, entry: Entry) -> CaseState:
    """A void document says so in its name, wherever its name is read."""
    fault, paper = entry.facts.get("fault", ""), state.papers.get(entry.subject)
    stated = {"fault": fault, "name": f"{paper.name}（作废）"} if fault and paper else {}
    return with_thing(state, "papers", entry.subject, checked_at=entry.occurred_at, **stated)


def _document_stamped(state: CaseState, entry: Entry) -> CaseState:
    return with_thing(state, "papers", entry.subject, stamped_at=entry.occurred_at)


def _document_sent(state: CaseState, entry: Entry) -> CaseState:
    delivery = Delivery(
        id=entry.subject,
        recipient=entry.facts["recipient"],
        channel=entry.facts["channel"],
        address_kind=entry.facts.get("address_kind", ""),
        documents=tuple(entry.facts["documents"]),
        attempt=entry.facts["attempt"],
        sent_at=entry.occurred_at,
    )
    return with_new(state, "deliveries", entry.subject, delivery)


def _document_served(state: CaseState, entry: Entry) -> CaseState:
    return with_thing(state, "deliveries", entry.subject, served_at=entry.occurred_at)


def _document_returned(state: CaseState, entry: Entry) -> CaseState:
    return with_thing(state, "deliveries", entry.subject, returned_at=entry.occurred_at)


def _return_papers_handed(state: CaseState, entry: Entry) -> CaseState:
    return with_thing(state, "deliveries", entry.subject, return_papers_handed=True)


def _described(state: CaseState, entry: Entry) -> CaseState:
    asset = state.assets[entry.subject]
    return with_thing(state, "assets", entry.subject, facts={**asset.facts, **entry.facts})


FOLDS: dict[EventKind, Fold] = {
    EventKind.MONEY_FOUND: _money_found,
    EventKind.PROPERTY_FOUND: _property_found,
    EventKind.PROPERTY_DESCRIBED: _described,
    EventKind.CONTROLLED: _controlled,
    EventKind.CONTROL_REFUSED: _control_refused,
    EventKind.CONTROL_RELEASED: _control_released,
    EventKind.RELEASE_ORDERED: _release_ordered,
    EventKind.RENEWAL_ORDERED: _renewal_ordered,
    EventKind.CONTROL_RENEWED: _control_renewed,
    EventKind.DOCUMENT_MADE: _document_made,
    EventKind.DOCUMENT_CHECKED: _document_checked,
    EventKind.DOCUMENT_STAMPED: _document_stamped,
    EventKind.PAPER_ADDED: _document_made,
    EventKind.DOCUMENT_SENT: _document_sent,
    EventKind.DOCUMENT_SERVED: _document_served,
    EventKind.DOCUMENT_RETURNED: _document_returned,
    EventKind.RETURN_PAPERS_HANDED: _return_papers_handed,
}
