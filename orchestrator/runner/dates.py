"""Entering by a date: zone by zone, and anew where a date has moved."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from datetime import date, datetime

from sqlalchemy import Connection

from orchestrator.program import DateRule, EnterByDate, FollowDates, now_of, values_in
from orchestrator.runner.executing import execute
from orchestrator.runner.occurrences import (
    Occurrence,
    days_on,
    is_zone,
    local_day,
    local_days,
    moment_at,
    occurrences,
    recurrence,
    recurring,
)
from orchestrator.runner.restarting import end_others
from orchestrator.runner.watch import Watch
from orchestrator.runner.zones import zone_values


def enter_by_date(
    connection: Connection, operation: EnterByDate, watch: Watch, given: Mapping[str, object]
) -> dict[str, int]:
    now, low, rule = now_of(given), watch.looked_until, operation.rule
    known = _zones(connection, operation, low, given)
    total = {"entered": 0, "restarted": 0}
    for zone in _to_look_at(rule, known):
        for each in occurrences(zone, rule.at, rule.offset, low, now):
            values = {**given, **_on(each, rule, known)}
            entered = execute(connection, operation.enter, values)
            total["entered"] += entered
            total["restarted"] += end_others(connection, operation.restart, entered, values)
    return total


def follow_dates(
    connection: Connection, operation: FollowDates, given: Mapping[str, object]
) -> dict[str, int]:
    left = execute(connection, operation.leave, given)
    if not left:
        return {}
    execute(connection, operation.cancel, given)
    entered = 0
    if operation.days is not None:
        rows = connection.execute(
            operation.days.clause, values_in(connection, operation.days, given)
        ).all()
        zones = {row.zone for row in rows if is_zone(row.zone)}
        moved = {(row.zone, row.day) for row in rows}
        for each in sorted(_near(moved, operation.rule, now_of(given)), key=repr):
            values = {**given, **_on(each, operation.rule, zones)}
            entered += execute(connection, operation.enter, values)
    return {"exited": left, "entered": entered}


def _near(
    moved: Collection[tuple[object, date]], rule: DateRule, now: datetime
) -> Iterator[Occurrence]:
    """The occurrences of the new dates that have come, but whose day is not over yet."""
    for found, day in moved:
        zone = rule.timezone or (str(found) if is_zone(found) else rule.default_timezone)
        today = local_day(now, zone)
        years = (today.year, today.year + 1)
        days = [recurrence(day, year, rule.leap_day) for year in years] if rule.yearly else [day]
        for each in days:
            moment = moment_at(days_on(each, rule.offset), rule.at, zone)
            if moment <= now and today <= each:
                yield Occurrence(zone, each, moment)


def _zones(
    connection: Connection, operation: EnterByDate, low: datetime, given: Mapping[str, object]
) -> list[str]:
    """The zones, of those that exist, in which somebody's date is near."""
    rule = operation.rule
    if rule.timezone:
        return [rule.timezone]
    near = [day - rule.offset for day in local_days(low, now_of(given))]
    days = sorted({name for day in near for name in recurring(day, rule.leap_day)})
    values = {**given, "days": days if rule.yearly else near}
    found = connection.scalars(
        operation.zones.clause, values_in(connection, operation.zones, values)
    )
    return [zone for zone in found if is_zone(zone)]


def _to_look_at(rule: DateRule, known: Collection[str]) -> list[str]:
    return [rule.timezone] if rule.timezone else sorted({*known, rule.default_timezone})


def _on(each: Occurrence, rule: DateRule, known: Collection[str]) -> dict[str, object]:
    return {
        "occurrence": each.day.isoformat(),
        "moment": each.moment,
        "days": recurring(each.day, rule.leap_day) if rule.yearly else [each.day],
        "day": each.day,
        "year": each.day.year,
        **zone_values(each.zone, rule.default_timezone, known),
    }
