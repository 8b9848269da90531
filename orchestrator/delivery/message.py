"""What a sender is given, and what it answers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import Protocol

from orchestrator.model import Channel


@dataclass(frozen=True)
class Message:
    """One message, rendered and addressed, ready to leave.

    A text message has only `text`; a webhook's is the JSON of its body, and it needs no address.
    """

    id: str
    """Stable over retries; also the left part of the Message-ID header (RFC 5322)."""
    flow: str
    step: str
    customer: str
    to: str
    subject: str
    html: str
    text: str
    at: datetime
    """The tick's instant, aware; the Date header."""
    headers: Mapping[str, str] = field(default_factory=dict)
    channel: Channel = Channel.EMAIL


class Outcome(StrEnum):
    SENT = "sent"
    FAILED = "failed"
    """Refused for good: a retry would be refused as well."""
    RETRY = "retry"
    """Surely not taken; may be tried again later."""
    UNKNOWN = "unknown"
    """Handed over, but nobody said whether it was taken; never tried again by itself."""


@dataclass(frozen=True)
class Receipt:
    message: str
    outcome: Outcome
    reason: str | None = None
    """One sentence for the marketer; None when sent."""


class Sender(Protocol):
    def deliver(self, messages: Sequence[Message]) -> Iterator[Receipt]:
        """Hand over a small group on one connection: one receipt each, in the order given.

        A message's trouble is its receipt. Nothing is raised but for a bug.
        """
        ...
