"""What tests can say, and that what they say happens."""

from __future__ import annotations

from pathlib import Path

from tests.testing.conftest import run_in


def failures(root: Path) -> list[str]:
    return [
        f"{result.case.name}: {each.failure.message}"
        for result in run_in(root).results
        for each in result.failures
    ]


def test_what_the_engine_can_do(scenarios: Path) -> None:
    assert failures(scenarios) == []


def test_what_a_shop_wants_to_know(usecases: Path) -> None:
    """Review requests, replenishment, win-back, birthdays, back in stock and others of the thirty."""
    assert failures(usecases) == []
