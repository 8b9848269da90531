"""Taking over a flow's version before its tick, where nobody would lose their place."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, and_, func, insert, or_, select, update

from orchestrator import tables
from orchestrator.program import Program
from orchestrator.runner.renaming import rename
from orchestrator.runner.watch import SETTLE, Watch, find_watch
from orchestrator.runner.workspace import TickError, is_dead


class AlreadyRunError(TickError):
    """A tick at an instant that the flow has long passed: there is nothing left to do for it."""


@dataclass(frozen=True)
class Adopted:
    """`low` is where the window of news begins, as the tick found it."""

    now: datetime
    low: datetime
    is_new: bool
    """Whether this version has just taken over: what was looked at by another is looked at again."""


def adopt(connection: Connection, program: Program, now: datetime) -> Adopted:
    """Make this version of the flow the one that runs. Raises TickError where it must not."""
    _refuse_what_cannot_run(program)
    found = find_watch(connection, program.flow)
    if found is None:
        return Adopted(now, _begin(connection, program, now), is_new=True)
    _refuse_what_is_long_past(found, now)
    is_new = found.digest != program.digest
    if is_new:
        _take_over(connection, program, now)
    return Adopted(now, found.low, is_new)


def _refuse_what_cannot_run(program: Program) -> None:
    if program.not_yet:
        asked = ", ".join(program.not_yet)
        message = f"{program.flow} asks for what this release cannot run yet: {asked}"
        raise TickError(message)


def _begin(connection: Connection, program: Program, now: datetime) -> datetime:
    starts_at = now - program.include_past
    first = {
        "flow": program.flow,
        "digest": program.digest,
        "began_at": now,
        "starts_at": starts_at,
    }
    connection.execute(insert(tables.flow), first)
    return starts_at


def _refuse_what_is_long_past(found: Watch, now: datetime) -> None:
    if found.watermark is not None and now < found.watermark - SETTLE:
        message = (
            f"already run up to {found.watermark:%Y-%m-%d %H:%M} UTC, "
            f"so there is nothing to do at {now:%Y-%m-%d %H:%M}"
        )
        raise AlreadyRunError(message)


def _take_over(connection: Connection, program: Program, now: datetime) -> None:
    _refuse_while_sending(connection, program, now)
    rename(connection, program.flow, program.renamed)
    _refuse_if_stranded(connection, program)
    flow = tables.flow
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
