"""Moving enrolments: the statements that change where somebody stands."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import (
    Executable,
    FromClause,
    and_,
    bindparam,
    literal_column,
    null,
    or_,
    select,
    update,
)
from sqlalchemy.sql.elements import ColumnElement

from orchestrator import tables
from orchestrator.compiler.layout import ENDS, Layout
from orchestrator.program import Statement, instant
from orchestrator.tables import Sql


def is_queued() -> Sql:
    # Literals, not parameters: a generic plan of PostgreSQL ignores a partial index otherwise.
    return tables.message.c.status == literal_column("'queued'")


def is_open() -> Sql:
    return tables.enrolment.c.ended_at.is_(None)


def arrival(layout: Layout, target: str, *, due: Sql | None = None) -> dict[str, Any]:
    """The columns of an enrolment that has just arrived at a position, or at its end.

    Unless they have to wait there, they have been due since `due` (None: since now).
    """
    if target in ENDS:
        return {
            "position": ENDS[target],
            "due_at": null(),
            "batch": null(),
            "ended_at": instant(),
            "end_reason": ENDS[target],
        }
    if target in layout.delays:
        due = instant(ago=-layout.delays[target])
    return {
        "position": target,
        "due_at": instant() if due is None else due,
        "batch": null(),
        "waits_since": null(),
    }


def departure(reason: str) -> dict[str, Any]:
    """The columns of an enrolment that leaves before its end."""
    return {"due_at": null(), "batch": null(), "ended_at": instant(), "end_reason": reason}


def stamp(flow: str, position: str, *, arriving: bool = False) -> Statement:
    """Take those who are due here into the batch; later statements touch that batch alone.

    With `arriving` those who wait here already are left out.
    """
    due = tables.enrolment.alias("due")
    tests = [due.c.due_at <= instant()]
    if arriving:
        tests.append(due.c.waits_since.is_(None))
    return stamp_those(flow, position, due, *tests)


def stamp_those(flow: str, position: str, standing: FromClause, *tests: Sql) -> Statement:
    """Take those of `standing` (the enrolments under another name) who pass the tests."""
    taken = (
        select(standing.c.id)
        .where(
            standing.c.flow == flow,
            standing.c.position == position,
            standing.c.ended_at.is_(None),
            *tests,
        )
        .order_by(standing.c.id)
        .with_for_update(skip_locked=True)
    )
    clause = (
        update(tables.enrolment)
        .where(tables.enrolment.c.id.in_(taken))
        .values(batch=bindparam("by_batch"))
    )
    return Statement.of(f"Take those who are due at {position} into this batch.", clause)


def due_here(flow: str, positions: Sequence[str]) -> Sql:
    """Who is due at any of these positions."""
    enrolment = tables.enrolment
    return and_(
        enrolment.c.flow == flow,
        or_(*(enrolment.c.position == each for each in positions)),
        is_open(),
        enrolment.c.due_at <= instant(),
    )


def in_batch() -> ColumnElement[bool]:
    return tables.enrolment.c.batch == bindparam("by_batch")


def cancel_queued(flow: str, reason: str) -> Executable:
    """Queued messages of ended passages never leave."""
    message, enrolment = tables.message, tables.enrolment
    ended = select(enrolment.c.id).where(
        enrolment.c.id == message.c.enrolment, enrolment.c.ended_at.is_not(None)
    )
    return (
        update(message)
        .where(message.c.flow == flow, is_queued(), ended.exists())
        .values(status="skipped", reason=reason, finished_at=instant())
    )
