"""When a case is at rest, and what is still to come of the outside."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from simulation import court
from simulation.court import Court
from tests.simulation.sights import MONDAY, case

ANSWER_AT = MONDAY + timedelta(days=2)


@dataclass
class Asking:
    """A case that asks the outside something while it is looked at, and is at rest thereafter."""

    asked: bool = False

    @property
    def casework(self) -> Any:
        """Its register: one record, nothing under way."""
        state = SimpleNamespace(seq=1, closed_at=None)
        view = SimpleNamespace(
            state=state,
            lines=[SimpleNamespace(recorded_at=MONDAY)],
            pending_answers=0,
            pending_acts=0,
        )
        return SimpleNamespace(view=lambda key: view, tasks=lambda key: ())

    async def status(self, key: str) -> Any:
        """The run answers after it has asked."""
        self.asked = True
        return SimpleNamespace(seq=1, busy=0, closed=False, trouble="")

    async def clock(self, key: str) -> datetime:
        """The case's own time."""
        return MONDAY

    async def next_answer(self, court_key: str, case_no: str) -> datetime | None:
        """The outside knows of an answer only once it has been asked for one."""
        return ANSWER_AT if self.asked else None


async def test_what_was_asked_during_the_look_is_waited_for(monkeypatch: pytest.MonkeyPatch) -> None:
    """Else the case would be given up: at rest, nobody with anything to do, and no answer to come."""
    monkeypatch.setattr(court, "_sight", lambda *seen: None)
    asking: Any = Asking()
    settled = await Court(asking, asking, asking).settled(case())
    assert settled.answer_at == ANSWER_AT
