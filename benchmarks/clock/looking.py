"""How long a supervisor waits for an answer: the board at each level, and a case's status."""

import asyncio
import itertools
import random
import time
from datetime import UTC, datetime
from typing import NamedTuple

from activities.desk_service import DeskService
from benchmarks.clock.cases import COURT, PERSON, UNIT

LEVELS: dict[str, dict[str, str]] = {
    "board, all courts": {},
    "board, a court": {"court": COURT},
    "board, a unit": {"court": COURT, "unit": UNIT},
    "board, a person": {"person": PERSON},
}
STATUS = "status of a case"
PAUSE = 0.25
"""Seconds between two questions while much is going on: to look must not become the load."""


class Answer(NamedTuple):
    """A question, the milliseconds it took, and whether the case could answer."""

    question: str
    milliseconds: float
    answered: bool


class Supervisor:
    """Asks for the board, level by level, and for the status of a case drawn by lot."""

    def __init__(self, desk: DeskService, keys: list[str]) -> None:
        self._desk = desk
        self._keys = keys
        self._chance = random.Random(7)  # noqa: S311 - not for secrets
        self._questions = itertools.cycle([*LEVELS, *[STATUS] * len(LEVELS)])

    async def ask(self, count: int) -> list[Answer]:
        """So many questions, one after the other."""
        return [await self._one() for _ in range(count)]

    async def ask_until(self, done: asyncio.Event) -> list[Answer]:
        """Questions with pauses between them, until told to stop."""
        answers: list[Answer] = []
        while not done.is_set():
            answers.append(await self._one())
            await asyncio.sleep(PAUSE)
        return answers

    async def _one(self) -> Answer:
        question = next(self._questions)
        began, answered = time.perf_counter(), True
        if question == STATUS:
            answered = await self._desk.status(self._chance.choice(self._keys)) is not None
        else:
            await asyncio.to_thread(self._desk.board.view, datetime.now(UTC), **LEVELS[question])
        return Answer(question, (time.perf_counter() - began) * 1000, answered)
