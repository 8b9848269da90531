"""At which instants something can happen, so that a test need not tick in between.

A statement knows the time by what is bound to it: the tick's instant, or one that lies so long before
or after it (`now_minus_86400`). What it finds can change only when one of those passes an instant that
is stored: a row's time, a date, when somebody is due. To these come the occurrences of calendars and
dates, which are reckoned outside of the statements.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, fields, is_dataclass
from datetime import date, datetime, timedelta

from sqlalchemy import Connection, select

from orchestrator import tables
from orchestrator.model import CUSTOMER_ZONE, CalendarTrigger, DateTrigger, Flow, Project
from orchestrator.program import Program, Statement, shift_of
from orchestrator.runner.occasions import occasions_in
from orchestrator.runner.occurrences import days_on, is_zone, later, moment_at, recurrence
from orchestrator.tables import Instant

A_DAY = timedelta(days=1)


def shifts_of(program: Program) -> frozenset[timedelta]:
    """How far from its own instant the statements of the program look."""
    found = {
        shift
        for statement in _statements(program)
        for name in statement.parameters
        if (shift := shift_of(name)) is not None
    }
    return frozenset({timedelta(0), *found})


def _statements(value: object) -> Iterator[Statement]:
    match value:
        case Statement():
            yield value
        case tuple() | list():
            for each in value:
                yield from _statements(each)
        case dict():
            yield from _statements(list(value.values()))
        case _ if is_dataclass(value) and not isinstance(value, type):
            yield from _statements([getattr(value, each.name) for each in fields(value)])


def kept_instants(connection: Connection) -> set[datetime]:
    """Every instant that the state holds.

    How far a flow has looked, and how long a worker has something in hand, is none that passes here.
    """
    found: set[datetime] = set()
    for table in (tables.enrolment, tables.message, tables.membership):
        instants = (each for each in table.c if isinstance(each.type, Instant))
        columns = [each for each in instants if each is not tables.message.c.lease_until]
        for row in connection.execute(select(*columns)):
            found |= {each for each in row if each is not None}
    for kept in connection.scalars(select(tables.fact.c.value)):
        found |= set(_as_instants(kept))
    return found


def _as_instants(kept: str | None) -> Iterator[datetime]:
    """A fact may be a time or a date."""
    try:
        moment = tables.read_instant(kept or "")
    except ValueError:
        return
    yield from (moment, later(moment, A_DAY))


@dataclass(frozen=True)
class Occurrences:
    """When calendars and dates of a flow come round, in a span of time."""

    flow: Flow
    project: Project
    start: datetime
    end: datetime

    def of(self, days: Iterable[date], zones: Iterable[str]) -> set[datetime]:
        """`days` are all that is stored, `zones` those in which customers live."""
        trigger = self.flow.trigger
        match trigger:
            case CalendarTrigger():
                zone = trigger.timezone or self.project.defaults.timezone
                found = occasions_in(trigger.occasions, zone, self.start, self.end)
                return {each.moment for each in found}
            case DateTrigger():
                known = {zone for zone in zones if is_zone(zone)}
                known |= {self.project.defaults.timezone, trigger.timezone} - {CUSTOMER_ZONE}
                return {
                    moment_at(days_on(shown, trigger.offset), trigger.at, zone)
                    for day in days
                    for shown in self._shown(trigger, day)
                    for zone in known
                }
            case _:
                return set()

    def _shown(self, trigger: DateTrigger, day: date) -> Iterator[date]:
        # A day to either side: what day an instant is on depends on the zone.
        for near in (days_on(day, -A_DAY), day, days_on(day, A_DAY)):
            if not trigger.yearly:
                yield near
                continue
            for year in range(self.start.year - 1, self.end.year + 2):
                yield recurrence(near, year, trigger.leap_day)


def next_instant(
    instants: Iterable[datetime], shifts: Iterable[timedelta], last: datetime
) -> datetime | None:
    """The earliest at which something can be different from what the tick at `last` found."""
    known = set(instants)
    later = (
        moment
        for shift in shifts
        for each in known
        if (moment := _moved(each, shift)) is not None and moment >= last
    )
    return min(later, default=None)


def _moved(moment: datetime, shift: timedelta) -> datetime | None:
    try:
        return moment + shift
    except OverflowError:
        return None


__all__ = ["Occurrences", "kept_instants", "next_instant", "shifts_of"]
