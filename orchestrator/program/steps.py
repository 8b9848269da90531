"""The operations of steps: moving whole batches on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import time, timedelta

from orchestrator.model import DelayUntil
from orchestrator.program.entering import Restart
from orchestrator.program.statement import Statement


@dataclass(frozen=True)
class Delay:
    name: str
    sentence: str
    position: str
    move_on: Statement | None
    """None: the step behind it takes them from here."""
    passing: Statement | None
    """How many that step will take."""


@dataclass(frozen=True)
class Zones:
    """The zones of a batch, to reckon in each what its clocks show."""

    find: Statement | None
    """None: all are in the default one."""
    default: str


@dataclass(frozen=True)
class DelayUntilClock:
    """Who has just arrived is given a due time, zone by zone; who is due moves on."""

    name: str
    sentence: str
    position: str
    stamp: Statement
    zones: Zones
    plan: Statement
    release: Statement
    move_on: Statement
    until: DelayUntil


@dataclass(frozen=True)
class DayRule:
    """How a day becomes an instant: `offset` later, at `at` of the zone's clocks."""

    offset: timedelta
    at: time | None
    is_shifted: bool
    """Whether the days are read with the offset in them already."""


@dataclass(frozen=True)
class DelayUntilDate:
    """As `DelayUntilClock`, from a date of each person's.

    With `days` the plan is made for each zone and day, without it by SQL alone.
    """

    name: str
    sentence: str
    position: str
    stamp: Statement
    dateless: Statement
    days: Statement | None
    plan: Statement
    past: Statement
    release: Statement
    move_on: Statement
    rule: DayRule
    default_timezone: str
    exits_when_past: bool


@dataclass(frozen=True)
class Straight:
    """Arms that lead straight to a send: its message is queued as the arm is taken.

    So those whom the send would only make wait for it are written once.
    """

    steps: Mapping[str, str]
    """The step of the send, by arm."""
    count: Statement
    queue: Statement
    wait: Statement


@dataclass(frozen=True)
class Branch:
    """A branch or a split: everyone who is due takes one arm, and moves on by the row that says so."""

    name: str
    sentence: str
    position: str
    taken_at: tuple[str, ...]
    """Where those stand whom it takes: there, and at the delays that lead to it."""
    leave: Statement | None
    choose: Statement
    straight: Straight | None
    arms: tuple[str, ...]
    move_on: tuple[Statement, ...]
    """One per arm, for those who are still here."""


@dataclass(frozen=True)
class Wake:
    """Of those who wait and have news, the ones for whom all holds now go on."""

    name: str
    sentence: str
    position: str
    stamp: Statement
    leave: Statement | None
    choose: Statement
    count: Statement
    move_on: tuple[Statement, ...]
    release: Statement


@dataclass(frozen=True)
class WaitFor:
    """Who arrives is judged, and waits if it does not hold; so is who has waited long enough."""

    name: str
    sentence: str
    position: str
    stamp: Statement
    leave: Statement | None
    begin: Statement
    choose: Statement
    count: Statement
    move_on: tuple[Statement, ...]
    release: Statement


@dataclass(frozen=True)
class Update:
    name: str
    sentence: str
    position: str
    stamp: Statement
    leave: Statement | None
    writes: tuple[Statement, ...]
    move_on: Statement


@dataclass(frozen=True)
class Start:
    """`enter` writes into the ledger of `flow`, under that flow's lock."""

    name: str
    sentence: str
    position: str
    flow: str
    stamp: Statement
    leave: Statement | None
    enter: Statement | None
    """None: that flow lets nobody in, being a draft or paused."""
    restart: Restart | None
    move_on: Statement
