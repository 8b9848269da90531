"""Single values as texts of YAML."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime, time, timedelta
from typing import TypeAlias

from orchestrator.conditions import Ref, Relative

Data: TypeAlias = dict[str, object]
MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)


def said(**data: object) -> Data:
    """What has a value."""
    return {key: value for key, value in data.items() if value not in (None, [], {})}


def duration(length: timedelta | None) -> str | None:
    if length is None:
        return None
    if length % HOUR:
        return f"{length // MINUTE} minutes"
    return f"{length // HOUR} hours"


def days(length: timedelta) -> str:
    return f"{length.days} days"


def share(number: float) -> str:
    return f"{number:g}%"


def clock(at: time | None) -> str | None:
    return None if at is None else f"{at:%H:%M}"


def scalar(value: object) -> object:
    match value:
        case Ref():
            return str(value)
        case Relative() if value.ago < timedelta(0):
            return f"in {duration(-value.ago)}"
        case Relative():
            return f"{duration(value.ago)} ago"
        case datetime() | date():
            return value.isoformat()
        case _:
            return value


def each(values: Iterable[object]) -> list[object]:
    return [scalar(value) for value in values]


def mapped(values: Mapping[str, object]) -> Data:
    return {key: scalar(value) for key, value in values.items()}
