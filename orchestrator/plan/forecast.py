"""The next days under a virtual clock, on a copy of the state: what would be sent, and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, or_, select

from orchestrator import tables
from orchestrator.model import EventTrigger, Flow
from orchestrator.plan.document import Day, Forecast
from orchestrator.program import Program
from orchestrator.runner import (
    AlreadyRunError,
    Workspace,
    fixed_clock,
    is_due,
    next_due,
    open_tick,
)
from orchestrator.runner.occurrences import moment_at

_HOUR = timedelta(hours=1)
_LOOKS = timedelta(hours=6)
"""So often all flows look for whom time alone lets in."""

message = tables.message


def enter_and_send(
    flows: Mapping[str, Flow],
    programs: Sequence[Program],
    workspace: Workspace,
    now: datetime,
    days: int,
) -> tuple[dict[str, int], Forecast | None]:
    """How many enter each flow at its first tick, and what is sent in so many days, today's rest first.

    Nothing new happens meanwhile: no event comes in, and no customer changes.
    """
    entered = {each.flow: _tick(each, workspace, now) for each in programs}
    if not days:
        return entered, None
    zone = ZoneInfo(workspace.project.defaults.timezone)
    today = now.astimezone(zone).date()
    # Whole days by the project's clocks, so that what is added up is what the table shows.
    end = moment_at(today + timedelta(days=days), time(), zone.key)
    rests = sorted({now + rest for flow in flows.values() if (rest := _rest(flow))})
    last = looked = now
    while (last := _next(workspace, last, looked, rests)) < end:
        everybody = last >= looked + _LOOKS or last in rests
        looked = last if everybody else looked
        for each in programs:
            if everybody or is_due(each.flow, workspace, last):
                _tick(each, workspace, last)
    with workspace.store.reading() as connection:
        return entered, _told(connection, now, days, zone)


def _rest(flow: Flow) -> timedelta | None:
    """How long after an event that happened before `now` it may still let somebody in."""
    return flow.trigger.quiet_for if isinstance(flow.trigger, EventTrigger) else None


def _tick(program: Program, workspace: Workspace, now: datetime) -> int:
    """How many entered; nobody where the flow is already past that instant."""
    try:
        with open_tick(program, workspace, fixed_clock(now)) as tick:
            for operation in program.operations:
                tick.perform(operation)
    except AlreadyRunError:
        return 0
    return tick.tally.totals["entered"]


def _next(
    workspace: Workspace, last: datetime, looked: datetime, rests: Sequence[datetime]
) -> datetime:
    """The next full hour at which somebody is due, and no later than the next look at all."""
    due = next_due(workspace, last) or datetime.max.replace(tzinfo=UTC)
    return min([due, looked + _LOOKS, *(each for each in rests if each > last)])


def _told(connection: Connection, start: datetime, how_many: int, zone: ZoneInfo) -> Forecast:
    first = start.astimezone(zone).date()
    shown = (first + timedelta(days=number) for number in range(how_many))
    days = {day: Day(day) for day in shown}
    reasons: Counter[str] = Counter()
    by_flow: Counter[str] = Counter()
    for flow, moment, column, reason, number in _counted(connection, start):
        day = max(moment.astimezone(zone).date(), first)
        if column == "sent":
            by_flow[flow] += number
        if column == "skipped":
            reasons[reason or "for no reason"] += number
        if day in days:
            found = days[day]
            days[day] = replace(found, **{column: getattr(found, column) + number})
    return Forecast(tuple(days.values()), dict(reasons), dict(by_flow))


def _counted(
    connection: Connection, start: datetime
) -> Iterator[tuple[str, datetime, str, str | None, int]]:
    """Each message counts on the day on which it was due, and on the one on which it ended."""
    of = (message.c.flow, message.c.first_due_at, message.c.due_at, message.c.finished_at)
    columns = (*of, message.c.status, message.c.reason)
    open_or_new = or_(message.c.status == "queued", message.c.finished_at >= start)
    query = select(*columns, func.count().label("messages")).where(open_or_new).group_by(*columns)
    for row in connection.execute(query):
        if row.status not in ("queued", "sent", "skipped"):
            continue
        due = max(row.first_due_at, start)
        yield row.flow, due, "due", None, row.messages
        waited = row.finished_at is None or row.finished_at > due + _HOUR
        if waited and row.status != "skipped":
            yield row.flow, due, "put_off", None, row.messages
        if row.finished_at is not None:
            yield row.flow, row.finished_at, row.status, row.reason, row.messages
