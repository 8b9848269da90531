"""One tick of one program: every operation in its own short transactions."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from datetime import datetime
from typing import assert_never

from sqlalchemy import Connection, and_, func, insert, or_, select, update

from orchestrator import tables
from orchestrator.program import (
    Branch,
    Delay,
    EnterByDate,
    EnterByEvent,
    EnterBySegment,
    Leave,
    Operation,
    Program,
    Recover,
    Send,
    Statement,
    Watch,
    values_for,
)
from orchestrator.runner import entering
from orchestrator.runner.clock import Clock
from orchestrator.runner.entering import SETTLE, execute, move_watermark, read_watch
from orchestrator.runner.sending import Sending
from orchestrator.runner.tally import Tally
from orchestrator.runner.workspace import TickError, Workspace, is_dead


class AlreadyRunError(TickError):
    """A tick at an instant that the flow has long passed: there is nothing left to do for it."""


class Tick:
    """Perform the operations of `program` in their order; each one once."""

    def __init__(self, program: Program, workspace: Workspace, clock: Clock) -> None:
        self.program = program
        self.workspace = workspace
        self.clock = clock
        self.now = clock()
        self.tally = Tally(program.flow)
        self._due: frozenset[str] | None = None

    def perform(self, operation: Operation) -> dict[str, int]:
        """Perform one operation; counts of what it did, without zeros."""
        counts = self._perform(operation)
        if any(counts.values()):
            self._due = None
        self.tally.add(operation.name, counts)
        return self.tally.by_operation[operation.name]

    def _perform(self, operation: Operation) -> dict[str, int]:
        match operation:
            case Recover():
                return self._recover(operation)
            case Leave():
                return self._leave(operation)
            case EnterByEvent() | EnterBySegment() | EnterByDate() | Watch():
                return self._enter(operation)
            case Delay():
                return self._delay(operation)
            case Branch():
                return self._branch(operation)
            case Send():
                return self._send(operation)
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
            given = {**self._given(), "low": read_watch(connection, self.program.flow).low}
            left = execute(connection, operation.leave, given)
            if left:
                execute(connection, operation.cancel, given)
        return {"exited": left}

    def _enter(
        self, operation: EnterByEvent | EnterBySegment | EnterByDate | Watch
    ) -> dict[str, int]:
        with self._writing() as connection:
            watch = read_watch(connection, self.program.flow)
            given = {**self._given(), "now": self.now, "began": watch.began_at}
            match operation:
                case EnterByEvent():
                    counts = entering.enter_by_event(connection, operation, watch, given)
                case EnterBySegment():
                    counts = entering.enter_by_segment(connection, operation, watch, given)
                case EnterByDate():
                    counts = entering.enter_by_date(connection, operation, watch, given)
                case Watch():
                    counts = entering.watch_only(connection, operation, self.program.flow, given)
            move_watermark(connection, self.program.flow, watch, self.now)
        return counts

    def _delay(self, operation: Delay) -> dict[str, int]:
        if not self._somebody_at(operation.position):
            return {}
        with self._writing() as connection:
            return {"moved on": execute(connection, operation.move_on, self._given())}

    def _branch(self, operation: Branch) -> dict[str, int]:
        if not self._somebody_at(operation.position):
            return {}
        with self._writing() as connection:
            given = self._given()
            execute(connection, operation.stamp, given)
            exited = execute(connection, operation.leave, given)
            execute(connection, operation.choose, given)
            rows = connection.execute(
                operation.count.clause, values_for(operation.count, given)
            ).all()
            for statement in operation.move_on:
                execute(connection, statement, given)
        return {"exited": exited} | {f"took {row.arm}": row.people for row in rows}

    def _send(self, operation: Send) -> dict[str, int]:
        counts = {}
        if self._somebody_at(operation.position):
            counts = self._queue(operation)
        sending = Sending(operation, self.program, self.workspace, self.clock, self.tally.reasons)
        return counts | sending.deliver()

    def _queue(self, operation: Send) -> dict[str, int]:
        with self._writing() as connection:
            given = self._given()
            execute(connection, operation.stamp, given)
            exited = execute(connection, operation.leave, given)
            passed_by = execute(connection, operation.pass_by, given)
            queued = execute(connection, operation.queue, given)
            execute(connection, operation.wait, given)
        return {"exited": exited, "had it already": passed_by, "queued": queued}

    def _somebody_at(self, position: str) -> bool:
        """One probe tells for all positions; it is taken again once somebody has moved."""
        if self._due is None:
            probe = self.program.due
            with self._reading() as connection:
                found = connection.scalars(probe.clause, values_for(probe, self._given()))
                self._due = frozenset(found)
        return position in self._due

    def _given(self) -> dict[str, object]:
        """What statements are bound to; asked for once the lock is there, so that `now` is fresh."""
        token = uuid.uuid4().hex
        return {
            "now": self.clock(),
            "by_batch": token,
            "by_token": token,
            "by_version": self.program.digest,
        }

    def _writing(self) -> AbstractContextManager[Connection]:
        return self.workspace.moving(self.program)

    def _reading(self) -> AbstractContextManager[Connection]:
        return self.workspace.store.reading()

    def close(self) -> None:
        """Write the tick down, and count who stands where."""
        with self._reading() as connection:
            self.tally.waiting = _count(connection, self.program.waiting, self._given())
        if self.tally.did_something:
            with self.workspace.store.writing() as connection:
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
    return int(connection.scalar(statement.clause, values_for(statement, given)) or 0)


@contextmanager
def open_tick(program: Program, workspace: Workspace, clock: Clock) -> Iterator[Tick]:
    """Begin a tick. Raises TickError when this program must not run here and now."""
    tick = Tick(program, workspace, clock)
    with workspace.store.writing(program.flow) as connection:
        _adopt(connection, program, tick.now)
    yield tick
    tick.close()


def _adopt(connection: Connection, program: Program, now: datetime) -> None:
    """Make this version of the flow the one that runs, where nobody would lose their place."""
    flow = tables.flow
    row = connection.execute(select(flow).where(flow.c.flow == program.flow)).one_or_none()
    if row is None:
        first = {
            "flow": program.flow,
            "digest": program.digest,
            "began_at": now,
            "starts_at": now - program.include_past,
        }
        connection.execute(insert(flow), first)
        return
    if row.watermark is not None and now < row.watermark - SETTLE:
        message = (
            f"already run up to {row.watermark:%Y-%m-%d %H:%M} UTC, "
            f"so there is nothing to do at {now:%Y-%m-%d %H:%M}"
        )
        raise AlreadyRunError(message)
    if row.digest != program.digest:
        _refuse_while_sending(connection, program, now)
        _refuse_if_stranded(connection, program)
        connection.execute(
            update(flow).where(flow.c.flow == program.flow).values(digest=program.digest)
        )


def _refuse_while_sending(connection: Connection, program: Program, now: datetime) -> None:
    """A worker that is handing over moves people on by the version that it began with."""
    message = tables.message
    query = select(message.c.worker).where(
        message.c.flow == program.flow,
        message.c.status.in_(("claimed", "sending")),
        message.c.lease_until >= now,
    )
    if any(not is_dead(str(worker)) for worker in connection.scalars(query.distinct())):
        text = f"{program.flow} was edited, and another worker still sends by the version before"
        raise TickError(text)


def _place(position: str) -> str:
    """A position in words: a step without an id is told by the one before it."""
    before, _, ordinal = position.rpartition("+")
    if not ordinal.isdigit():
        return position
    nth = "the delay" if ordinal == "1" else f"delay {ordinal}"
    return f"{nth} after {before}" if before else f"{nth} at the start"


def _refuse_if_stranded(connection: Connection, program: Program) -> None:
    enrolment = tables.enrolment
    query = (
        select(enrolment.c.position, func.count().label("people"))
        .where(enrolment.c.flow == program.flow, enrolment.c.ended_at.is_(None))
        .where(
            or_(
                enrolment.c.position.not_in(program.positions),
                # A message is on its way from what is no longer a send.
                and_(enrolment.c.due_at.is_(None), enrolment.c.position.not_in(program.sends)),
            )
        )
        .group_by(enrolment.c.position)
    )
    lost = [f"{row.people} at {_place(row.position)}" for row in connection.execute(query)]
    if lost:
        message = (
            f"{program.flow} was edited, and people stand at steps that it no longer has: "
            f"{', '.join(lost)}; put the steps back until those people have left"
        )
        raise TickError(message)
