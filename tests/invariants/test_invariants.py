"""The rules that hold whatever happens: the short version of `python -m tests.invariants`."""

from __future__ import annotations

import pytest

from tests.engine.killing import gone_worker
from tests.engine.world import World
from tests.invariants.__main__ import look
from tests.invariants.running import settings_for

EXAMPLES = {"sqlite": 6, "postgresql": 2}


@pytest.fixture(scope="session")
def dead() -> str:
    return gone_worker()


def test_whatever_happens(world: World, dead: str) -> None:
    seen = look(world, dead, settings_for(EXAMPLES[world.dialect]))
    assert seen["histories"] >= EXAMPLES[world.dialect]
    assert seen["messages sent"]
