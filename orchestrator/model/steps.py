"""What happens to a customer inside, one instruction after the other."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field
from datetime import time, timedelta
from enum import StrEnum
from typing import TypeAlias

from orchestrator.conditions import Condition, Ref
from orchestrator.diagnostics import Path
from orchestrator.model.triggers import CUSTOMER_ZONE
from orchestrator.records import dataclass


class MessageClass(StrEnum):
    MARKETING = "marketing"
    TRANSACTIONAL = "transactional"


class Channel(StrEnum):
    EMAIL = "email"
    SMS = "sms"
    WEBHOOK = "webhook"


class OnCap(StrEnum):
    """What happens to a message that a frequency cap holds back."""

    DEFER = "defer"
    SKIP = "skip"


@dataclass(frozen=True)
class Variant:
    """One arm of an A/B test of a message; `share` in per cent; None keeps the step's own."""

    name: str
    share: float
    subject: str | None = None
    template: str | None = None
    path: Path = field(default=(), compare=False)
    subjects: Mapping[str, str] = field(default_factory=dict)
    """By locale, where there is one for each; `subject` is then the first of them."""


@dataclass(frozen=True)
class Send:
    """One message; `subject` is empty except for e-mail, `template` may be for a webhook."""

    id: str
    template: str
    subject: str = ""
    channel: Channel = Channel.EMAIL
    message_class: MessageClass | None = None
    """None takes the flow's."""
    variants: tuple[Variant, ...] = ()
    only_if: tuple[Condition, ...] = ()
    """Read at the hand-over: the message is skipped where they do not hold then."""
    topic: str | None = None
    coupon: str | None = None
    to: str | None = None
    """A named sender: who gets a message that is not for the customer, or which webhook."""
    not_after: timedelta | None = None
    """None takes the flow's."""
    on_cap: OnCap = OnCap.DEFER
    subjects: Mapping[str, str] = field(default_factory=dict)
    """By locale, where there is one for each; `subject` is then the first of them."""
    was: str | None = None
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class Delay:
    duration: timedelta
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class DelayUntil:
    """Until the next time that the clock of a zone shows `at`, on `weekday` (Monday is 0) if said.

    With `or_now_within` nobody waits for whom it showed that at most so long ago.
    """

    at: time
    weekday: int | None = None
    timezone: str = CUSTOMER_ZONE
    or_now_within: timedelta | None = None
    path: Path = field(default=(), compare=False)


class IfPast(StrEnum):
    NOW = "now"
    EXIT = "exit"


@dataclass(frozen=True)
class DelayUntilDate:
    """Until a date that is read, plus `offset`, plus `plus_days` days times `times`.

    `at` is the wall-clock time on that day; None keeps the time of an instant, and is 00:00 for a
    date. Whoever has no such date leaves the flow.
    """

    date: Ref
    offset: timedelta = timedelta(0)
    plus_days: Ref | None = None
    times: Ref | None = None
    at: time | None = None
    timezone: str = CUSTOMER_ZONE
    if_past: IfPast = IfPast.NOW
    path: Path = field(default=(), compare=False)


DELAYS = (Delay, DelayUntil, DelayUntilDate)


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
    was: str | None = None
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class Arm:
    """One way of a split; `share` in per cent."""

    name: str
    share: float
    steps: tuple[Step, ...] = ()
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class Split:
    """Draws an arm by customer and split, the same one each time."""

    id: str
    arms: tuple[Arm, ...]
    was: str | None = None
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class WaitFor:
    """Waits until all of `awaited` hold, at most so long; `then` if they did, else `otherwise`.

    The row that ended the wait is read as `ID.property`.
    """

    id: str
    awaited: tuple[Condition, ...]
    at_most: timedelta
    then: tuple[Step, ...] = ()
    otherwise: tuple[Step, ...] = ()
    was: str | None = None
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class Update:
    """Writes what the project itself keeps of a customer, never the customer database."""

    add_tags: tuple[str, ...] = ()
    remove_tags: tuple[str, ...] = ()
    set: Mapping[str, str | int | float | bool | Ref] = field(default_factory=dict)
    """Facts, read as `customer.facts.NAME`."""
    suppress: Channel | None = None
    reason: str | None = None
    """Why; only with `suppress`."""
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class Start:
    """Lets the customer into another flow, if its conditions and re-entry rule do."""

    flow: str
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class Exit:
    path: Path = field(default=(), compare=False)


Step: TypeAlias = (
    Send | Delay | DelayUntil | DelayUntilDate | Branch | Split | WaitFor | Update | Start | Exit
)


def blocks(step: Step) -> tuple[tuple[str, tuple[Step, ...]], ...]:
    """The lists of steps inside a step, each with the name of its arm, in reading order."""
    match step:
        case Branch():
            cases = tuple(_cases(step))
            return (*cases, ("else", step.otherwise))
        case Split():
            return tuple((arm.name, arm.steps) for arm in step.arms)
        case WaitFor():
            return (("then", step.then), ("else", step.otherwise))
        case _:
            return ()


def _cases(step: Branch) -> Iterator[tuple[str, tuple[Step, ...]]]:
    if len(step.cases) == 1:
        yield "then", step.cases[0].steps
        return
    for number, case in enumerate(step.cases, start=1):
        yield f"case-{number}", case.steps


def walk(steps: tuple[Step, ...]) -> Iterator[Step]:
    """Every step in reading order, those inside others included."""
    for step in steps:
        yield step
        for _arm, inner in blocks(step):
            yield from walk(inner)
