"""What a tick came to: numbers, a word and a sentence."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum

from orchestrator.deployment.engine import Tally


@dataclass(frozen=True)
class Summary:
    """`waiting` is how many are inside at the end; the rest is what this tick did."""

    entered: int = 0
    exited: int = 0
    waiting: int = 0
    sent: int = 0
    failed: int = 0
    skipped: int = 0
    unknown: int = 0
    retried: int = 0
    """Not taken by the server for now; tried again later."""
    held_out: int = 0
    moved: bool = False
    reasons: tuple[str, ...] = ()
    """Such as "hello: 13 skipped (no consent)": what was not sent, and why."""

    @classmethod
    def of(cls, tally: Tally) -> Summary:
        totals = tally.totals
        return cls(
            entered=totals["entered"],
            exited=totals["exited"],
            waiting=tally.waiting,
            sent=totals["sent"],
            failed=totals["failed"],
            skipped=totals["skipped"],
            unknown=totals["unknown"],
            retried=totals["retried"],
            held_out=totals["held out"],
            moved=tally.did_something,
            reasons=tuple(
                f"{step}: {number} {what} ({why})"
                for (step, what, why), number in sorted(tally.reasons.items())
            ),
        )

    @property
    def outcome(self) -> Outcome:
        not_sent = self.failed + self.unknown + self.retried
        if self.sent:
            return Outcome.PARTLY_SENT if not_sent else Outcome.SENT
        if not_sent:
            return Outcome.NOT_SENT
        return Outcome.MOVED if self.moved else Outcome.NOTHING_TO_DO

    @property
    def sentence(self) -> str:
        """Such as "12 entered, 10 sent, 2 failed; 30 inside."."""
        done = words({name: getattr(self, field) for name, field in _NUMBERS.items()})
        return f"{done or 'Nobody entered and nothing was sent'}; {self.waiting} inside."


_NUMBERS = {
    "entered": "entered",
    "exited": "exited",
    "sent": "sent",
    "held out": "held_out",
    "failed": "failed",
    "skipped": "skipped",
    "unknown": "unknown",
    "to be tried again": "retried",
}


class Outcome(StrEnum):
    """The name of a run's final state; Prefect's UI shows it on the run."""

    SENT = "Sent"
    PARTLY_SENT = "PartlySent"
    NOT_SENT = "NotSent"
    MOVED = "Moved"
    NOTHING_TO_DO = "NothingToDo"
    NOT_RUN = "NotRun"


def words(counts: Mapping[str, int]) -> str:
    """Such as `12 entered, 3 exited`: what is not zero."""
    return ", ".join(f"{number} {what}" for what, number in counts.items() if number)
