"""Texts that mean hours of the day, weekdays and days of the calendar."""

from __future__ import annotations

import re
from datetime import date, time

from orchestrator.parse.values import Unreadable, clock

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""Counted from 0, as the model does."""
USUAL_TIME = time(9)
MIDNIGHT = time(0)
END_OF_DAY = "24:00"
LEAP_YEAR = 2024
"""29 February is a day of every year's calendar; what it means in the others is said elsewhere."""
HOURS = re.compile(r"(?P<start>[0-9:]+) ?[-–] ?(?P<end>[0-9:]+)", re.ASCII)  # noqa: RUF001
LOOSE_TIME = re.compile(r"(?:at )?(?P<hour>\d{1,2})(?:[:.](?P<minute>\d{2}))?", re.ASCII)
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
MONTH_AND_DAY = re.compile(r"(?P<month>\d{2})-(?P<day>\d{2})", re.ASCII)


def until(text: str) -> tuple[int | None, time] | Unreadable:
    """A weekday if one is said, and the time of the day."""
    first, _, rest = text.strip().partition(" ")
    if first.lower() not in WEEKDAYS:
        alone = clock(text.strip())
        return _no_time_or_weekday(text) if isinstance(alone, Unreadable) else (None, alone)
    time_of_day = clock(rest.strip()) if rest else USUAL_TIME
    if isinstance(time_of_day, Unreadable):
        return _loose(first, rest.strip()) or time_of_day
    return WEEKDAYS.index(first.lower()), time_of_day


def _loose(weekday: str, said: str) -> Unreadable | None:
    """The words for a time that only people can read."""
    match = LOOSE_TIME.fullmatch(said)
    meant = clock(f"{match['hour']}:{match['minute'] or '00'}") if match else None
    if not isinstance(meant, time):
        return None
    day = weekday.lower()
    return Unreadable(f'"{weekday} {said}" is not a time; write "{day} {meant:%H:%M}"')


def _no_time_or_weekday(text: str) -> Unreadable:
    message = (
        f'"{text}" is neither a time nor a weekday; write "09:00", "tuesday" or "tuesday 10:00"'
    )
    return Unreadable(message)


def hours(text: str) -> tuple[time, time] | Unreadable:
    """From when to when; the whole day is 00:00 to 00:00."""
    match = HOURS.fullmatch(text.strip())
    if match is None:
        return Unreadable(f'"{text}" are not hours of the day; write some such as "08:00-21:00"')
    start = clock(match["start"])
    end = MIDNIGHT if match["end"] == END_OF_DAY else clock(match["end"])
    if isinstance(start, Unreadable):
        return start
    if isinstance(end, Unreadable):
        return end
    if start == end != MIDNIGHT:
        return Unreadable(f'"{text}" ends as it begins; for the whole day write "always"')
    return start, end


def calendar_day(text: str) -> date | tuple[int, int] | Unreadable:
    """One day, or the month and day of every year."""
    yearly = MONTH_AND_DAY.fullmatch(text)
    if yearly is None and not DAY.fullmatch(text):
        message = (
            f'"{text}" is not a day; write one such as "2026-12-24", or "12-24" for every year'
        )
        return Unreadable(message)
    found = _day(f"{LEAP_YEAR}-{text}" if yearly else text)
    if found is None:
        return Unreadable(f'"{text}" is not in the calendar{_turned(yearly)}')
    return (found.month, found.day) if yearly else found


def _day(text: str) -> date | None:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def _turned(yearly: re.Match[str] | None) -> str:
    """The words for somebody who put the day first."""
    turned = f"{yearly['day']}-{yearly['month']}" if yearly else ""
    is_day = _day(f"{LEAP_YEAR}-{turned}") is not None
    return f'; the month comes first: write "{turned}"' if is_day else ""
