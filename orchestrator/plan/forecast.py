"""The next days under a virtual clock, on a copy of the state: what would be sent, and when."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, func, or_, select

from orchestrator import tables
from orchestrator.model import EventTrigger, Flow
from orchestrator.plan.document import Day, Forecast
from orchestrator.program import Program
from orchestrator.runner import AlreadyRunError, Workspace, fixed_clock, open_tick

_HOUR = timedelta(hours=1)
_LOOKS = timedelta(hours=6)
"""So often all flows look for whom time alone lets in."""

enrolment, message = tables.enrolment, tables.message


def enter_and_send(
    flows: Mapping[str, Flow],
    programs: Sequence[Program],
    workspace: Workspace,
    now: datetime,
    days: int,
) -> tuple[dict[str, int], Forecast | None]:
    """How many enter each flow at its first tick, and what is sent in so many days.

    Nothing new happens meanwhile: no event comes in, and no customer changes.
    """
    entered = {each.flow: _tick(each, workspace, now) for each in programs}
    if not days:
        return entered, None
    end = now + timedelta(days=days)
    rests = sorted({now + rest for flow in flows.values() if (rest := _rest(flow))})
    last = looked = now
    while (last := _next(workspace, last, looked, rests)) < end:
        everybody = last >= looked + _LOOKS or last in rests
        looked = last if everybody else looked
        for each in programs:
            if everybody or _is_due(each.flow, workspace, last):
                _tick(each, workspace, last)
    zone = ZoneInfo(workspace.project.defaults.timezone)
    with workspace.store.reading() as connection:
        return entered, _told(connection, now, end, zone)


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
    queries = (
        select(func.min(enrolment.c.due_at)).where(
            enrolment.c.ended_at.is_(None), enrolment.c.due_at > last
        ),
        select(func.min(message.c.due_at)).where(
            message.c.status == "queued", message.c.due_at > last
        ),
    )
    with workspace.store.reading() as connection:
        due = [found for query in queries if (found := connection.scalar(query)) is not None]
    hours = [_full_hour(each) for each in due]
    return min([*hours, looked + _LOOKS, *(each for each in rests if each > last)])


def _full_hour(moment: datetime) -> datetime:
    whole = moment.replace(minute=0, second=0, microsecond=0)
    return whole if whole == moment else whole + _HOUR


def _is_due(flow: str, workspace: Workspace, now: datetime) -> bool:
    due = select(enrolment.c.id).where(
        enrolment.c.flow == flow, enrolment.c.ended_at.is_(None), enrolment.c.due_at <= now
    )
    queued = select(message.c.id).where(
        message.c.flow == flow, message.c.status == "queued", message.c.due_at <= now
    )
    with workspace.store.reading() as connection:
        return any(connection.scalar(each.limit(1)) is not None for each in (due, queued))


def _told(connection: Connection, start: datetime, end: datetime, zone: ZoneInfo) -> Forecast:
    days: dict[object, Day] = {}
    first = start.astimezone(zone).date()
    for number in range((end.astimezone(zone).date() - first).days):
        day = first + timedelta(days=number)
        days[day] = Day(day)
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
