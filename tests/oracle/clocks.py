"""What clocks show, and when they do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from functools import cache
from zoneinfo import ZoneInfo, available_timezones

from orchestrator.model import CUSTOMER_ZONE, LeapDay, SendWindow

DAY = timedelta(days=1)
_LEAP_DAY = (2, 29)
_ARE_ZONES = frozenset(available_timezones())


@cache
def shows(day: date, at: time, zone: str) -> datetime:
    """The first instant at which clocks show it; where they skip it, moved on by the gap."""
    wall = datetime.combine(day, at)
    clocks = ZoneInfo(zone)
    before, after = (
        (wall + shift).replace(tzinfo=UTC).astimezone(clocks).utcoffset() for shift in (-DAY, DAY)
    )
    assert before is not None
    assert after is not None
    tried = sorted((wall - offset).replace(tzinfo=UTC) for offset in (before, after))
    shown = [each for each in tried if each.astimezone(clocks).replace(tzinfo=None) == wall]
    return shown[0] if shown else (wall - before).replace(tzinfo=UTC)


def local(moment: datetime, zone: str) -> datetime:
    """What clocks show then, without a zone."""
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)


def zone_named(said: str, own: object, default: str) -> str:
    """The zone that is meant where a flow says `said`."""
    if said != CUSTOMER_ZONE:
        return said
    return own if isinstance(own, str) and own in _ARE_ZONES else default


def days_around(low: datetime, high: datetime) -> Iterator[date]:
    day = low.date() - 2 * DAY
    while day <= high.date() + 2 * DAY:
        yield day
        day += DAY


def opens(window: SendWindow, zone: str, now: datetime) -> datetime:
    """Now where the window is open, else when it opens next."""
    overnight = DAY if window.start >= window.end else timedelta(0)
    begun = []
    for day in days_around(now, now + 8 * DAY):
        if day.weekday() in window.weekdays:
            opening = shows(day, window.start, zone)
            if opening <= now < shows(day + overnight, window.end, zone):
                return now
            begun.append(opening)
    return min(each for each in begun if each > now)


def recurs_on(was: date, year: int, leap_day: LeapDay) -> date:
    if (was.month, was.day) == _LEAP_DAY:
        try:
            return date(year, *_LEAP_DAY)
        except ValueError:
            month, _, day = leap_day.value.partition("-")
            return date(year, int(month), int(day))
    return was.replace(year=year)
