"""Beginning a tick: only the version of a flow that is in force may move its people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection, insert, update

from orchestrator import tables
from orchestrator.program import Program
from orchestrator.runner.versions import record
from orchestrator.runner.watch import SETTLE, Watch, find_watch
from orchestrator.runner.workspace import TickError

REMOVED = ""
"""The version in force of a flow that was taken out of service: no program has it."""


class AlreadyRunError(TickError):
    """A tick at an instant that the flow has long passed: there is nothing left to do for it."""


class EditedError(TickError):
    """Another version of the flow is in force than the one that was to tick."""


@dataclass(frozen=True)
class Adopted:
    """`low` is where the window of news begins, as the tick found it."""

    now: datetime
    low: datetime
    is_new: bool
    """Whether this version has just taken over: what was looked at by another is looked at again."""
    inside: int | None = None
    """How many were inside when they were last counted; None before."""


def adopt(connection: Connection, program: Program, now: datetime) -> Adopted:
    """A flow's first tick puts its version in force. Raises TickError where another one is."""
    found = find_watch(connection, program.flow)
    if found is None:
        return _begin(connection, program, now)
    _refuse_what_is_long_past(found, now)
    _refuse_another_version(found, program)
    if found.removed_at is not None:
        return _begin_again(connection, program, now)
    if not found.is_recorded:
        # It began under a release that kept no versions.
        record(connection, program.flow, program.version, now)
    return Adopted(now, found.low, found.looks_again, found.inside)


def _begin(connection: Connection, program: Program, now: datetime) -> Adopted:
    first = {"flow": program.flow, "digest": program.digest, **_from(program, now)}
    connection.execute(insert(tables.flow), first)
    record(connection, program.flow, program.version, now)
    return Adopted(now, now - program.include_past, is_new=True)


def _begin_again(connection: Connection, program: Program, now: datetime) -> Adopted:
    """Like a new one: what happened while it was gone is not made up for."""
    flow = tables.flow
    values = {**_from(program, now), "watermark": None, "removed_at": None, "looks_again": False}
    connection.execute(update(flow).where(flow.c.flow == program.flow).values(**values))
    return Adopted(now, now - program.include_past, is_new=True)


def _from(program: Program, now: datetime) -> dict[str, datetime]:
    return {"began_at": now, "starts_at": now - program.include_past}


def _refuse_what_is_long_past(found: Watch, now: datetime) -> None:
    if found.watermark is not None and now < found.watermark - SETTLE:
        message = (
            f"already run up to {found.watermark:%Y-%m-%d %H:%M} UTC, "
            f"so there is nothing to do at {now:%Y-%m-%d %H:%M}"
        )
        raise AlreadyRunError(message)


def _refuse_another_version(found: Watch, program: Program) -> None:
    if found.digest == program.digest:
        return
    if found.digest == REMOVED:
        message = (
            f"{program.flow} was taken out of service; "
            "`flows apply` puts the file that is there now in force"
        )
        raise EditedError(message)
    message = (
        f"{program.flow} was edited (or what orchestrator.yml says of it), and nobody is moved "
        "until that is applied: `flows plan` shows what it changes, `flows apply` puts it in force"
    )
    raise EditedError(message)
