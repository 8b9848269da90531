"""The word and the sentence of a tick."""

from __future__ import annotations

from io import StringIO

import pytest
from rich.console import Console

from orchestrator.deployment.display import run_table
from orchestrator.deployment.outcome import Outcome, Summary
from orchestrator.deployment.ran import Ran
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
        ({"retried": 2}, Outcome.NOT_SENT),
        ({"sent": 3, "retried": 1}, Outcome.PARTLY_SENT),
        ({"entered": 3, "held out": 1}, Outcome.MOVED),
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


def test_sentence_tells_of_whom_the_server_did_not_take_and_who_is_held_out() -> None:
    summary = Summary(sent=1, retried=2, held_out=3, waiting=4)
    assert summary.sentence == "1 sent, 3 held out, 2 to be tried again; 4 inside."


def test_the_table_has_columns_for_them_where_there_are_some() -> None:
    usual = [Ran("welcome", 0.1, Summary(sent=1), None)]
    assert "held out" not in _printed(usual)
    assert "retried" not in _printed(usual)
    table = _printed([*usual, Ran("carts", 0.1, Summary(retried=2, held_out=7), None)])
    heading, welcome, carts = table.splitlines()
    assert heading.split()[-3:] == ["held", "out", "retried"]
    assert welcome.split()[-2:] == ["0", "0"]
    assert carts.split()[-2:] == ["7", "2"]


def _printed(runs: list[Ran]) -> str:
    printed = StringIO()
    Console(width=120, file=printed).print(run_table(runs))
    return printed.getvalue()
