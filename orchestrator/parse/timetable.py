"""Texts that mean hours of the day, weekdays and days of the calendar."""

from __future__ import annotations

import re
from datetime import date, time
from difflib import get_close_matches

from orchestrator.parse.meant import clock_meant, day_meant
from orchestrator.parse.values import Unreadable, clock, meant

WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
"""Counted from 0, as the model does."""
USUAL_TIME = time(9)
MIDNIGHT = time(0)
END_OF_DAY = "24:00"
LEAP_YEAR = 2024
"""29 February is a day of every year's calendar; what it means in the others is said elsewhere."""
HOURS = re.compile(r"(?P<start>[0-9:]+) ?[-–] ?(?P<end>[0-9:]+)", re.ASCII)  # noqa: RUF001
BETWEEN = re.compile(r" ?[-–] ?| (?:to|and) ")  # noqa: RUF001
SHORTEST = 3
"""So many letters of a weekday tell it from the others."""
DAY = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
WITH_TIME = re.compile(
    r"(?P<day>(?:\d{4}-)?\d{2}-\d{2})[ T](?P<time>\d{2}:\d{2})(?::00)?", re.ASCII
)
MONTH_AND_DAY = re.compile(r"(?P<month>\d{2})-(?P<day>\d{2})", re.ASCII)


def until(text: str) -> tuple[int | None, time] | Unreadable:
    """A weekday if one is said, and the time of the day."""
    first, _, rest = text.strip().partition(" ")
    if first.lower() not in WEEKDAYS:
        alone = clock(text.strip())
        return _no_time_or_weekday(text) if isinstance(alone, Unreadable) else (None, alone)
    time_of_day = clock(rest.strip()) if rest else USUAL_TIME
    if isinstance(time_of_day, Unreadable):
        return _loose(first.lower(), text, rest.strip()) or time_of_day
    return WEEKDAYS.index(first.lower()), time_of_day


def _loose(weekday: str, text: str, said: str) -> Unreadable | None:
    """The words for a time that only people can read."""
    at = clock_meant(said.removeprefix("at "))
    return Unreadable(f'"{text}" is not a time; write "{weekday} {at}"') if at else None


def _no_time_or_weekday(text: str) -> Unreadable:
    if at := clock_meant(text):
        return Unreadable(f'"{text}" is not a time; write "{at}"')
    first, _, rest = text.strip().lower().partition(" ")
    day = _weekday_meant(first)
    if day and (at := clock_meant(rest.removeprefix("at ")) if rest else ""):
        return Unreadable(f'"{text}" is not a time; write "{day} {at}"')
    if day and not rest:
        return Unreadable(f'"{text}" is not a weekday; write "{day}"')
    message = (
        f'"{text}" is neither a time nor a weekday; write "09:00", "tuesday" or "tuesday 10:00"'
    )
    return Unreadable(message)


def _weekday_meant(word: str) -> str | None:
    whole = (each for each in WEEKDAYS if len(word) >= SHORTEST and each.startswith(word))
    close = get_close_matches(word, WEEKDAYS, n=1, cutoff=0.8)
    return next(whole, close[0] if close else None)


def hours(text: str) -> tuple[time, time] | Unreadable:
    """From when to when; the whole day is 00:00 to 00:00."""
    match = HOURS.fullmatch(text.strip())
    start = clock(match["start"]) if match else None
    end = _end(match["end"]) if match else None
    if not isinstance(start, time) or not isinstance(end, time):
        ends = [clock_meant(each) for each in BETWEEN.split(text.strip())]
        is_known = len(ends) == len(("start", "end")) and all(ends)
        how = f'"{ends[0]}-{ends[1]}"' if is_known else 'some such as "08:00-21:00"'
        return Unreadable(f'"{text}" are not hours of the day; write {how}')
    if start == end != MIDNIGHT:
        return Unreadable(f'"{text}" ends as it begins; for the whole day write "always"')
    return start, end


def _end(text: str) -> time | Unreadable:
    return MIDNIGHT if text == END_OF_DAY else clock(text)


def calendar_day(text: str) -> date | tuple[int, int] | Unreadable:
    """One day, or the month and day of every year."""
    yearly = MONTH_AND_DAY.fullmatch(text)
    if yearly is None and not DAY.fullmatch(text):
        how = meant(day_meant(text), 'one such as "2026-12-24", or "12-24" for every year')
        if with_time := WITH_TIME.fullmatch(text):
            how = f'"{with_time["day"]}", and "at: {with_time["time"]}" on a line of its own'
        return Unreadable(f'"{text}" is not a day; write {how}')
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
