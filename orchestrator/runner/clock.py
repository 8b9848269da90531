"""The only source of time: the outermost caller makes a clock, everything below is given it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from typing import TypeAlias

Clock: TypeAlias = Callable[[], datetime]


def system_clock() -> datetime:
    return datetime.now(UTC)


def fixed_clock(instant: datetime) -> Clock:
    """A clock that stands still; the instant needs a time zone."""
    if instant.tzinfo is None:
        message = f"an instant needs a time zone: {instant!r}"
        raise ValueError(message)
    moment = instant.astimezone(UTC)
    return lambda: moment
