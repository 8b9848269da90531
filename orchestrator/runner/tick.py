"""One tick of one program: every operation in its own short transactions."""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from typing import TypeAlias, assert_never

from sqlalchemy import Connection, insert, update

from orchestrator import tables
from orchestrator.program import (
    Branch,
    Delay,
    DelayUntilClock,
    DelayUntilDate,
    Enter,
    EnterByCalendar,
    EnterByDate,
    EnterByEvent,
    EnterByHand,
    EnterBySegment,
    FollowDates,
    Leave,
    Operation,
    Program,
    Recover,
    Remember,
    Send,
    Start,
    Statement,
    Update,
    WaitFor,
    Wake,
    Watch,
    values_in,
)
from orchestrator.runner import entering, steps
from orchestrator.runner.adopting import Adopted, adopt
from orchestrator.runner.clock import Clock
from orchestrator.runner.dates import follow_dates
from orchestrator.runner.executing import execute
from orchestrator.runner.send_step import SendStep
from orchestrator.runner.sending import deliver
from orchestrator.runner.tally import Tally
from orchestrator.runner.watch import move_watermark, read_watch
from orchestrator.runner.workspace import Workspace, is_dead

MovingStep: TypeAlias = Delay | DelayUntilClock | DelayUntilDate | Branch | WaitFor | Update | Start
"""Every step that only moves people, and sends nothing."""


class Tick:
    """Perform the operations of `program` in their order; each one once."""

    def __init__(
        self, program: Program, workspace: Workspace, clock: Clock, adopted: Adopted
    ) -> None:
        self.program = program
        self.workspace = workspace
        self.clock = clock
        self.now = adopted.now
        self.tally = Tally(program.flow)
        self._adopted = adopted
        self._due: frozenset[str] | None = None
        self._queued: frozenset[str] | None = None
        self._queued_by_arms: Counter[str] = Counter()

    def perform(self, operation: Operation) -> dict[str, int]:
        """Perform one operation; counts of what it did, without zeros."""
        counts = self._perform(operation)
        if any(counts.values()):
            self._due = self._queued = None
        self.tally.add(operation.name, counts)
        return self.tally.by_operation[operation.name]

    def _perform(self, operation: Operation) -> dict[str, int]:  # noqa: PLR0911 - one arm a kind
        match operation:
            case Recover():
                return self._recover(operation)
            case Remember():
                with self._writing() as connection:
                    return entering.remember(connection, operation, self._given())
            case Leave():
                return self._leave(operation)
            case Wake():
                with self._writing() as connection:
                    return steps.wake(connection, operation, self._given())
            case FollowDates():
                with self._writing() as connection:
                    return follow_dates(connection, operation, self._given())
            case Send():
                return self._send(operation)
            case Watch():
                return self._enter(operation)
            case (
                EnterByEvent()
                | EnterBySegment()
                | EnterByDate()
                | EnterByCalendar()
                | EnterByHand()
            ):
                return self._enter(operation)
            case _:
                return self._step(operation)

    def _step(self, operation: MovingStep) -> dict[str, int]:  # noqa: PLR0911 - one arm a kind
        taken_at = operation.taken_at if isinstance(operation, Branch) else (operation.position,)
        if not self._somebody_at(*taken_at):
            return {}
        with self._writing() as connection:
            given = self._given()
            match operation:
                case Delay():
                    return steps.pass_delay(connection, operation, given)
                case DelayUntilClock():
                    return steps.delay_until_clock(connection, operation, given)
                case DelayUntilDate():
                    return steps.delay_until_date(connection, operation, given)
                case Branch():
                    counts, queued = steps.take_arms(connection, operation, given)
                    self._queued_by_arms.update(queued)
                    return counts
                case WaitFor():
                    return steps.wait_for(connection, operation, given)
                case Update():
                    return steps.update(connection, operation, given)
                case Start():
                    self.workspace.store.lock(connection, operation.flow)
                    return steps.start(connection, operation, given)
                case _:
                    assert_never(operation)

    def _recover(self, operation: Recover) -> dict[str, int]:
        with self._reading() as connection:
            workers = [name for name in connection.scalars(operation.workers.clause) if name]
        if not workers:
            return {}
        dead = [name for name in workers if is_dead(name)]
        with self._writing() as connection:
            given = {**self._given(), "dead": dead}
            requeued = execute(connection, operation.requeue, given)
            unknown = execute(connection, operation.give_up, given)
            for statement in operation.move_on.values() if unknown else ():
                execute(connection, statement, given)
        return {"requeued": requeued, "unknown": unknown}

    def _leave(self, operation: Leave) -> dict[str, int]:
        with self._writing() as connection:
            given = self._given()
            if operation.anybody and not _count(connection, operation.anybody, given):
                return {"exited": 0}
            left = execute(connection, operation.leave, given)
            if left:
                execute(connection, operation.cancel, given)
        return {"exited": left}

    def _enter(self, operation: Enter | Watch) -> dict[str, int]:
        with self._writing() as connection:
            watch = read_watch(connection, self.program.flow)
            given = {**self._given(), "now": self.now, "began": watch.began_at}
            paused = isinstance(operation, Watch)
            if isinstance(operation, Watch):
                counts = entering.watch_only(connection, operation, self.program.flow, given)
            else:
                counts = entering.enter(connection, operation, watch, given)
            move_watermark(connection, self.program.flow, watch, self.now, live=not paused)
        return counts

    def _send(self, operation: Send) -> dict[str, int]:
        counts = self.queue(operation)
        if not any(counts.values()) and not self._something_queued_at(operation.step):
            return counts
        step = SendStep(operation, self.program, self.workspace, self.clock, self.tally.reasons)
        return counts | deliver(step)

    def queue(self, operation: Send) -> dict[str, int]:
        """The messages of those who are due at the step; nothing leaves yet.

        What the arms before it have queued is counted here, where a reader looks for it.
        """
        counts = self._queue(operation)
        already = self._queued_by_arms.pop(operation.step, 0)
        return counts | {"queued": counts.get("queued", 0) + already}

    def _queue(self, operation: Send) -> dict[str, int]:
        if not self._somebody_at(*operation.taken_at):
            return {}
        with self._writing() as connection:
            return steps.queue(connection, operation, self._given())

    def _somebody_at(self, *positions: str) -> bool:
        """One probe tells for all positions; it is taken again once somebody has moved."""
        if self._due is None:
            probe = self.program.due
            with self._reading() as connection:
                found = connection.scalars(
                    probe.clause, values_in(connection, probe, self._given())
                )
                self._due = frozenset(found)
        return not self._due.isdisjoint(positions)

    def _something_queued_at(self, step: str) -> bool:
        """The same for messages, so that idle sends cost nothing."""
        if self._queued is None:
            probe = self.program.queued
            with self._reading() as connection:
                found = connection.scalars(
                    probe.clause, values_in(connection, probe, self._given())
                )
                self._queued = frozenset(found)
        return step in self._queued

    def _given(self) -> dict[str, object]:
        """What statements are bound to; asked for once the lock is there, so that `now` is fresh."""
        token = uuid.uuid4().hex
        return {
            "now": self.clock(),
            "low": self._adopted.low,
            "everybody": "yes" if self._adopted.is_new else "no",
            "by_batch": token,
            "by_token": token,
            "by_version": self.program.digest,
        }

    def _writing(self) -> AbstractContextManager[Connection]:
        return self.workspace.moving(self.program)

    def _reading(self) -> AbstractContextManager[Connection]:
        return self.workspace.store.reading()

    def close(self) -> None:
        """Write the tick down, and count who is inside: an idle tick trusts the count before."""
        if self._adopted.inside is not None and not self.tally.did_something:
            self.tally.waiting = self._adopted.inside
            return
        with self._reading() as connection:
            self.tally.waiting = _count(connection, self.program.waiting, self._given())
        if self.tally.did_something:
            with self.workspace.store.writing() as connection:
                connection.execute(
                    update(tables.flow)
                    .where(tables.flow.c.flow == self.program.flow)
                    .values(inside=self.tally.waiting)
                )
                connection.execute(
                    insert(tables.tick),
                    {
                        "flow": self.program.flow,
                        "now": self.now,
                        "digest": self.program.digest,
                        "counts": self.tally.by_operation,
                    },
                )


def _count(connection: Connection, statement: Statement, given: dict[str, object]) -> int:
    return int(connection.scalar(statement.clause, values_in(connection, statement, given)) or 0)


@contextmanager
def open_tick(program: Program, workspace: Workspace, clock: Clock) -> Iterator[Tick]:
    """Begin a tick. Raises TickError when this program must not run here and now."""
    with workspace.store.writing(program.flow) as connection:
        adopted = adopt(connection, program, clock())
    tick = Tick(program, workspace, clock, adopted)
    yield tick
    tick.close()
