"""When a date comes round, zone by zone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from orchestrator.model import LeapDay

_FAR_EAST = timedelta(hours=14)
_FAR_WEST = timedelta(hours=12)


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


def local_days(low: datetime, now: datetime) -> list[date]:
    """The days that have begun and not ended in the window, somewhere on earth."""
    first, last = (low - _FAR_WEST).date(), (now + _FAR_EAST).date()
    return [first + timedelta(days=n) for n in range((last - first).days + 1)]


def occurrences(
    zone: str, at: time, offset: timedelta, low: datetime, now: datetime
) -> Iterator[Occurrence]:
    """Those in the window (low, now], in order.

    A wall-clock time that does not exist is moved on by the gap; of two the first is taken.
    """
    for day in local_days(low, now):
        moment = datetime.combine(day, at, ZoneInfo(zone)).astimezone(UTC)
        if low < moment <= now:
            yield Occurrence(zone, day - offset, moment)


def recurring(day: date, leap_day: LeapDay) -> list[str]:
    """The `MM-DD` of dates that recur on this day: 29 February moves where there is none."""
    names = [f"{day:%m-%d}"]
    is_leap = day.year % 4 == 0 and (day.year % 100 != 0 or day.year % 400 == 0)
    if not is_leap and names[0] == leap_day.value:
        names.append("02-29")
    return names
