"""Expected and happened messages side by side, as a diff."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.testing.happened import Made
from orchestrator.testing.matching import Matching, Pair
from orchestrator.testing.model import ExpectedMessage, Outcome


def diff(matching: Matching) -> list[str]:
    """A line a message: `-` was expected, `+` happened, without either it is both."""
    return [line for pair in matching.pairs for line in _lines(matching, pair)]


def _lines(matching: Matching, pair: Pair) -> Iterator[str]:
    if pair.expected is not None and not pair.is_met:
        yield f"- {_when(pair.expected):16}  {_expected(pair.expected)}"
    if pair.made is not None:
        sign = "  " if pair.is_met else "+ "
        yield f"{sign}{matching.clock.shown(pair.made.at)}  {_made(pair.made)}"


def _when(expected: ExpectedMessage) -> str:
    return expected.at.text if expected.at is not None else ""


def _expected(expected: ExpectedMessage) -> str:
    variant = f" ({expected.variant})" if expected.variant else ""
    return f"{expected.send}{variant}{_outcome(expected.outcome, expected.reason)}"


def _made(made: Made) -> str:
    variant = f" ({made.variant})" if made.variant else ""
    return f"{made.step}{variant}{_outcome(made.status, made.reason)}"


def _outcome(status: str, reason: str | None) -> str:
    if status == Outcome.SENT:
        return ""
    words = status.replace("_", " ")
    return f" {words}: {reason}" if reason else f" {words}"
