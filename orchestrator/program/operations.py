"""The operations of a program, in the order in which a tick performs them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import time, timedelta
from typing import TypeAlias

from orchestrator.catalog import Type
from orchestrator.model import Channel, LeapDay
from orchestrator.program.statement import Statement


@dataclass(frozen=True)
class Recover:
    """Take back what dead workers had claimed, and report what they were handing over."""

    sentence: str
    workers: Statement
    requeue: Statement
    give_up: Statement
    move_on: Mapping[str, Statement]
    """By step: those whose message became unknown."""
    name: str = "recover"


@dataclass(frozen=True)
class Leave:
    """`exit_when`, for those whose events came in since the last tick."""

    sentence: str
    leave: Statement
    cancel: Statement
    name: str = "exit"


@dataclass(frozen=True)
class EnterByEvent:
    """`judge` fixes who is judged; a row that is committed meanwhile waits for the next tick."""

    sentence: str
    judge: Statement
    restart: Statement | None
    enter: Statement
    forget: Statement
    """Those judged so long ago that no window reaches back to them."""
    cancel: Statement | None
    """The queued messages of passages that `restart` ended."""
    name: str = "enrol"


@dataclass(frozen=True)
class EnterBySegment:
    sentence: str
    leave_segment: Statement
    join_segment: Statement
    restart: Statement | None
    enter: Statement
    cancel: Statement | None
    include_current: bool
    name: str = "enrol"


@dataclass(frozen=True)
class EnterByDate:
    """`zones` finds the zones of those near their date; `enter` runs once per zone and day."""

    sentence: str
    zones: Statement
    restart: Statement | None
    enter: Statement
    cancel: Statement | None
    offset: timedelta
    at: time
    timezone: str | None
    """None: each customer's own."""
    default_timezone: str
    yearly: bool
    leap_day: LeapDay
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


@dataclass(frozen=True)
class Delay:
    name: str
    sentence: str
    position: str
    move_on: Statement


@dataclass(frozen=True)
class Branch:
    name: str
    sentence: str
    position: str
    stamp: Statement
    leave: Statement | None
    choose: Statement
    count: Statement
    move_on: tuple[Statement, ...]
    """One per arm."""


@dataclass(frozen=True)
class Field:
    """A column of the context query and the template variable that it fills."""

    label: str
    path: tuple[str, ...]
    type: Type


@dataclass(frozen=True)
class Context:
    """What rendering needs: one query per batch, and one more for the lines of the event."""

    query: Statement
    fields: tuple[Field, ...]
    items: Statement | None = None
    item_fields: tuple[Field, ...] = ()


@dataclass(frozen=True)
class Content:
    """What one variant (None: a send without any) says."""

    template: str
    subject: str


@dataclass(frozen=True)
class Send:
    name: str
    sentence: str
    position: str
    step: str
    channel: Channel
    marketing: bool
    stamp: Statement
    leave: Statement | None
    pass_by: Statement
    """Those who got this message before an edit moved it."""
    queue: Statement
    wait: Statement
    late: Statement
    claim: Statement
    context: Context
    hand_over: Statement
    sending: Statement
    explain_refusal: Statement
    skip: Statement
    refusals: Statement
    requeue: Statement
    exit_refused: Statement
    outcome: Statement
    move_on: Statement
    contents: Mapping[str | None, Content] = field(default_factory=dict)


Operation: TypeAlias = (
    Recover | Leave | EnterByEvent | EnterBySegment | EnterByDate | Watch | Delay | Branch | Send
)


@dataclass(frozen=True)
class Program:
    """Pure: no clock, no connection. `digest` changes when its meaning does."""

    flow: str
    title: str
    digest: str
    positions: tuple[str, ...]
    """Where an open enrolment may stand."""
    sends: tuple[str, ...]
    """Those of them where a message may be on its way."""
    operations: tuple[Operation, ...]
    due: Statement
    """Which positions have somebody due: the probe of an idle tick."""
    waiting: Statement
    queued: Statement
    """Which sends have queued messages that are due."""
    goal: Statement | None
    include_past: timedelta
