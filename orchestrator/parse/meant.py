"""What a text that cannot be read most likely means, in the form that can be read."""

from __future__ import annotations

import re
from datetime import date, timedelta

NUMBERS = {
    **dict.fromkeys(("a", "an", "one"), 1),
    **dict(zip(("two", "three", "four", "five", "six", "ten"), (2, 3, 4, 5, 6, 10), strict=True)),
}
UNITS = {"minute": 1, "hour": 60, "day": 1440, "week": 10_080}
"""In minutes."""
AMOUNT = r"(?a)(?P<number>\d{1,4}|[a-z]+) ?(?P<unit>minute|hour|day|week)s?"
JOINED = r",? and |, | "
TWELVE = 12
CLOCK = (
    r"(?a)(?P<hour>\d{1,2})(?:[:.h](?P<minute>\d{2}))? ?(?P<half>am|pm|a\.m\.|p\.m\.|h|o'clock)?"
)
TURNED = r"(?a)(?P<day>\d{1,2})\. ?(?P<month>\d{1,2})\.? ?(?P<year>\d{4})?"
SLASHED = r"(?a)(?P<one>\d{1,2})/(?P<two>\d{1,2})(?:/(?P<year>\d{4}))?"
LEAP_YEAR = 2024


def duration_meant(text: str) -> str | None:
    """`1 day 12 hours` is 36 hours."""
    said = text.strip().lower()
    said = f"1 {said}" if said in UNITS else said
    amounts = [*re.finditer(AMOUNT, said)]
    if not amounts or re.sub(JOINED, "", re.sub(AMOUNT, "", said)).strip(" ,"):
        return None
    numbers = [_number(each["number"]) for each in amounts]
    if not all(numbers):
        return None
    total = sum((n or 0) * UNITS[m["unit"]] for n, m in zip(numbers, amounts, strict=True))
    unit = next(u for u in ("day", "hour", "minute") if total % UNITS[u] == 0)
    count = total // UNITS[unit]
    return f"{count} {unit}{'' if count == 1 else 's'}"


def _number(word: str) -> int | None:
    return int(word) if word.isdecimal() else NUMBERS.get(word)


def clock_meant(text: str) -> str | None:
    """`9am` is 09:00, `17.30` is 17:30."""
    said = text.strip().lower()
    if said in ("noon", "midnight"):
        return "12:00" if said == "noon" else "00:00"
    match = re.fullmatch(CLOCK, said)
    if match is None:
        return None
    hour, minute = int(match["hour"]), int(match["minute"] or 0)
    half = (match["half"] or "")[:1]
    if half in ("a", "p"):
        if not 1 <= hour <= TWELVE:
            return None
        hour = hour % TWELVE + (TWELVE if half == "p" else 0)
    elif half == "o" and hour > TWELVE:
        return None
    is_time = timedelta(hours=hour, minutes=minute) < timedelta(days=1) and minute < UNITS["hour"]
    return f"{hour:02}:{minute:02}" if is_time else None


def day_meant(text: str) -> str | None:
    """`24.12.2027` is 2027-12-24; of `5/6` nobody knows which is the month."""
    if turned := re.fullmatch(TURNED, text.strip()):
        return _day(turned["year"], turned["month"], turned["day"])
    if slashed := re.fullmatch(SLASHED, text.strip()):
        year, one, two = slashed["year"], slashed["one"], slashed["two"]
        days = {_day(year, one, two), _day(year, two, one)} - {None}
        return days.pop() if len(days) == 1 else None
    return None


def _day(year: str | None, month: str, day: str) -> str | None:
    try:
        found = date(int(year or LEAP_YEAR), int(month), int(day))
    except ValueError:
        return None
    return f"{found:%Y-%m-%d}" if year else f"{found:%m-%d}"
