"""Five cron fields: whether they can be read."""

from __future__ import annotations

import re
from dataclasses import dataclass

MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")
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
            f'"{text}" has {len(parts)} fields, not five: minute, hour, day, month and weekday, '
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
