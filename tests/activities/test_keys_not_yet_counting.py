"""A key that is made and not registered, or whose first day has not come, is not signed with (签名密钥)."""

from datetime import datetime, timedelta
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import pytest

from activities.desk_service import DeskService
from activities.signing.desk import SigningDesk
from activities.signing.key_files import KeyFolder
from activities.signing.staff_keys import signing_key
from models.acts.envelope import Act, ActKind
from models.errors import Refusal
from tests.activities.clerk import Clerk
from tests.activities.notary import COURT, SINCE

pytestmark = pytest.mark.requirement("CV-12", "GS-31")
STAFF = "RY010"


class Case:
    """A running case's place: the register takes what the desk delivers."""

    def __init__(self, clerk: Clerk) -> None:
        self._clerk = clerk

    async def deliver(self, key: str, act: Act) -> SimpleNamespace:
        """Take an act as the case would."""
        answer = self._clerk.record(key, act.act_id)
        if answer.refused:
            raise Refusal(answer.refused.code, answer.refused.reason)
        return SimpleNamespace(seq=answer.seq)


@pytest.mark.parametrize("days", [None, 1, 0])
async def test_acts_go_unsigned_until_the_key_counts(
    clerk: Clerk, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, days: int | None
) -> None:
    """Made and not registered, from tomorrow on, from today on: only the last one signs, none is refused."""
    keys = KeyFolder(tmp_path)
    today = clerk.now.date()
    keys.make(STAFF, today)
    if days is not None:
        keys.make(COURT, SINCE)
        desk = SigningDesk(clerk.database, clerk.books, keys, cast(Any, None), skip_time=True)
        assert desk.make_key(STAFF, today + timedelta(days=days)).registered
    key = clerk.file(1)
    dispatcher: Any = SimpleNamespace(acts=Case(clerk), task_queue="none")
    service = DeskService(
        cast(Any, None), clerk.database, clerk.books, dispatcher, False, keys, store=cast(Any, None)
    )

    async def clock(case_key: str) -> datetime:
        return clerk.now

    monkeypatch.setattr(service, "clock", clock)
    done = await service.act(key, ActKind.RECORD_FACTS, STAFF, {"facts": {"case_topics": ["民生"]}})
    assert done.seq is not None
    counts = days == 0
    assert (signing_key(clerk.database, keys, STAFF, today) is not None) is counts
    tomorrow = signing_key(clerk.database, keys, STAFF, today + timedelta(days=1))
    assert (tomorrow is not None) is (days is not None)
    assert signing_key(clerk.database, None, STAFF, today) is None
