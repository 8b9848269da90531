"""A flow and a project after parsing: frozen, with real types, nothing left to interpret."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from enum import StrEnum
from typing import TypeAlias

from orchestrator.catalog import Catalog
from orchestrator.conditions import Condition
from orchestrator.diagnostics import Path


class Status(StrEnum):
    DRAFT = "draft"
    LIVE = "live"
    PAUSED = "paused"


class MessageClass(StrEnum):
    MARKETING = "marketing"
    TRANSACTIONAL = "transactional"


class Channel(StrEnum):
    EMAIL = "email"


@dataclass(frozen=True)
class Variant:
    """One arm of an A/B test of a message; `share` in per cent; None keeps the step's own."""

    name: str
    share: float
    subject: str | None = None
    template: str | None = None
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class Send:
    id: str
    template: str
    subject: str
    channel: Channel = Channel.EMAIL
    message_class: MessageClass | None = None
    """None takes the flow's."""
    variants: tuple[Variant, ...] = ()
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class Delay:
    duration: timedelta
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class Case:
    """One arm of a branch, taken when all conditions hold."""

    conditions: tuple[Condition, ...]
    steps: tuple[Step, ...]
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class Branch:
    """The first case that holds is taken, else `otherwise`; arms join again after the block."""

    id: str
    cases: tuple[Case, ...]
    otherwise: tuple[Step, ...] = ()
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class Exit:
    path: Path = field(default=(), compare=False)


Step: TypeAlias = Send | Delay | Branch | Exit


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


@dataclass(frozen=True)
class DateTrigger:
    """Entered at a date attribute plus `offset` days, at the wall-clock time `at`.

    `timezone` is an IANA name or `customer`; a customer without a zone that exists takes the
    project's. With `yearly` every year's recurrence counts, 29 February on `leap_day`.
    """

    attribute: str
    offset: timedelta = timedelta(0)
    at: time = time(9, 0)
    timezone: str = CUSTOMER_ZONE
    yearly: bool = False
    leap_day: LeapDay = LeapDay.FEBRUARY_28
    path: Path = field(default=(), compare=False)


Trigger: TypeAlias = EventTrigger | SegmentTrigger | DateTrigger


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
    not_after: timedelta = timedelta(days=2)
    schedule: Schedule | None = None
    file: str = field(default="", compare=False)

    def all_steps(self) -> Iterator[Step]:
        """Every step in reading order, arms included."""
        yield from walk(self.steps)


def walk(steps: tuple[Step, ...]) -> Iterator[Step]:
    for step in steps:
        yield step
        if isinstance(step, Branch):
            for case in step.cases:
                yield from walk(case.steps)
            yield from walk(step.otherwise)


@dataclass(frozen=True)
class Segment:
    name: str
    conditions: tuple[Condition, ...]
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class Defaults:
    timezone: str = "UTC"
    locale: str = "en"


class SenderType(StrEnum):
    OUTBOX = "outbox"
    SMTP = "smtp"


@dataclass(frozen=True)
class SenderSettings:
    """Where messages of a channel leave. `secret` signs unsubscribe links."""

    type: SenderType
    from_address: str
    reply_to: str | None = None
    folder: str = "outbox"
    host: str = "127.0.0.1"
    port: int = 25
    username: str | None = None
    password: str | None = field(default=None, repr=False)
    security: str = "none"
    """none | starttls | tls"""
    unsubscribe_url: str | None = None
    secret: str | None = field(default=None, repr=False)
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class Database:
    url: str
    state: str | None = None
    """SQLite only: the file of the orchestrator's own tables; default beside the database."""


@dataclass(frozen=True)
class Project:
    root: str
    database: Database
    catalog: Catalog
    segments: Mapping[str, Segment] = field(default_factory=dict)
    senders: Mapping[Channel, SenderSettings] = field(default_factory=dict)
    defaults: Defaults = Defaults()
    constants: Mapping[str, str | int | float | bool] = field(default_factory=dict)
