"""The cron lines that people write, as people say them."""

from __future__ import annotations

import re
from datetime import time

from orchestrator.words.durations import WEEKDAYS, clock_words, month_day_words
from orchestrator.words.listing import listed
from orchestrator.words.values import ordinal

_NAMES = {name[:3].lower(): number for number, name in enumerate(WEEKDAYS, start=1)}
_WORKDAYS = (1, 2, 3, 4, 5)


def cron_words(line: str) -> str:
    """`every Monday at 09:00`; a line that says something rarer stays as it is."""
    fields = line.split()
    at = _clock(fields[:2])
    days = _days(*fields[2:]) if len(fields) == 5 else None  # noqa: PLR2004 - of a cron line
    if at is None or days is None:
        return f'at the cron times "{line}"'
    return f"{days} at {at}"


def _clock(fields: list[str]) -> str | None:
    """Minute and hour, where both are numbers."""
    if len(fields) < 2 or not all(re.fullmatch(r"\d{1,2}", each) for each in fields):  # noqa: PLR2004
        return None
    minute, hour = (int(each) for each in fields)
    return clock_words(time(hour, minute)) if hour < 24 and minute < 60 else None  # noqa: PLR2004


def _days(day: str, month: str, weekday: str) -> str | None:
    match day, month, weekday:
        case "*", "*", "*":
            return "every day"
        case "*", "*", _:
            return _weekdays(weekday)
        case _, "*", "*" if day.isdigit():
            return f"on the {ordinal(int(day))} of every month"
        case _, _, "*" if day.isdigit() and month.isdigit() and 1 <= int(month) <= 12:  # noqa: PLR2004
            return f"on {month_day_words(int(month), int(day))} of every year"
        case _:
            return None


def _weekdays(field: str) -> str | None:
    numbers: list[int] = []
    for part in field.split(","):
        ends = [_weekday(each) for each in part.split("-")]
        if None in ends or len(ends) > 2:  # noqa: PLR2004 - a range has two ends
            return None
        first, last = ends[0] or 0, ends[-1] or 0
        numbers += range(first, last + 1)
    days = tuple(sorted({7 if each == 0 else each for each in numbers}))
    if not days:
        return None
    if days == _WORKDAYS:
        return "every day from Monday to Friday"
    return f"every {listed([WEEKDAYS[each - 1] for each in days])}"


def _weekday(word: str) -> int | None:
    """Cron's: 0 and 7 are Sunday."""
    if re.fullmatch(r"[0-7]", word):
        return int(word)
    return _NAMES.get(word.lower())
