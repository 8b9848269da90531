"""The word and the sentence of a tick."""

from __future__ import annotations

import pytest

from orchestrator.deployment.outcome import Outcome, Summary
from orchestrator.runner import Tally


@pytest.mark.parametrize(
    ("counts", "outcome"),
    [
        ({}, Outcome.NOTHING_TO_DO),
        ({"passed over": 4}, Outcome.NOTHING_TO_DO),
        ({"moved on": 2}, Outcome.MOVED),
        ({"entered": 3}, Outcome.MOVED),
        ({"queued": 3, "skipped": 3}, Outcome.MOVED),
        ({"sent": 3}, Outcome.SENT),
        ({"sent": 3, "failed": 1}, Outcome.PARTLY_SENT),
        ({"sent": 3, "unknown": 1}, Outcome.PARTLY_SENT),
        ({"failed": 1}, Outcome.NOT_SENT),
        ({"unknown": 1}, Outcome.NOT_SENT),
    ],
)
def test_outcome_says_what_became_of_the_messages(counts: dict[str, int], outcome: Outcome) -> None:
    tally = Tally("welcome")
    tally.add("send hello", counts)
    assert Summary.of(tally).outcome is outcome


def test_sentence_leaves_out_what_did_not_happen() -> None:
    summary = Summary(entered=12, sent=10, failed=2, waiting=30)
    assert summary.sentence == "12 entered, 10 sent, 2 failed; 30 inside."


def test_sentence_of_an_idle_tick() -> None:
    assert Summary(waiting=3).sentence == "Nobody entered and nothing was sent; 3 inside."
