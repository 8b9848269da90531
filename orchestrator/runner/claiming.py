"""Taking the next messages of a send step in hand, with the data that their templates need."""

from __future__ import annotations

import uuid
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, Row, select

from orchestrator import tables
from orchestrator.delivery import Outcome
from orchestrator.program import now_of, values_in
from orchestrator.runner.executing import execute
from orchestrator.runner.handing_over import hand_over, write_down
from orchestrator.runner.occurrences import opens_at
from orchestrator.runner.rendering import Lines, read_lines
from orchestrator.runner.results import Result
from orchestrator.runner.send_step import SendStep
from orchestrator.runner.zones import in_each_zone
from orchestrator.store import is_outage

BATCH = 400
"""Messages claimed at once: their context is fetched in one query."""
PATIENCE = 3
"""So many times in a row that other workers were faster with the people that caps hold for."""


@dataclass(frozen=True)
class Claimed:
    """A claimed message with what its template needs."""

    row: Row[Any]
    lines: Lines

    @property
    def id(self) -> int:
        return int(self.row.message)


class Claiming:
    """Batch after batch; one by one where the data of a batch cannot be read."""

    def __init__(self, step: SendStep) -> None:
        self._step = step
        self._at_most = BATCH
        self._unreadable: set[int] = set()

    def next_batch(self) -> tuple[str, Sequence[Claimed]] | None:
        """The token and the messages; data that cannot be read ends just its own message."""
        while taken := self._take():
            token, ids = taken
            try:
                with self._step.reading() as connection:
                    return token, self._read_context(connection, token)
            except Exception as error:  # whatever a driver makes of odd values
                if is_outage(error):
                    raise
                self._at_most = 1
                if len(ids) > 1:
                    self._step.release(ids, token)
                elif not self._fail(ids[0], token, f"the customer's data cannot be read: {error}"):
                    return None
        return None

    def _take(self) -> tuple[str, list[int]] | None:
        fruitless = 0
        while fruitless < PATIENCE and self._step.has_queued():
            token = uuid.uuid4().hex
            with self._step.writing() as connection:
                given = self._step.given(token) | {
                    "at_most": self._at_most,
                    "by_worker": self._step.workspace.worker,
                }
                self._put_off(connection, given)
                locked, settled = self._heed_caps(connection, given)
                if execute(connection, self._step.operation.claim, given):
                    query = select(tables.message.c.id).where(tables.message.c.token == token)
                    return token, list(connection.scalars(query))
            if not locked:
                return None
            # Others were faster with these people: there are more behind them.
            fruitless = 0 if settled else fruitless + 1
        return None

    def _put_off(self, connection: Connection, given: Mapping[str, object]) -> None:
        """What is due outside of its hours waits for them."""
        opening = self._step.operation.opening
        if opening is None:
            return
        now = now_of(given)
        for zone, values in in_each_zone(connection, opening.zones, given):
            until = opens_at(opening.window, zone, now)
            if until > now:
                execute(connection, opening.defer, {**values, "until": until})

    def _heed_caps(self, connection: Connection, given: Mapping[str, object]) -> tuple[int, int]:
        """Lock the next people; how many, and how many messages were put off or skipped."""
        capping = self._step.operation.capping
        if capping is None:
            return 0, 0
        locked = execute(connection, capping.lock, given)
        if not locked:
            return 0, 0
        settling = uuid.uuid4().hex
        settled = execute(connection, capping.settle, {**given, "by_settling": settling})
        if settled and capping.skips:
            execute(connection, self._step.operation.move_on, {**given, "by_token": settling})
            self._step.count("skipped", settled, "cap")
        return locked, settled

    def _fail(self, number: int, token: str, reason: str) -> bool:
        """End one message whose data cannot be read; False when it comes up again and again."""
        if number in self._unreadable:
            self._step.release([number], token)
            return False
        self._unreadable.add(number)
        first_line = reason.partition("\n")[0]
        leaving = hand_over(self._step, {number: None}, token)
        failed = [Result(each, Outcome.FAILED, first_line) for each in leaving]
        write_down(self._step, failed, token)
        self._step.count("failed", len(leaving), first_line)
        return True

    def _read_context(self, connection: Connection, token: str) -> list[Claimed]:
        given, context = self._step.given(token), self._step.operation.context
        lines = read_lines(connection, context, given)
        rows = connection.execute(context.query.clause, values_in(connection, context.query, given))
        # A record that stands twice gives two rows; the message is still one.
        by_id = {row.message: row for row in rows}
        return [Claimed(row, lines.get(number, ())) for number, row in by_id.items()]
