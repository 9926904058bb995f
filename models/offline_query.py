"""Which counters and places the offline query of a case goes to (线下查询机构), as far as is known of it."""

from models.case import CaseState
from models.errors import Code, Refusal
from models.procedure import Institution
from models.rulebook import Rulebook
from models.way import known_false


def asked(book: Rulebook, state: CaseState) -> tuple[Institution, ...]:
    """The institutions that are asked: all but those whose condition is known not to hold (JL-9)."""
    return tuple(
        institution
        for institution in book.offline.institutions
        if institution.when is None or not known_false(book, institution.when, state)
    )


def institution_of(book: Rulebook, state: CaseState, key: str) -> Institution:
    """The institution with this key. Raises Refusal(UNKNOWN_SUBJECT) where this case does not ask it."""
    for institution in asked(book, state):
        if institution.key == key:
            return institution
    raise Refusal(Code.UNKNOWN_SUBJECT, f"查询机构 {key} 不在本案清单内")
