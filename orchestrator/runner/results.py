"""What became of messages that were handed over, as it is written down."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from orchestrator.delivery import Message, Outcome, Receipt

FIRST_RETRY = timedelta(minutes=5)
LONGEST_RETRY = timedelta(hours=6)


@dataclass(frozen=True)
class Result:
    """What became of one message."""

    message: int
    outcome: Outcome
    reason: str | None = None
    attempts: int = 1

    @property
    def word(self) -> str:
        """As it is counted."""
        return "retried" if self.outcome is Outcome.RETRY else self.outcome.value


def result_of(receipt: Receipt, attempts: Mapping[int, int]) -> Result:
    number = int(receipt.message.rpartition("-")[2])
    return Result(number, receipt.outcome, receipt.reason, attempts[number])


def results_of(
    messages: Sequence[Message], attempts: Mapping[int, int], outcome: Outcome, reason: str
) -> Iterator[Result]:
    """The same for all of them."""
    for message in messages:
        yield result_of(Receipt(message.id, outcome, reason), attempts)


def interrupted(rest: Sequence[Message], attempts: Mapping[int, int], why: str) -> Iterator[Result]:
    """The one in hand may have left, those behind it surely have not."""
    reason = f"{why} while handing over"
    yield from results_of(rest[:1], attempts, Outcome.UNKNOWN, reason)
    yield from results_of(rest[1:], attempts, Outcome.RETRY, reason)


def row_of(result: Result, token: str, now: datetime) -> dict[str, object]:
    """The values with which it is written down."""
    retry = result.outcome is Outcome.RETRY
    return {
        "message": result.message,
        "by_token": token,
        "outcome": "queued" if retry else result.outcome.value,
        "why": result.reason,
        "finished": None if retry else now,
        "again": now + retry_wait(result.attempts) if retry else now,
    }


def retry_wait(attempts: int) -> timedelta:
    """How long a message waits after so many tries: 5 minutes, doubled up to 6 hours."""
    wait: timedelta = FIRST_RETRY * (2 ** min(max(attempts - 1, 0), 10))
    return min(wait, LONGEST_RETRY)
