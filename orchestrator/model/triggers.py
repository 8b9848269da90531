"""What makes a customer enter."""

from __future__ import annotations

from dataclasses import field
from datetime import date, time, timedelta
from enum import StrEnum
from typing import TypeAlias

from orchestrator.conditions import Condition, Ref
from orchestrator.diagnostics import Path
from orchestrator.records import dataclass


@dataclass(frozen=True)
class EventTrigger:
    """Entered by an event's row.

    With `key` (a property) one passage per value of it, judged on its last row; with `quiet_for`
    only once that long has passed since that row. `include_past` reaches back that far at the
    flow's very first tick; None takes only what happens from then on.
    """

    event: str
    key: str | None = None
    quiet_for: timedelta | None = None
    where: tuple[Condition, ...] = ()
    include_past: timedelta | None = None
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class SegmentTrigger:
    """Entered on becoming a member; those who already are only with `include_current`."""

    segment: str
    include_current: bool = False
    path: Path = field(default=(), compare=False)


class LeapDay(StrEnum):
    FEBRUARY_28 = "02-28"
    MARCH_1 = "03-01"


CUSTOMER_ZONE = "customer"


class IfMoved(StrEnum):
    """What a passage does when the date that it was entered for moves."""

    RESTART = "restart"
    EXIT = "exit"
    IGNORE = "ignore"


@dataclass(frozen=True)
class DateTrigger:
    """Entered at a date plus `offset` days, at the wall-clock time `at`.

    The date is `customer.NAME`, or `RECORD.NAME` of a record that belongs to a customer.
    `timezone` is an IANA name or `customer`; a customer without a zone that exists takes the
    project's. With `yearly` every year's recurrence counts, 29 February on `leap_day`.
    """

    date: Ref
    offset: timedelta = timedelta(0)
    at: time = time(9, 0)
    timezone: str = CUSTOMER_ZONE
    yearly: bool = False
    leap_day: LeapDay = LeapDay.FEBRUARY_28
    if_moved: IfMoved = IfMoved.RESTART
    path: Path = field(default=(), compare=False)

    @property
    def attribute(self) -> str:
        return self.date.name

    @property
    def record(self) -> str | None:
        """Whose date it is, if it is not the customer's own."""
        return self.date.record


@dataclass(frozen=True)
class Occasion:
    """A day of the calendar: one date, a day of every year, or a cron line of five fields."""

    name: str
    date: date | None = None
    month_and_day: tuple[int, int] | None = None
    cron: str | None = None
    at: time = time(9, 0)
    """Not with a cron line, which says its own time."""
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class CalendarTrigger:
    """Everybody whom the conditions allow enters at each occasion; None is the project's zone."""

    occasions: tuple[Occasion, ...] = ()
    timezone: str | None = None
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class ManualTrigger:
    """Nobody enters by themselves: only a `start` of another flow lets them in."""

    path: Path = field(default=(), compare=False)


Trigger: TypeAlias = EventTrigger | SegmentTrigger | DateTrigger | CalendarTrigger | ManualTrigger
