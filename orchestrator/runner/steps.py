"""Steps: each one in a transaction that moves its whole batch."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from sqlalchemy import Connection

from orchestrator.program import (
    Branch,
    Delay,
    DelayUntilClock,
    DelayUntilDate,
    Send,
    Start,
    Statement,
    Straight,
    Update,
    WaitFor,
    Wake,
    now_of,
    values_in,
)
from orchestrator.runner.executing import execute
from orchestrator.runner.occurrences import days_on, is_zone, later, moment_at, next_showing
from orchestrator.runner.restarting import end_others
from orchestrator.runner.zones import in_each_zone, zone_values

Given: TypeAlias = Mapping[str, object]
Counts: TypeAlias = dict[str, int]

_DAY = timedelta(days=1)


def take_arms(connection: Connection, operation: Branch, given: Given) -> tuple[Counts, Counts]:
    """Who took which arm; and how many messages were queued on the way, by their step."""
    exited = execute(connection, operation.leave, given)
    execute(connection, operation.choose, given)
    straight = operation.straight
    led = _queue_straight(connection, straight, given) if straight else {}
    ways = zip(operation.arms, operation.move_on, strict=True)
    moved = {arm: execute(connection, statement, given) for arm, statement in ways}
    took = {f"took {arm}": led.get(arm, people) for arm, people in moved.items()}
    queued: Counter[str] = Counter()
    for arm, step in straight.steps.items() if straight else ():
        queued[step] += led.get(arm, 0) - moved[arm]
    return {"exited": exited} | took, queued


def _queue_straight(connection: Connection, straight: Straight, given: Given) -> Counts:
    """How many took each of those arms; they are no longer here, but for whom the send looks after."""
    rows = connection.execute(
        straight.count.clause, values_in(connection, straight.count, given)
    ).all()
    execute(connection, straight.queue, given)
    execute(connection, straight.wait, given)
    return {row.arm: row.people for row in rows}


def pass_delay(connection: Connection, operation: Delay, given: Given) -> Counts:
    if operation.passing is None:
        return {"moved on": execute(connection, operation.move_on, given)}
    values = values_in(connection, operation.passing, given)
    return {"moved on": connection.scalar(operation.passing.clause, values) or 0}


def queue(connection: Connection, operation: Send, given: Given) -> Counts:
    exited = execute(connection, operation.leave, given)
    passed_by = execute(connection, operation.pass_by, given)
    queued = execute(connection, operation.queue, given)
    held_out = execute(connection, operation.pass_held_out, given)
    execute(connection, operation.wait, given)
    return {
        "exited": exited,
        "had it already": passed_by,
        "held out": held_out,
        "queued": queued - held_out,
    }


def wake(connection: Connection, operation: Wake, given: Given) -> Counts:
    if not execute(connection, operation.stamp, given):
        return {}
    exited = execute(connection, operation.leave, given)
    execute(connection, operation.choose, given)
    counts = _moved(connection, operation.count, operation.move_on, given)
    execute(connection, operation.release, given)
    return {"exited": exited} | counts


def wait_for(connection: Connection, operation: WaitFor, given: Given) -> Counts:
    execute(connection, operation.stamp, given)
    exited = execute(connection, operation.leave, given)
    execute(connection, operation.begin, given)
    execute(connection, operation.choose, given)
    counts = _moved(connection, operation.count, operation.move_on, given)
    execute(connection, operation.release, given)
    return {"exited": exited} | counts


def _moved(
    connection: Connection, count: Statement, move_on: tuple[Statement, ...], given: Given
) -> Counts:
    rows = connection.execute(count.clause, values_in(connection, count, given)).all()
    for statement in move_on:
        execute(connection, statement, given)
    return {f"took {row.arm}": row.people for row in rows}


def update(connection: Connection, operation: Update, given: Given) -> Counts:
    execute(connection, operation.stamp, given)
    exited = execute(connection, operation.leave, given)
    for statement in operation.writes:
        execute(connection, statement, given)
    return {"exited": exited, "updated": execute(connection, operation.move_on, given)}


def start(connection: Connection, operation: Start, given: Given) -> Counts:
    execute(connection, operation.stamp, given)
    exited = execute(connection, operation.leave, given)
    started = execute(connection, operation.enter, given)
    end_others(connection, operation.restart, started, given)
    moved = execute(connection, operation.move_on, given)
    return {"exited": exited, "started": started, "moved on": moved}


def delay_until_clock(connection: Connection, operation: DelayUntilClock, given: Given) -> Counts:
    if execute(connection, operation.stamp, given):
        now = now_of(given)
        for zone, values in in_each_zone(connection, operation.zones, given):
            until = next_showing(operation.until, zone, now)
            execute(connection, operation.plan, {**values, "until": until})
        execute(connection, operation.release, given)
    return {"moved on": execute(connection, operation.move_on, given)}


def delay_until_date(connection: Connection, operation: DelayUntilDate, given: Given) -> Counts:
    left = 0
    if execute(connection, operation.stamp, given):
        left = execute(connection, operation.dateless, given)
        for values in _plans(connection, operation, given):
            execute(connection, operation.plan, values)
        past = execute(connection, operation.past, given)
        left += past if operation.exits_when_past else 0
        execute(connection, operation.release, given)
    return {"exited": left, "moved on": execute(connection, operation.move_on, given)}


def _plans(
    connection: Connection, operation: DelayUntilDate, given: Given
) -> Iterator[dict[str, object]]:
    """The values for each run of the plan: one for each zone and day."""
    if operation.days is None:
        yield dict(given)
        return
    rows = connection.execute(
        operation.days.clause, values_in(connection, operation.days, given)
    ).all()
    known = {row.zone for row in rows if is_zone(row.zone)}
    default = operation.default_timezone
    found = {(row.zone if row.zone in known else default, row.day) for row in rows}
    # An instant's day depends on the zone: it may be the one before, or the one after.
    around = (-_DAY, timedelta(0), _DAY) if operation.rule.is_shifted else (timedelta(0),)
    asked = {
        (zone, days_on(day, shift)) for zone, day in found if day is not None for shift in around
    }
    for zone, day in sorted(asked):
        yield {
            **given,
            "day": day,
            "begins": moment_at(day, time(), zone),
            "ends": moment_at(days_on(day, _DAY), time(), zone),
            "until": _until(operation, zone, day),
            **zone_values(zone, default, known),
        }


def _until(operation: DelayUntilDate, zone: str, day: date) -> datetime:
    rule = operation.rule
    if rule.is_shifted:
        return moment_at(day, rule.at or time(), zone)
    whole = timedelta(days=rule.offset.days)
    rest = timedelta(0) if rule.at else rule.offset - whole
    return later(moment_at(days_on(day, whole), rule.at or time(), zone), rest)
