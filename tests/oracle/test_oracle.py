"""Engine and oracle agree; `python -m tests.oracle 2000` lets them play longer."""

from __future__ import annotations

import pytest

from tests.oracle.arena import Arena
from tests.oracle.seeds import SEEDS

STRETCH = range(100_000, 100_045)
SHORT = range(200_000, 200_010)
"""One of them was found by PostgreSQL alone."""
MOST_OF_THEM = 0.5
"""A triple with which nobody enters proves little."""


def test_they_agree_on_sqlite(on_sqlite: Arena) -> None:
    played = [on_sqlite.play(seed) for seed in STRETCH]
    assert {each.seed: each.differences for each in played if each.differences} == {}
    entered = [each for each in played if each.enrolments]
    assert len(entered) > MOST_OF_THEM * len(played)


def test_they_agree_on_postgresql(on_postgresql: Arena) -> None:
    played = [on_postgresql.play(seed) for seed in SHORT]
    assert {each.seed: each.differences for each in played if each.differences} == {}


@pytest.mark.parametrize("seed", SEEDS, ids=str)
def test_what_was_found_once(seed: int, on_sqlite: Arena) -> None:
    played = on_sqlite.play(seed)
    assert played.differences == [], SEEDS[seed]
