"""Whatever happens in a case, its node table stays in order."""

from datetime import timedelta
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from models.events import EventKind
from models.nodes import Node
from tests.models.telling import Tale

KIND = EventKind
SUBJECTS = st.sampled_from(["", "M1", "W1", "Y1", "A1", "D1"])
KINDS = st.sampled_from(
    [
        *(
            KIND.ENTERED_IN_SYSTEM,
            KIND.RECEIVED,
            KIND.RECEPTION_ENDED,
            KIND.QUERY_LAUNCHED,
            KIND.DOCUMENTS_SERVED,
        ),
        *(
            KIND.PROPERTY_FOUND,
            KIND.CONTROLLED,
            KIND.CONTROL_RELEASED,
            KIND.GROUP_ENTERED,
            KIND.ROUND_ONE_STARTED,
        ),
        *(
            KIND.ROUND_ONE_ENDED,
            KIND.MONEY_CLEARED,
            KIND.DISPOSAL_ENTERED,
            KIND.REFERENCE_PRICE,
            KIND.NODE_DONE,
        ),
        *(KIND.CONVERSION_APPROVED, KIND.DISPOSAL_ENDED, KIND.PLAN_MADE, KIND.CLOSED),
    ]
)
FACTS: dict[str, Any] = {
    "kind": "house",
    "source": "offline",
    "amount": "1.00",
    "unit": "fast_team",
    "unit_kind": "team",
    "owner": "RY020",
    "track": "simple",
    "conversion": "x",
    "no_assets_likely": True,
    "node": "RY-D9",
    "method": "ended",
    "outcome": "unsold",
}
STEPS = st.lists(st.tuples(KINDS, SUBJECTS, st.integers(0, 40), st.integers(0, 10)), max_size=25)


@settings(max_examples=60, deadline=None)
@given(STEPS)
def test_whatever_happens_the_table_stays_in_order(steps: list[tuple[EventKind, str, int, int]]) -> None:
    """One open node per obligation; done or void, never both; told again, the same table."""
    first, second = Tale(), Tale()
    for kind, subject, days, back in steps:
        for case in (first, second):
            before = dict(case.nodes)
            case.passes(days=days)
            case.happens(kind, subject, at=case.now - timedelta(days=min(back, days)), **FACTS)
            kept = {key: node for key, node in case.nodes.items() if key in before}
            assert set(kept) == set(before), "a node never disappears"
            _check(case, before)
    assert first.nodes == second.nodes


def _check(case: Tale, before: dict[str, Node]) -> None:
    open_now = [(node.limit, node.subject) for node in case.nodes.values() if node.open]
    assert len(open_now) == len(set(open_now))
    for key, node in case.nodes.items():
        assert key == node.key
        assert node.done_at is None or node.waived_at is None
        assert node.due_at is None or (node.started_at is not None and node.due_at >= node.started_at)
        assert node.warn_at is None or (node.started_at is not None and node.warn_at > node.started_at)
        old = before.get(key)
        if old is not None and not old.open:
            assert node == old, "what is over does not change"
        if node.next_moment() is not None:
            assert node.open
