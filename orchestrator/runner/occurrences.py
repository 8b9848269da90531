"""When a date comes round, zone by zone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from orchestrator.model import DelayUntil, LeapDay, SendWindow
from orchestrator.tables import FIRST_INSTANT, LAST_INSTANT

_FAR_EAST = timedelta(hours=14)
_FAR_WEST = timedelta(hours=12)
_WEEK = 7


@dataclass(frozen=True)
class Occurrence:
    """`day` is the date that recurs (or is), before the offset; `moment` the instant to enter."""

    zone: str
    day: date
    moment: datetime


def is_zone(name: object) -> bool:
    return isinstance(name, str) and name in _zones()


@cache
def _zones() -> frozenset[str]:
    """Every zone there is; asking walks through the files of them all."""
    return frozenset(available_timezones())


def moment_at(day: date, at: time, zone: str) -> datetime:
    """When clocks of the zone show that, in UTC.

    A wall-clock time that does not exist is moved on by the gap; of two the first is taken.
    """
    try:
        return datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)
    except OverflowError:
        return LAST_INSTANT if day == date.max else FIRST_INSTANT


def days_on(day: date, by: timedelta) -> date:
    """So many days later, and no further than the calendar goes: shops write 9999-12-31 for never."""
    try:
        return day + by
    except OverflowError:
        return date.max if by > timedelta(0) else date.min


def later(moment: datetime, by: timedelta) -> datetime:
    """The same of an instant in UTC."""
    try:
        return moment + by
    except OverflowError:
        return LAST_INSTANT if by > timedelta(0) else FIRST_INSTANT


def local_day(moment: datetime, zone: str) -> date:
    return moment.astimezone(ZoneInfo(zone)).date()


def local_days(low: datetime, now: datetime) -> list[date]:
    """The days that have begun and not ended in the window, somewhere on earth."""
    first, last = (low - _FAR_WEST).date(), (now + _FAR_EAST).date()
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def occurrences(
    zone: str, at: time, offset: timedelta, low: datetime, now: datetime
) -> Iterator[Occurrence]:
    """Those in the window (low, now], in order."""
    for day in local_days(low, now):
        moment = moment_at(day, at, zone)
        if low < moment <= now:
            yield Occurrence(zone, day - offset, moment)


def recurring(day: date, leap_day: LeapDay) -> list[str]:
    """The `MM-DD` of dates that recur on this day: 29 February moves where there is none."""
    names = [f"{day:%m-%d}"]
    if not _is_leap(day.year) and names[0] == leap_day.value:
        names.append("02-29")
    return names


def recurrence(day: date, year: int, leap_day: LeapDay) -> date:
    """The day of that year on which a date recurs."""
    name = f"{day:%m-%d}"
    if name == "02-29" and not _is_leap(year):
        name = leap_day.value
    return date.fromisoformat(f"{year:04}-{name}")


def next_showing(until: DelayUntil, zone: str, now: datetime) -> datetime:
    """When clocks of the zone next show that, or now where they did just before."""
    today = local_day(now, zone)
    days = (today + timedelta(days=n) for n in range(-_WEEK, _WEEK + 2))
    asked = (day for day in days if until.weekday in (None, day.weekday()))
    shown = [moment_at(day, until.at, zone) for day in asked]
    within = until.or_now_within
    if within is not None and any(now - within <= moment <= now for moment in shown):
        return now
    return min(moment for moment in shown if moment >= now)


def opens_at(window: SendWindow, zone: str, now: datetime) -> datetime:
    """When the hours next begin, or now where they have and are not over."""
    today = local_day(now, zone)
    overnight = timedelta(days=0 if window.start < window.end else 1)
    later = []
    for day in (today + timedelta(days=n) for n in range(-1, _WEEK + 2)):
        if day.weekday() not in window.weekdays:
            continue
        begins = moment_at(day, window.start, zone)
        if begins <= now < moment_at(day + overnight, window.end, zone):
            return now
        if begins > now:
            later.append(begins)
    return min(later)


def _is_leap(year: int) -> bool:
    return year % 4 == 0 and (year % 100 != 0 or year % 400 == 0)
