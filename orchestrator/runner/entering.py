"""Entering: each kind of trigger in one transaction that also moves the watermark."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, select, update

from orchestrator import tables
from orchestrator.model import LeapDay
from orchestrator.program import EnterByDate, EnterByEvent, EnterBySegment, Statement, values_for
from orchestrator.program import Watch as WatchOperation
from orchestrator.runner.occurrences import Occurrence, is_zone, local_days, occurrences, recurring

SETTLE = timedelta(hours=1)
"""How far windows overlap, because rows can commit late with an early time."""


@dataclass(frozen=True)
class Watch:
    """How far a flow has looked, and from where on it looks at all."""

    began_at: datetime
    starts_at: datetime
    watermark: datetime | None

    @property
    def low(self) -> datetime:
        """Where the window begins that is read again."""
        if self.watermark is None:
            return self.starts_at
        return max(self.watermark - SETTLE, self.starts_at)


def read_watch(connection: Connection, flow: str) -> Watch:
    row = connection.execute(select(tables.flow).where(tables.flow.c.flow == flow)).one()
    return Watch(row.began_at, row.starts_at, row.watermark)


def move_watermark(connection: Connection, flow: str, watch: Watch, now: datetime) -> None:
    if watch.watermark is None or watch.watermark < now:
        connection.execute(
            update(tables.flow).where(tables.flow.c.flow == flow).values(watermark=now)
        )


def execute(
    connection: Connection, statement: Statement | None, given: Mapping[str, object]
) -> int:
    """Run one statement; how many rows it changed."""
    if statement is None:
        return 0
    # Without the option psycopg tells -1 of an INSERT.
    counting = {"preserve_rowcount": True}
    values = values_for(statement, given)
    return connection.execute(statement.clause, values, execution_options=counting).rowcount


def enter_by_event(
    connection: Connection, operation: EnterByEvent, watch: Watch, given: Mapping[str, object]
) -> dict[str, int]:
    values = {**given, "low": watch.low}
    judged = execute(connection, operation.judge, values)
    restarted = entered = 0
    if judged:
        restarted = execute(connection, operation.restart, values)
        entered = execute(connection, operation.enter, values)
    execute(connection, operation.forget, values)
    if restarted:
        execute(connection, operation.cancel, values)
    return {"entered": entered, "passed over": judged - entered, "restarted": restarted}


def watch_only(
    connection: Connection, operation: WatchOperation, flow: str, given: Mapping[str, object]
) -> dict[str, int]:
    """Look, and see to it that nobody enters later for what happens now."""
    connection.execute(
        update(tables.flow)
        .where(tables.flow.c.flow == flow, tables.flow.c.starts_at < given["now"])
        .values(starts_at=given["now"])
    )
    left = execute(connection, operation.leave_segment, given)
    joined = execute(connection, operation.join_segment, given)
    return {"joined the segment": joined, "left the segment": left}


def enter_by_segment(
    connection: Connection, operation: EnterBySegment, watch: Watch, given: Mapping[str, object]
) -> dict[str, int]:
    # Those who are members when the flow starts count as such; their spell begins right then.
    after = watch.starts_at - timedelta(seconds=1 if operation.include_current else 0)
    values = {**given, "after": after, "occurrence": tables.instant_text(_now(given))}
    left = execute(connection, operation.leave_segment, values)
    joined = execute(connection, operation.join_segment, values)
    restarted = execute(connection, operation.restart, values)
    entered = execute(connection, operation.enter, values)
    if restarted:
        execute(connection, operation.cancel, values)
    return {
        "entered": entered,
        "joined the segment": joined,
        "left the segment": left,
        "restarted": restarted,
    }


def enter_by_date(
    connection: Connection, operation: EnterByDate, watch: Watch, given: Mapping[str, object]
) -> dict[str, int]:
    now, low = _now(given), watch.watermark or watch.starts_at
    known = _zones(connection, operation, low, now)
    total: dict[str, int] = {"entered": 0, "restarted": 0}
    for zone in (
        sorted({*known, operation.default_timezone})
        if not operation.timezone
        else [operation.timezone]
    ):
        for each in occurrences(zone, operation.at, operation.offset, low, now):
            values = {**given, **_on(each, operation, known)}
            total["restarted"] += execute(connection, operation.restart, values)
            total["entered"] += execute(connection, operation.enter, values)
    if total["restarted"]:
        execute(connection, operation.cancel, given)
    return total


def _now(given: Mapping[str, object]) -> datetime:
    now = given["now"]
    if not isinstance(now, datetime):
        message = "now is not an instant"
        raise TypeError(message)
    return now


def _zones(
    connection: Connection, operation: EnterByDate, low: datetime, now: datetime
) -> list[str]:
    """The zones, of those that exist, in which somebody's date is near."""
    if operation.timezone:
        return [operation.timezone]
    near = [day - operation.offset for day in local_days(low, now)]
    days = sorted({name for day in near for name in recurring(day, operation.leap_day)})
    values = {"days": days if operation.yearly else near}
    found = connection.scalars(operation.zones.clause, values_for(operation.zones, values))
    return [zone for zone in found if is_zone(zone)]


def _on(each: Occurrence, operation: EnterByDate, known: list[str]) -> dict[str, object]:
    leap_day: LeapDay = operation.leap_day
    return {
        "occurrence": each.day.isoformat(),
        "moment": each.moment,
        "days": recurring(each.day, leap_day) if operation.yearly else [each.day],
        "day": each.day,
        "zone": each.zone,
        "known": known,
        "elsewhere": "yes" if each.zone == operation.default_timezone else "no",
    }
