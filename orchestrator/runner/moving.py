"""Moving everybody inside to another version: one statement, by where they stand."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, case, func, literal, null, update

from orchestrator import tables
from orchestrator.program import Program
from orchestrator.runner.transfer import Destination, Transfer
from orchestrator.tables import Sql

STEP_REMOVED = "step removed"
enrolment = tables.enrolment


def move(
    connection: Connection,
    program: Program,
    transfer: Transfer,
    destinations: Mapping[str, Destination],
    now: datetime,
) -> None:
    """One statement, so that nobody who was moved is taken for one who stood there."""
    inside = (enrolment.c.flow == program.flow, enrolment.c.ended_at.is_(None))
    values: dict[str, Any] = {"digest": program.digest, "batch": null()}
    values |= _columns(transfer, destinations, now)
    connection.execute(update(enrolment).where(*inside).values(**values))


def _columns(
    transfer: Transfer, destinations: Mapping[str, Destination], now: datetime
) -> dict[str, Any]:
    """What changes for whom, by column: `CASE` by where they stand."""
    cases: dict[str, list[tuple[Sql, Any]]] = {}
    for here, to in destinations.items():
        stands = enrolment.c.position == here
        changes = _kept(here, to, transfer, now) if to.stays else _moved(to, transfer, now)
        for column, value in changes.items():
            cases.setdefault(column, []).append((stands, value))
    return {name: case(*whens, else_=enrolment.c[name]) for name, whens in sorted(cases.items())}


def _kept(here: str, to: Destination, transfer: Transfer, now: datetime) -> dict[str, Any]:
    """Whoever waits goes on waiting for as long as they would have."""
    changes: dict[str, Any] = {}
    if to.position != here:
        changes["position"] = literal(to.position)
    old, new = transfer.before.get(here), transfer.after[str(to.position)]
    if old is None or old.kind != "delay" or (old.duration is None) == (new.duration is None):
        return changes
    if new.duration is None:
        # Its due time stands already; another one is not reckoned.
        return changes | {"waits_since": func.coalesce(enrolment.c.waits_since, _instant(now))}
    arrived = enrolment.c.waits_since.is_(None)
    due = tables.seconds_later(_not_before(now), new.duration)
    return changes | {"due_at": case((arrived, due), else_=enrolment.c.due_at)}


def _moved(to: Destination, transfer: Transfer, now: datetime) -> dict[str, Any]:
    if to.position is None:
        ended = {"ended_at": _instant(now), "end_reason": literal(STEP_REMOVED)}
        return {**ended, "due_at": null(), "waits_since": null()}
    # What was left of a delay is waited for; who stood at a message goes on now.
    due: Sql = func.coalesce(enrolment.c.due_at, _instant(now))
    if (duration := transfer.after[to.position].duration) is not None:
        due = tables.seconds_later(_not_before(now), duration)
    return {"position": literal(to.position), "due_at": due, "waits_since": null()}


def _not_before(now: datetime) -> Sql:
    return tables.later_of(func.coalesce(enrolment.c.due_at, _instant(now)), _instant(now))


def _instant(now: datetime) -> ColumnElement[datetime]:
    return literal(now, tables.Instant())
