"""Entering: each kind of trigger in one transaction that also moves the watermark."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import assert_never

from sqlalchemy import Connection, update

from orchestrator import tables
from orchestrator.program import (
    Enter,
    EnterByCalendar,
    EnterByDate,
    EnterByEvent,
    EnterByHand,
    EnterBySegment,
    Remember,
    now_of,
)
from orchestrator.program import Watch as WatchOperation
from orchestrator.runner.dates import enter_by_date
from orchestrator.runner.executing import execute
from orchestrator.runner.occasions import occasions_in
from orchestrator.runner.restarting import end_others
from orchestrator.runner.watch import Watch

Given = Mapping[str, object]


def enter(connection: Connection, operation: Enter, watch: Watch, given: Given) -> dict[str, int]:
    match operation:
        case EnterByEvent():
            return _by_event(connection, operation, watch, given)
        case EnterBySegment():
            return _by_segment(connection, operation, watch, given)
        case EnterByDate():
            return enter_by_date(connection, operation, watch, given)
        case EnterByCalendar():
            return _by_calendar(connection, operation, watch, given)
        case EnterByHand():
            return {}
        case _:
            assert_never(operation)


def watch_only(
    connection: Connection, operation: WatchOperation, flow: str, given: Given
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


def remember(connection: Connection, operation: Remember, given: Given) -> dict[str, int]:
    left = execute(connection, operation.leave_segment, given)
    joined = execute(connection, operation.join_segment, given)
    return {"joined the segment": joined, "left the segment": left}


def _by_event(
    connection: Connection, operation: EnterByEvent, watch: Watch, given: Given
) -> dict[str, int]:
    values = {**given, "low": watch.low}
    judged = execute(connection, operation.judge, values)
    restarted = entered = 0
    if judged:
        entered = execute(connection, operation.enter, values)
        restarted = end_others(connection, operation.restart, entered, values)
    execute(connection, operation.forget, values)
    return {"entered": entered, "passed over": judged - entered, "restarted": restarted}


def _by_segment(
    connection: Connection, operation: EnterBySegment, watch: Watch, given: Given
) -> dict[str, int]:
    # Those who are members when the flow starts count as such; their spell begins right then.
    after = watch.starts_at - timedelta(seconds=1 if operation.include_current else 0)
    values = {**given, "after": after, "occurrence": tables.instant_text(now_of(given))}
    left = execute(connection, operation.leave_segment, values)
    joined = execute(connection, operation.join_segment, values)
    entered = execute(connection, operation.enter, values)
    restarted = end_others(connection, operation.restart, entered, values)
    return {
        "entered": entered,
        "joined the segment": joined,
        "left the segment": left,
        "restarted": restarted,
    }


def _by_calendar(
    connection: Connection, operation: EnterByCalendar, watch: Watch, given: Given
) -> dict[str, int]:
    total = {"entered": 0, "restarted": 0}
    window = (watch.looked_until, now_of(given))
    for each in occasions_in(operation.occasions, operation.timezone, *window):
        values = {
            **given,
            "occurrence": each.key,
            "occasion": each.name,
            "moment": each.moment,
            "day": each.day,
        }
        entered = execute(connection, operation.enter, values)
        total["entered"] += entered
        total["restarted"] += end_others(connection, operation.restart, entered, values)
    return total
