"""What came of a triple, by name."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from tests.oracle.found import Found, Line

_ENDS = ("finished", "exit", "exit_when", "restarted", "date moved", "date is past", "no date")
_SKIPPED = (
    *("late", "held", "cap", "only_if", "exit_when", "no consent", "suppressed", "no address"),
    *("no phone number", "customer gone", "restarted", "date moved"),
)
EVERY_OUTCOME = (
    *("enrolment: open", *(f"enrolment: {why}" for why in _ENDS)),
    *("enrolment held out", "enrolment by start"),
    *("message: sent", "message: unknown", "message: failed", "message: held_out"),
    *("message: queued", "message: queued: retry", "message put off"),
    *(f"message: skipped: {why}" for why in _SKIPPED),
    *("a wait ended by a row", "a fact", "a tag", "an address suppressed", "a goal reached"),
)


def of_outcome(found: Found) -> Iterator[str]:
    for line in found.passages:
        yield from _of_passage(line)
    for line in found.messages:
        yield from _of_message(line)
    yield from ("a wait ended by a row" for line in found.arms if line[-1] is not None)
    yield from ("a fact" for _ in found.facts)
    yield from ("a tag" for _ in found.tags)
    yield from ("an address suppressed" for _ in found.suppressed)
    yield from ("a goal reached" for _, reached in found.goals if reached)


def _of_passage(line: Line) -> Iterator[str]:
    _flow, _customer, occasion, *_, why, held_out, _due = line
    yield f"enrolment: {why or 'open'}"
    yield from ("enrolment held out",) if held_out else ()
    yield from ("enrolment by start",) if occasion == "started" else ()


def _of_message(line: Line) -> Iterator[str]:
    status, reason, _finished, first_due, due = line[5:10]
    said = f": {reason}" if status in ("skipped", "queued") and reason else ""
    yield f"message: {status}{said}"
    if isinstance(due, datetime) and isinstance(first_due, datetime) and due > first_due:
        yield "message put off"
