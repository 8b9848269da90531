"""Stretches of time, clock times and days as a sentence has them."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

_UNITS = (("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))
WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
MONTHS = (
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
)


def duration_words(duration: timedelta) -> str:
    """`3 days`, `90 minutes`: the largest unit that tells it without a remainder."""
    seconds = int(duration.total_seconds())
    for unit, size in _UNITS:
        if seconds and seconds % size == 0:
            return counted(seconds // size, unit)
    return "no time"


def last_words(duration: timedelta) -> str:
    """`in the last 3 days`, `in the last hour`."""
    return f"in the last {duration_words(duration).removeprefix('1 ')}"


def counted(number: int, noun: str) -> str:
    """`1 day`, `3 days`."""
    return f"{number} {noun}{'' if number == 1 else 's'}"


def clock_words(at: time) -> str:
    return f"{at:%H:%M}"


def date_words(day: date) -> str:
    return f"{month_day_words(day.month, day.day)} {day.year}"


def month_day_words(month: int, day: int) -> str:
    return f"{day} {MONTHS[month - 1]}"


def instant_words(instant: datetime) -> str:
    return f"{date_words(instant.date())} at {clock_words(instant.time())} UTC"


def shifted_words(offset: timedelta, what: str) -> str:
    """`2 days before …`, `36 hours after …`, or the thing itself."""
    if not offset:
        return what
    side = "after" if offset > timedelta(0) else "before"
    return f"{duration_words(abs(offset))} {side} {what}"
