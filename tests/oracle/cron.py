"""The five fields of a cron line, minute by minute."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta

_WEEKDAYS = {"sun": 0, "mon": 1, "tue": 2, "wed": 3, "thu": 4, "fri": 5, "sat": 6}
_MINUTE = timedelta(minutes=1)


def named(line: str, first: datetime, last: datetime) -> Iterator[datetime]:
    """The times of the clock that the line names, both ends included."""
    minute, hour, day, month, weekday = line.split()
    at = first.replace(second=0, microsecond=0)
    while at <= last:
        is_day, is_weekday = _is(day, at.day), _is(weekday, at.isoweekday() % 7)
        # As cron has it since ever: where both are said, one of them suffices.
        on = (is_day or is_weekday) if "*" not in (day, weekday) else (is_day and is_weekday)
        if on and _is(minute, at.minute) and _is(hour, at.hour) and _is(month, at.month):
            yield at
        at += _MINUTE


def _is(field: str, number: int) -> bool:
    return any(_is_one(part, number) for part in field.split(","))


def _is_one(part: str, number: int) -> bool:
    span, _, step = part.partition("/")
    if span == "*":
        return number % int(step or 1) == 0
    first, _, last = span.partition("-")
    low, high = _number(first), _number(last or first)
    return low <= number <= high and (number - low) % int(step or 1) == 0


def _number(word: str) -> int:
    return _WEEKDAYS.get(word, -1) if word.isalpha() else int(word)
