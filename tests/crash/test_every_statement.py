"""The short version of `python -m tests.crash.statements`: every so-manieth statement."""

from __future__ import annotations

import pytest

from tests.crash.cases import CASES
from tests.crash.statements import kill_everywhere
from tests.engine.killing import gone_worker
from tests.engine.world import World

STRIDE = 19


@pytest.fixture(scope="session")
def dead() -> str:
    return gone_worker()


@pytest.mark.parametrize("name", CASES)
def test_a_kill_changes_nothing_but_that_a_group_is_unknown(
    world: World, dead: str, name: str
) -> None:
    counts = kill_everywhere(world, CASES[name], dead, STRIDE)
    assert counts.kills >= 2
    assert counts.messages > counts.unknown
