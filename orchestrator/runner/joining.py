"""An edit that gives a flow another segment: who is a member of it by then counts as one already."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, delete

from orchestrator import tables
from orchestrator.program import (
    TRIGGER_KEY,
    EnterBySegment,
    Operation,
    Program,
    Remember,
    Statement,
    Version,
    Watch,
)
from orchestrator.runner.entering import remember
from orchestrator.runner.executing import execute


def begin_spells(
    connection: Connection, program: Program, old: Version | None, now: datetime
) -> None:
    """As at a flow's first tick: becoming a member lets in, being one does not.

    With `include_current` nobody is a member yet, so that the next tick takes them all.
    """
    key = program.version.settings[TRIGGER_KEY]
    # Of a version that nobody has kept it is not known which segment it had.
    if old is None or old.settings.get(TRIGGER_KEY, key) == key:
        return
    table = tables.membership
    connection.execute(delete(table).where(table.c.flow == program.flow))
    joining = next(filter(None, map(_joining, program.operations)), None)
    if joining is None:
        return
    given = {"now": now}
    for operation in program.operations:
        if isinstance(operation, Remember):
            remember(connection, operation, given)
    execute(connection, joining, given)


def _joining(operation: Operation) -> Statement | None:
    """Who joins the segment, where that lets in only those who were no members before."""
    match operation:
        case EnterBySegment(include_current=False) | Watch():
            return operation.join_segment
        case _:
            return None
