"""The operations that let people in and out of a flow."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import time, timedelta

from orchestrator.model import LeapDay, Occasion
from orchestrator.program.statement import Statement


@dataclass(frozen=True)
class Leave:
    """`exit_when`, for those whose events came in since the last tick."""

    sentence: str
    leave: Statement
    cancel: Statement
    anybody: Statement | None
    """Whether anybody has news, where what the database is asked for everybody's sake costs much."""
    name: str = "exit"


@dataclass(frozen=True)
class Remember:
    """A segment with `stay`: who is a member from now on, whichever flow asks."""

    name: str
    sentence: str
    leave_segment: Statement
    join_segment: Statement


@dataclass(frozen=True)
class Restart:
    """`while_inside: restart`: who has just entered leaves the passage before.

    In this order, so that a passage ends only where another one has begun.
    """

    leave: Statement
    settle: Statement
    cancel: Statement
    """Their queued messages."""


@dataclass(frozen=True)
class EnterByEvent:
    """`judge` fixes who is judged; a row that is committed meanwhile waits for the next tick."""

    sentence: str
    judge: Statement
    enter: Statement
    restart: Restart | None
    forget: Statement
    """Those judged so long ago that no window reaches back to them."""
    name: str = "enrol"


@dataclass(frozen=True)
class EnterBySegment:
    sentence: str
    leave_segment: Statement
    join_segment: Statement
    enter: Statement
    restart: Restart | None
    include_current: bool
    name: str = "enrol"


@dataclass(frozen=True)
class DateRule:
    """How a date becomes the instant of an occurrence."""

    offset: timedelta
    at: time
    timezone: str | None
    """None: each customer's own."""
    default_timezone: str
    yearly: bool
    leap_day: LeapDay


@dataclass(frozen=True)
class EnterByDate:
    """`zones` finds the zones of those near their date; `enter` runs once per zone and day."""

    sentence: str
    zones: Statement
    enter: Statement
    restart: Restart | None
    rule: DateRule
    name: str = "enrol"


@dataclass(frozen=True)
class FollowDates:
    """Those inside whose date has moved leave; with `enter` they begin anew where it is near."""

    sentence: str
    leave: Statement
    cancel: Statement
    days: Statement | None
    enter: Statement | None
    rule: DateRule
    name: str = "moved dates"


@dataclass(frozen=True)
class EnterByCalendar:
    """`enter` runs once per occurrence of an occasion."""

    sentence: str
    enter: Statement
    restart: Restart | None
    occasions: tuple[Occasion, ...]
    timezone: str
    name: str = "enrol"


@dataclass(frozen=True)
class EnterByHand:
    """Nobody enters by themselves; looking on is all that there is to do."""

    sentence: str
    name: str = "enrol"


@dataclass(frozen=True)
class Watch:
    """A paused flow: nobody enters, and what happens meanwhile is not made up for later.

    Who joins its segment meanwhile is therefore written down all the same.
    """

    sentence: str
    leave_segment: Statement | None = None
    join_segment: Statement | None = None
    name: str = "paused"
