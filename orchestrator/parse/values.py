"""Texts that mean a duration, a time, a date or a share."""

from __future__ import annotations

import re
from datetime import date, datetime, time, timedelta

from orchestrator.conditions import Relative
from orchestrator.parse.meant import clock_meant, day_meant, duration_meant
from orchestrator.records import dataclass

UNITS = {
    "minute": timedelta(minutes=1),
    "hour": timedelta(hours=1),
    "day": timedelta(days=1),
    "week": timedelta(weeks=1),
}
ABBREVIATIONS = {
    "m": "minutes",
    "min": "minutes",
    "mins": "minutes",
    "h": "hours",
    "hr": "hours",
    "hrs": "hours",
    "d": "days",
    "w": "weeks",
    "wk": "weeks",
}
SIDES = {"before": "-", "after": "", "later": "", "earlier": "-"}
LONGEST = timedelta(days=3660)
EARLIEST = timedelta(days=54_786)
"""A hundred and fifty years ago nobody's customer was born."""
AMOUNT = re.compile(r"(?P<number>\d{1,6}(?:\.\d{1,3})?)\s*(?P<unit>[^\W\d]*)\.?", re.ASCII)
CLOCK = re.compile(r"(?P<hour>\d{1,2}):(?P<minute>\d{2})", re.ASCII)
SHARE = re.compile(r"(?P<number>\d{1,3}(?:\.\d{1,4})?) ?%", re.ASCII)
DATE = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
DATE_AND_TIME = re.compile(
    r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}(?::\d{2})?(?:Z|[+-]\d{2}:\d{2})?", re.ASCII
)


@dataclass(frozen=True)
class Unreadable:
    message: str


def duration(text: str) -> timedelta | Unreadable:
    length = _length(text)
    if isinstance(length, timedelta) and length > LONGEST:
        return Unreadable(f'"{text}" is longer than ten years')
    if length == timedelta(0):
        return Unreadable(f'"{text}" is no time at all; write a duration such as "3 days"')
    return length


def _length(text: str) -> timedelta | Unreadable:
    every, _, rest = text.strip().partition(" ")
    if every == "every" and rest:
        return Unreadable(f'"{text}" is not a duration; write "{rest}"')
    match = AMOUNT.fullmatch(text.strip())
    if match is None:
        how = meant(duration_meant(text), 'a number and a unit, as in "3 days"')
        return Unreadable(f'"{text}" is not a duration; write {how}')
    number, unit = match["number"], match["unit"].lower()
    if unit.removesuffix("s") not in UNITS:
        return Unreadable(f'"{text}" is not a duration: {_unit_help(number, unit)}')
    length = float(number) * UNITS[unit.removesuffix("s")]
    if length > EARLIEST:
        return Unreadable(f'"{text}" is longer than anybody lives')
    return length


def _unit_help(number: str, unit: str) -> str:
    if not unit:
        return f'{number} of what? Write "{number} days", say'
    if unit.startswith(("month", "year")) or unit in {"mo", "y", "yr"}:
        return "months and years differ in length; count in days or weeks"
    if unit in ABBREVIATIONS:
        word = ABBREVIATIONS[unit]
        return f'write "{number} {word.removesuffix("s") if number == "1" else word}"'
    if unit.startswith("sec") or unit == "s":
        return "seconds are too short; the shortest unit is minutes"
    return f'"{unit}" is not a unit; use minutes, hours, days or weeks'


def offset(text: str) -> timedelta | Unreadable:
    """A duration with a sign."""
    said, _, side = text.rpartition(" ")
    if side in SIDES and not isinstance(_length(said), Unreadable):
        return Unreadable(f'"{text}" is not a duration; write "{SIDES[side]}{said}"')
    sign = -1 if text.startswith("-") else 1
    length = _length(text.removeprefix("-").removeprefix("+"))
    return length if isinstance(length, Unreadable) else sign * length


def days(text: str) -> timedelta | Unreadable:
    """A whole number of days or weeks, with a sign."""
    length = offset(text)
    if isinstance(length, timedelta) and length % timedelta(days=1):
        return Unreadable(f'"{text}" is not whole days; the time of the day is said by "at"')
    return length


def clock(text: str) -> time | Unreadable:
    match = CLOCK.fullmatch(text)
    if match is None or int(match["hour"]) > 23 or int(match["minute"]) > 59:  # noqa: PLR2004
        how = meant(clock_meant(text), 'one such as "09:00"')
        return Unreadable(f'"{text}" is not a time of the day; write {how}')
    return time(int(match["hour"]), int(match["minute"]))


def share(text: str) -> float | Unreadable:
    """More than nothing."""
    number = rank(text)
    return Unreadable(f'"{text}" is nobody; write more than 0 %') if number == 0 else number


def rank(text: str) -> float | Unreadable:
    """From 0 to 100 per cent."""
    match = SHARE.fullmatch(text)
    if match is None:
        return Unreadable(f'"{text}" is not a percentage; write one such as "50%"')
    number = float(match["number"])
    if number > 100:  # noqa: PLR2004
        return Unreadable(f'"{text}" is not between 0 % and 100 %')
    return number


def moment(text: str) -> Relative | date | datetime | Unreadable:
    """A date, a date with a time (naive unless it says its zone), or a time told from now."""
    relative = _relative(text)
    if relative is not None:
        return relative
    try:
        if DATE.fullmatch(text):
            return date.fromisoformat(text)
        if DATE_AND_TIME.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        return Unreadable(f'"{text}" is not in the calendar')
    if not isinstance(_length(text), Unreadable):
        return Unreadable(f'"{text}" is not a date; write "{text} ago", or "in {text}"')
    how = meant(day_meant(text), 'one such as "2026-03-31", or "300 days ago"')
    return Unreadable(f'"{text}" is not a date; write {how}')


def meant(text: str | None, other: str) -> str:
    """What to write: the very text if it is known."""
    return f'"{text}"' if text else other


def _relative(text: str) -> Relative | Unreadable | None:
    if text.endswith(" ago"):
        length = _length(text.removesuffix(" ago"))
        return length if isinstance(length, Unreadable) else Relative(length)
    if text.startswith("in "):
        length = _length(text.removeprefix("in "))
        return length if isinstance(length, Unreadable) else Relative(-length)
    return None
