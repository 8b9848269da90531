"""What the oracle remembers of flows, passages and messages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime

from orchestrator.catalog import Event
from tests.oracle.books import Reply, Value


@dataclass(frozen=True)
class Trigger:
    """What `trigger.` reads, frozen."""

    values: Mapping[str, Value]
    records: Mapping[str, Value] = field(default_factory=dict)
    event: Event | None = None
    """None: no row of an event lets the customer in."""
    key: Value = None
    """The key of that row."""


@dataclass(eq=False)
class Message:
    passage: Passage
    step: str
    channel: str
    marketing: bool
    variant: str | None
    status: str
    first_due: datetime
    due: datetime
    topic: str | None
    priority: int
    to_customer: bool
    number: int
    reason: str | None = None
    finished_at: datetime | None = None
    attempts: int = 0

    @property
    def is_queued(self) -> bool:
        return self.status == "queued"

    def end(self, status: str, reason: str | None, now: datetime) -> None:
        self.status, self.reason, self.finished_at = status, reason, now


@dataclass(eq=False)
class Passage:
    flow: str
    customer: int
    occasion: str
    """What tells this entry from the customer's others."""
    unique: str
    """No second passage of the customer has the same."""
    key: Value
    """What `per: key` counts by."""
    trigger: Trigger
    triggered_at: datetime
    entered_at: datetime
    held_out: bool = False
    node: int | None = None
    """The number of the step where they stand; None after the end."""
    due: datetime | None = None
    """None while a message is in flight."""
    waits_since: datetime | None = None
    ended_at: datetime | None = None
    end_reason: str | None = None
    arms: dict[str, tuple[str, datetime]] = field(default_factory=dict)
    awaited: dict[str, Mapping[str, Value]] = field(default_factory=dict)
    messages: dict[str, Message] = field(default_factory=dict)

    @property
    def is_open(self) -> bool:
        return self.ended_at is None

    def end(self, reason: str, now: datetime) -> None:
        self.ended_at, self.end_reason, self.due, self.node = now, reason, None, None

    def final_at(self, step: str) -> datetime | None:
        """When that step's message became final."""
        message = self.messages.get(step)
        return message.finished_at if message else None

    def last_sent_at(self) -> datetime | None:
        """When its last message left, may have, or would have."""
        left = [
            each.finished_at
            for each in self.messages.values()
            if each.status in ("sent", "unknown", "held_out") and each.finished_at
        ]
        return max(left, default=None)


@dataclass
class FlowState:
    """How far a flow has looked."""

    starts_at: datetime
    began_at: datetime
    watermark: datetime | None = None
    live_at: datetime | None = None
    judged: set[tuple[int, Value, datetime | None]] = field(default_factory=set)
    members: set[int] = field(default_factory=set)
    """Of the segment that triggers it, as of the last tick."""
    version: object = None


@dataclass
class State:
    flows: dict[str, FlowState] = field(default_factory=dict)
    passages: list[Passage] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    facts: dict[tuple[int, str], Value] = field(default_factory=dict)
    tags: set[tuple[int, str]] = field(default_factory=set)
    suppressed: dict[tuple[str, str], str] = field(default_factory=dict)
    """What is stopped (marketing or all), by channel and address."""
    remembered: dict[str, set[int]] = field(default_factory=dict)
    """The members of segments with `stay`."""
    replies: list[tuple[Message, Reply]] = field(default_factory=list)

    def of(self, flow: str, customer: int | None = None) -> Iterator[Passage]:
        for each in self.passages:
            if each.flow == flow and customer in (None, each.customer):
                yield each

    def messages_of(self, customer: int) -> Iterator[Message]:
        return (each for each in self.messages if each.passage.customer == customer)

    def messages_that_left(self) -> list[Message]:
        """In an order that the engine's messages can be put into as well."""
        left = [each for each in self.messages if each.status == "sent"]
        return sorted(left, key=identity)


def identity(message: Message) -> tuple[str, ...]:
    passage = message.passage
    at = passage.entered_at.isoformat()
    return (passage.flow, str(passage.customer), at, passage.occasion, message.step)
