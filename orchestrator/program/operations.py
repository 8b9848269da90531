"""A program: its operations, in the order in which a tick performs them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TypeAlias

from orchestrator.program.entering import (
    EnterByCalendar,
    EnterByDate,
    EnterByEvent,
    EnterByHand,
    EnterBySegment,
    FollowDates,
    Leave,
    Remember,
    Watch,
)
from orchestrator.program.sending import Recover, Send
from orchestrator.program.statement import Statement
from orchestrator.program.steps import (
    Branch,
    Delay,
    DelayUntilClock,
    DelayUntilDate,
    Start,
    Update,
    WaitFor,
    Wake,
)
from orchestrator.program.version import Version

Enter: TypeAlias = EnterByEvent | EnterBySegment | EnterByDate | EnterByCalendar | EnterByHand
Step: TypeAlias = (
    Delay | DelayUntilClock | DelayUntilDate | Branch | WaitFor | Update | Start | Send
)
Operation: TypeAlias = Recover | Remember | Leave | Wake | FollowDates | Enter | Watch | Step


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
    version: Version
    """What is stored of it when it begins or takes over from another one."""
    renamed: Mapping[str, str] = field(default_factory=dict)
    """Steps that had another id before, by that."""
