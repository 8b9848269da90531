"""Look for longer: `python -m tests.invariants 300` (so many histories; a tenth on PostgreSQL)."""

from __future__ import annotations

import sys
from collections import Counter

from hypothesis import settings
from hypothesis.stateful import run_state_machine_as_test

from tests.engine.killing import gone_worker
from tests.engine.world import World
from tests.engine.worlds import worlds
from tests.invariants.machine import Machine
from tests.invariants.running import settings_for

LONGER = 40


def look(world: World, dead: str, settings: settings) -> Counter[str]:
    """What came up. Raises what a history violates, in its shortest form."""
    seen: Counter[str] = Counter()
    machine = type("Here", (Machine,), {"world": world, "dead": dead, "seen": seen})
    run_state_machine_as_test(machine, settings=settings)
    return seen


def main() -> None:
    histories, dead = int(sys.argv[1]), gone_worker()
    with worlds() as both:
        for world, number in zip(both, (histories, histories // 10), strict=True):
            seen = look(world, dead, settings(settings_for(number, LONGER), derandomize=False))
            print(f"{world.dialect}: nothing violated")
            for what, times in sorted(seen.items()):
                print(f"  {times} {what}", flush=True)


if __name__ == "__main__":
    main()
