"""Outages outlived: work is tried again until it succeeds, or patience ends."""

import pytest

from simulation import patience
from simulation.patience import StillAwayError, patiently


async def test_an_outage_is_outlived(monkeypatch: pytest.MonkeyPatch) -> None:
    """Two failures, then the answer."""
    monkeypatch.setattr(patience, "PAUSE", 0)
    failures = [ConnectionRefusedError(), TimeoutError()]

    async def work() -> str:
        if failures:
            raise failures.pop()
        return "answer"

    assert await patiently(work) == "answer"


async def test_patience_ends(monkeypatch: pytest.MonkeyPatch) -> None:
    """Who stays away for good is named."""
    monkeypatch.setattr(patience, "PAUSE", 0)
    monkeypatch.setattr(patience, "PATIENCE", 0)

    async def work() -> str:
        raise ConnectionRefusedError

    with pytest.raises(StillAwayError, match="ConnectionRefusedError"):
        await patiently(work)


async def test_a_mistake_is_not_an_outage() -> None:
    """What is wrong in itself is not tried again."""
    tried = []

    async def work() -> str:
        tried.append(1)
        raise KeyError("unit")

    with pytest.raises(KeyError):
        await patiently(work)
    assert tried == [1]
