"""A running case: its folded state and the one way to change it."""

import asyncio
from collections import deque
from collections.abc import Awaitable, Callable, Iterator
from contextlib import contextmanager
from datetime import datetime

from temporalio import workflow

with workflow.unsafe.imports_passed_through():
    from models.case import CaseState
    from models.errors import Code
    from models.events import EventKind
    from models.folding import fold
    from models.messages import Appended, CaseInput, Line, Loaded, Procedure
    from models.nodes import Node

from workflows import visibility

LINES = 50
"""How many lines the `journal` query shows."""


class CaseRun:
    """What one run of a case knows. It folds what the register answered, and nothing else."""

    def __init__(self, given: CaseInput) -> None:
        self.given = given
        self.state = CaseState(key=given.case_key)
        self.nodes: dict[str, Node] = {}
        self.procedure: Procedure | None = None
        self.lines: deque[Line] = deque(maxlen=LINES)
        self.loaded = False
        self.busy = 0
        self.retries = 0
        self.serving = asyncio.Lock()
        """One round of sending at a time: each numbers its envelopes by what went out before."""
        self._troubles: dict[str, str] = {}
        self._quiet: set[tuple[str, datetime]] = set()
        self._writing = asyncio.Lock()
        self._shown = visibility.Shown()

    # --- the journal -------------------------------------------------------------------------

    def take(self, loaded: Loaded) -> None:
        """Begin from the case as the register has it."""
        self.state = loaded.state
        self.nodes = {node.key: node for node in loaded.nodes}
        self.procedure = loaded.procedure
        self.lines = deque(loaded.lines, maxlen=LINES)
        self.show()

    async def commit(self, write: Callable[[int], Awaitable[Appended]]) -> Appended:
        """Write one step: it is given the seq it builds on, and its answer is folded before the next."""
        with self.at_work():
            async with self._writing:
                answer = await write(self.state.seq)
                self._fold(answer)
        return answer

    def _fold(self, answer: Appended) -> None:
        for entry, head in zip(answer.entries, answer.heads, strict=True):
            if entry.seq <= self.state.seq:
                continue
            self.state = fold(self.state, entry, head)
            self.lines.append(
                Line(
                    seq=entry.seq,
                    kind=entry.kind.value,
                    subject=entry.subject,
                    occurred_at=entry.occurred_at,
                    recorded_at=entry.recorded_at,
                    actor=entry.actor,
                )
            )
        self.nodes.update({node.key: node for node in answer.nodes})
        self.show()

    # --- what stages ask ---------------------------------------------------------------------

    @property
    def rules(self) -> Procedure:
        """What the run knows of its rulebook."""
        if self.procedure is None:
            raise RuntimeError("the case is not loaded yet")
        return self.procedure

    def seen(self, kind: EventKind, subject: str | None = None) -> bool:
        """Whether such an event is in the journal."""
        return self.state.seen(kind, subject)

    def pending(self, ordered: EventKind, done: EventKind) -> tuple[str, ...]:
        """Subjects that were ordered and not yet done."""
        finished = self.state.subjects.get(done, ())
        return tuple(s for s in self.state.subjects.get(ordered, ()) if s not in finished)

    async def until(self, condition: Callable[[], bool]) -> None:
        """Wait until the journal says so; nobody is waited for longer than the journal needs."""
        await workflow.wait_condition(condition)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """While the block runs the case is busy: not continued as new, not called settled."""
        self.busy += 1
        try:
            yield
        finally:
            self.busy -= 1

    # --- what others see ---------------------------------------------------------------------

    @property
    def trouble(self) -> str:
        """What holds the case up for technical reasons, by code; empty when nothing does."""
        return ",".join(sorted(set(self._troubles.values())))

    def in_trouble(self, step: str, code: str) -> None:
        """A step cannot go on: say so where operations staff look."""
        self._troubles[step] = code
        self.show()

    def out_of_trouble(self, step: str) -> None:
        """The step went on."""
        if self._troubles.pop(step, None) is not None:
            self.show()

    def next_node(self) -> tuple[datetime, Node] | None:
        """The nearest instant the clock has to act at, and its node."""
        moments = [
            (moment, node)
            for node in self.nodes.values()
            if (moment := node.next_moment()) is not None and (node.key, moment) not in self._quiet
        ]
        return min(moments, key=lambda pair: (pair[0], pair[1].key)) if moments else None

    def leave_quiet(self, node: Node, moment: datetime) -> None:
        """A passing that the register did not write down is not tried again and again: it is trouble."""
        self._quiet.add((node.key, moment))
        self.in_trouble(f"clock/{node.key}", Code.WRONG_STATE)

    @property
    def standing(self) -> visibility.Standing:
        """The case as operations staff see it."""
        return visibility.Standing(self.state, self.nodes, self.lines, self.procedure, self.trouble)

    def show(self) -> None:
        """Bring search attributes and the page of the case up to date."""
        self._shown = visibility.show(self._shown, self.standing)
