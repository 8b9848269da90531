"""One send step in one tick: what everything that is done there shares."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import timedelta

from sqlalchemy import Connection

from orchestrator.program import ANSWERS, Answers, Program, Send, values_in
from orchestrator.runner.clock import Clock
from orchestrator.runner.executing import execute
from orchestrator.runner.workspace import Workspace

LEASE = timedelta(minutes=5)
_WORDS = ("sent", "failed", "skipped", "unknown", "retried")
"""In the order in which people read them."""


@dataclass(frozen=True)
class SendStep:
    """`reasons` are those of the whole tick, `counts` this step's alone."""

    operation: Send
    program: Program
    workspace: Workspace
    clock: Clock
    reasons: Counter[tuple[str, str, str]]
    counts: Counter[str] = field(default_factory=lambda: Counter(dict.fromkeys(_WORDS, 0)))
    answers: Answers = field(default_factory=Answers)

    def writing(self) -> AbstractContextManager[Connection]:
        return self.workspace.moving(self.program)

    def reading(self) -> AbstractContextManager[Connection]:
        return self.workspace.store.reading()

    def given(self, token: str) -> dict[str, object]:
        now = self.clock()
        values = {"now": now, "by_token": token, "lease_end": now + LEASE}
        return values | {ANSWERS: self.answers}

    def has_queued(self) -> bool:
        probe = self.program.queued
        with self.reading() as connection:
            values = values_in(connection, probe, {"now": self.clock()})
            return self.operation.step in set(connection.scalars(probe.clause, values))

    def release(self, ids: Sequence[int], token: str) -> None:
        """Back into the queue, as they were."""
        with self.writing() as connection:
            execute(connection, self.operation.requeue, self.given(token) | {"ids": list(ids)})

    def count(self, word: str, number: int, reason: str | None = None) -> None:
        if number:
            self.counts[word] += number
            self.because(word, reason, number)

    def because(self, word: str, reason: str | None, number: int) -> None:
        if reason and number:
            self.reasons[self.operation.step, word, reason] += number
