"""What must be in order before a case is closed, item by item with its article."""

from datetime import date, timedelta
from typing import Any

import pytest

from models.calendar import add_months
from models.closing import closing_method, closing_warnings, missing_items
from models.errors import Code, Refusal
from models.events import Event, EventKind
from models.rulebook import Rulebook
from models.shelf.files import known_courts, load
from tests.models.telling import FILED_AT, Tale

KIND = EventKind
LATE = date(2027, 5, 6)


def missing(tale: Tale, method: str, today: date = LATE, book: Rulebook | None = None) -> list[str]:
    """The items that stand against this closing."""
    return [item.item for item in missing_items(book or tale.book, method, tale.state, today)]


def evidence(tale: Tale, **states: Any) -> None:
    """What is in the file."""
    tale.happens(KIND.FACTS_RECORDED, termination_evidence=states)


@pytest.mark.parametrize("court", known_courts())
def test_every_missing_item_names_its_article(court: str) -> None:
    """Under every method of every court: no item without a name and a source."""
    book = load(court)
    tale = Tale(book=book)
    for method in book.closing.methods:
        for item in missing_items(book, method.method, tale.state, FILED_AT.date()):
            assert item.name and item.article, (method.method, item)


@pytest.mark.requirement("NB-283", "NB-228")
def test_fully_executed_means_nothing_owed_and_nothing_kept() -> None:
    """Owed a cent: no. Paid in: yes, but not while it lies on the account."""
    tale = Tale()
    assert "nothing_owed" in missing(tale, "fully_executed")
    tale.happens(KIND.MONEY_ARRIVED, "K1", amount="9999.99", origin="other")
    assert "nothing_owed" in missing(tale, "fully_executed")
    tale.happens(KIND.DIRECT_PAYMENT, amount="0.01", payer="respondent-1")
    assert missing(tale, "fully_executed") == ["money_paid_out", "money_unpaid"]
    pay = {"arrival": "K1", "amount": "9999.99"}
    tale.happens(KIND.PAYOUT_ORDERED, "F1", at=None, payee="applicant-1", purpose="claim", **pay)
    tale.happens(KIND.PAID_OUT, "F1", at=None, **pay)
    assert missing(tale, "fully_executed") == []


@pytest.mark.requirement("NB-305", "NB-306")
def test_ended_by_settlement_or_waiver() -> None:
    """A signed agreement, or the waiver of the rest; an unsigned one is none."""
    for name, value, closes in (
        ("settlement_agreement", {"signed": False}, False),
        ("settlement_agreement", {"signed": True}, True),
        ("applicant_waives_rest", {"waived": True}, True),
    ):
        tale = Tale()
        tale.tell(Event(kind=KIND.FACTS_RECORDED, occurred_at=tale.now, facts={name: value}))
        assert (missing(tale, "ended") == []) is closes, (name, value)


@pytest.mark.requirement("RY-28", "RY-40", "NB-284", "NB-285", "NB-286", "NB-288", "NB-291")
def test_termination_wants_its_whole_file() -> None:
    """Every paper must be present, or not apply for a stated reason; absent and silent are both missing."""
    tale = Tale()
    items = [item.item for item in closing_method(tale.book, "termination").evidence]
    assert len(items) == 5 and missing(tale, "termination") == items
    evidence(tale, **dict.fromkeys(items, "present"))
    assert missing(tale, "termination") == []
    for item in items:
        evidence(tale, **{**dict.fromkeys(items, "present"), item: "absent"})
        assert missing(tale, "termination") == [item]
        not_here = {"state": "not_applicable", "reason": "被执行人为单位"}
        evidence(tale, **{**dict.fromkeys(items, "present"), item: not_here})
        assert missing(tale, "termination") == []


@pytest.mark.requirement("JL-27", "NB-293")
@pytest.mark.parametrize("court", known_courts())
def test_a_termination_is_served_on_the_applicant_first(court: str) -> None:
    """In every court; other methods close at once."""
    methods = load(court).closing.methods
    assert {m.method for m in methods if m.served_on} == {"termination"}
    assert closing_method(load(court), "termination").served_on == ("applicant",)


@pytest.mark.requirement("NB-287")
def test_termination_waits_for_more_than_three_months() -> None:
    """On the day itself it is still too early; a book that only warns does not hold it back."""
    tale = Tale()
    items = [item.item for item in closing_method(tale.book, "termination").evidence]
    evidence(tale, **dict.fromkeys(items, "present"))
    day = add_months(FILED_AT.date(), 3)
    assert missing(tale, "termination", day) == ["min_months"]
    assert missing(tale, "termination", day + timedelta(days=1)) == []
    waived = {"national_gate": "warn", "min_months_since_filing": 0}
    book = tale.book.model_copy(update={"closing": tale.book.closing.model_copy(update=waived)})
    assert missing(tale, "termination", day, book) == []
    assert "NB-287" in closing_warnings(book, "termination", tale.state, day)[0]
    assert closing_warnings(book, "termination", tale.state, day + timedelta(days=1)) == ()
    bound = {"national_gate": "bind", "min_months_since_filing": 0}
    book = tale.book.model_copy(update={"closing": tale.book.closing.model_copy(update=bound)})
    assert missing(tale, "termination", day, book) == ["min_months"]


@pytest.mark.requirement("RY-40", "RY-49")
def test_each_method_has_its_reviewer() -> None:
    """Termination is reviewed by the terminated-case group, all else by the court's own reviewer."""
    book = load("ruyang")
    reviewers = {method.method: method.reviewer for method in book.closing.methods}
    assert reviewers.pop("termination") == "terminated_case_group"
    assert set(reviewers.values()) == {"supervision_group"}


def test_an_unknown_method_is_refused_with_those_there_are() -> None:
    """The refusal names every method of the court."""
    with pytest.raises(Refusal) as refusal:
        closing_method(load("ruyang"), "forgotten")
    assert refusal.value.code == Code.UNKNOWN_SUBJECT
    assert "fully_executed" in refusal.value.message and "termination" in refusal.value.message
