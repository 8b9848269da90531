"""A flow: who enters, what happens to them, when they leave."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import field
from datetime import time, timedelta
from enum import StrEnum

from orchestrator.conditions import Condition
from orchestrator.diagnostics import Path
from orchestrator.model.steps import MessageClass, Step, walk
from orchestrator.model.triggers import CUSTOMER_ZONE, Trigger
from orchestrator.records import dataclass


class Status(StrEnum):
    DRAFT = "draft"
    LIVE = "live"
    PAUSED = "paused"


class ReentryKind(StrEnum):
    NEVER = "never"
    ALWAYS = "always"
    AFTER = "after"


class CountedFrom(StrEnum):
    ENTRY = "entry"
    END = "end"


class Per(StrEnum):
    CUSTOMER = "customer"
    KEY = "key"


@dataclass(frozen=True)
class Reentry:
    kind: ReentryKind
    after: timedelta | None = None
    counted_from: CountedFrom = CountedFrom.ENTRY
    per: Per = Per.CUSTOMER
    path: Path = field(default=(), compare=False)


class WhileInside(StrEnum):
    IGNORE = "ignore"
    RESTART = "restart"
    BOTH = "both"


@dataclass(frozen=True)
class Goal:
    """What the flow is for; measured from the trigger's time, it takes nobody out."""

    condition: Condition
    within: timedelta
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class Schedule:
    """Five cron fields in an IANA zone, or an interval below a day."""

    cron: str | None = None
    timezone: str | None = None
    every: timedelta | None = None
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class FrequencyCap:
    """At most so many marketing messages per person in any stretch of that length.

    It counts those of every flow, unless `this_flow` or `topic` narrows it.
    """

    at_most: int
    per: timedelta
    this_flow: bool = False
    topic: str | None = None
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class SendWindow:
    """The hours of the day in which marketing leaves; `end` is exclusive and may be before `start`.

    `weekdays` counts from Monday as 0. A whole day is 00:00 to 00:00.
    """

    start: time = time(0)
    end: time = time(0)
    weekdays: tuple[int, ...] = (0, 1, 2, 3, 4, 5, 6)
    timezone: str = CUSTOMER_ZONE
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class Hold:
    """Marketing waits while all of these hold; after `at_most` it is skipped as `held`."""

    conditions: tuple[Condition, ...]
    at_most: timedelta
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class Flow:
    key: str
    title: str
    trigger: Trigger
    steps: tuple[Step, ...]
    status: Status = Status.DRAFT
    stage: str | None = None
    owner: str | None = None
    description: str | None = None
    message_class: MessageClass = MessageClass.MARKETING
    conditions: tuple[Condition, ...] = ()
    reentry: Reentry = Reentry(ReentryKind.ALWAYS)
    while_inside: WhileInside = WhileInside.IGNORE
    exit_when: tuple[Condition, ...] = ()
    """Any one of them takes the customer out."""
    goal: Goal | None = None
    holdout: float = 0.0
    """The share, in per cent, of those who enter that gets nothing, to compare with."""
    priority: int = 50
    """Whose message goes first where a cap lets only one of them through; the highest does."""
    frequency_cap: tuple[FrequencyCap, ...] = ()
    """Beside those of the project's defaults."""
    send_window: SendWindow | None = None
    """None takes the project's."""
    hold: Hold | None = None
    """None takes the project's."""
    not_after: timedelta = timedelta(days=2)
    schedule: Schedule | None = None
    file: str = field(default="", compare=False)

    def all_steps(self) -> Iterator[Step]:
        """Every step in reading order, arms included."""
        yield from walk(self.steps)
