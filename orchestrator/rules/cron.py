"""Five cron fields: whether they can be read, and on which days they come."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from orchestrator.records import dataclass

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
NAMES = (
    *("January", "February", "March", "April", "May", "June", "July"),
    *("August", "September", "October", "November", "December"),
)
DAY_NAMES = ("Sunday", "Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday")
WEEKDAYS = ("sun", "mon", "tue", "wed", "thu", "fri", "sat")
PART = re.compile(r"(?P<all>\*)?(?P<low>\w+)?(?:-(?P<high>\w+))?(?:/(?P<step>\d+))?", re.ASCII)


@dataclass(frozen=True)
class Field:
    name: str
    lowest: int
    highest: int
    names: tuple[str, ...] = ()

    def number(self, text: str) -> int | None:
        if text.lower() in self.names:
            return self.names.index(text.lower()) + self.lowest
        if text.isdecimal() and self.lowest <= int(text) <= self.highest:
            return int(text)
        return None


FIELDS = (
    Field("minute", 0, 59),
    Field("hour", 0, 23),
    Field("day", 1, 31),
    Field("month", 1, 12, MONTHS),
    Field("weekday", 0, 7, WEEKDAYS),
)


def mistake(text: str) -> str | None:
    """What is wrong with a cron line, if anything is."""
    parts = text.split()
    if len(parts) != len(FIELDS):
        return (
            f'"{text}" has {len(parts)} field{"" if len(parts) == 1 else "s"}, not five: minute, hour, day, month and weekday, '
            'as in "0 9 * * *"'
        )
    for field, part in zip(FIELDS, parts, strict=True):
        if not all(_can_be_read(field, item) for item in part.split(",")):
            return (
                f'"{part}" is not right as {field.name}; '
                f"write numbers from {field.lowest} to {field.highest}, or *"
            )
    return None


def _can_be_read(field: Field, text: str) -> bool:
    match = PART.fullmatch(text)
    if match is None or bool(match["all"]) is bool(match["low"]):
        return False
    if match["step"] and not 0 < int(match["step"]) <= field.highest:
        return False
    if match["all"]:
        return match["high"] is None
    low = field.number(match["low"])
    high = field.number(match["high"]) if match["high"] else low
    return low is not None and high is not None and low <= high


DAYS = {1: 31, 2: 29, 3: 31, 4: 30, 5: 31, 6: 30, 7: 31, 8: 31, 9: 30, 10: 31, 11: 30, 12: 31}
"""How many days a month has at most."""


def never_fires(text: str) -> bool:
    """Of a line that can be read: whether its days stand in none of its months."""
    _minute, _hour, days, months, weekdays = text.split()
    if not weekdays.startswith("*"):  # cron takes a day or a weekday: a weekday there always is
        return False
    allowed = _numbers(FIELDS[2], days)
    return all(min(allowed) > DAYS[month] for month in _numbers(FIELDS[3], months))


def months(text: str) -> list[str]:
    """The names of the months in which a line that can be read may come."""
    return [NAMES[number - 1] for number in sorted(_numbers(FIELDS[3], text.split()[3]))]


def times_a_day(text: str) -> int:
    minutes, hours = text.split()[:2]
    return len(_numbers(FIELDS[0], minutes)) * len(_numbers(FIELDS[1], hours))


def times_of_day(text: str, at_most: int) -> list[timedelta]:
    """Its times since midnight; none where there are more of them."""
    if times_a_day(text) > at_most:
        return []
    minutes, hours = (_numbers(f, p) for f, p in zip(FIELDS, text.split()[:2], strict=False))
    return sorted(timedelta(hours=hour, minutes=minute) for hour in hours for minute in minutes)


def days_from(text: str, first: date, count: int) -> Iterator[date]:
    """The days on which a line that can be read comes, of so many from the first on."""
    _minute, _hour, *parts = text.split()
    days, months, weekdays = (_numbers(f, p) for f, p in zip(FIELDS[2:], parts, strict=True))
    by_either = not parts[0].startswith("*") and not parts[2].startswith("*")
    for day in (first + timedelta(days=number) for number in range(count)):
        in_month, on_weekday = day.day in days, day.isoweekday() % 7 in {n % 7 for n in weekdays}
        fits = in_month or on_weekday if by_either else in_month and on_weekday
        if day.month in months and fits:
            yield day


def _numbers(field: Field, text: str) -> set[int]:
    return {number for item in text.split(",") for number in _range(field, item)}


def _range(field: Field, text: str) -> range:
    match = PART.fullmatch(text)
    if match is None:
        return range(0)
    low = field.lowest if match["all"] else field.number(match["low"]) or 0
    high = field.number(match["high"]) if match["high"] else None
    if high is None:
        high = field.highest if match["all"] or match["step"] else low
    return range(low, high + 1, int(match["step"] or 1))
