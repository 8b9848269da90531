"""Kill before any statement or commit of every kind of step: `python -m tests.crash.statements [CASE…]`.

The outcome must be that of the same days without a kill, but that one group may be unknown.
"""

from __future__ import annotations

import sys
from itertools import count, product
from typing import NamedTuple

from tests.crash.cases import CASES, Case
from tests.crash.history import DIED, History, empty
from tests.engine.killing import gone_worker
from tests.engine.world import World
from tests.engine.worlds import worlds

SPARED = 4
"""So many days without such a statement: on some days those who enter draw the shorter way."""


class Counts(NamedTuple):
    kills: int
    messages: int
    unknown: int


def kill_everywhere(world: World, case: Case, dead: str, stride: int = 1) -> Counts:
    """A kill on each day, `stride` statements later than the one before, while there are any.

    Leaves the world as it found it: empty. Raises AssertionError where something differs.
    """
    killed = History(world, case)
    kills = spared = 0
    for last in count(1):
        if killed.day(last, dead, stride * kills):
            kills, spared = kills + 1, 0
        elif (spared := spared + 1) == SPARED:
            break
    killed.quiet(last + 1)
    assert all(len(sends) == 1 for sends in killed.unknown_groups().values())
    ids = [each.id for each in world.postbox.taken]
    assert len(ids) == len(set(ids))
    statuses, told = killed.messages(), killed.told()

    empty(world)
    undisturbed = History(world, case)
    for number in range(1, last + 1):
        undisturbed.day(number)
    undisturbed.quiet(last + 1)
    wanted = undisturbed.messages()
    unknown = {key for key, status in statuses.items() if status == f"unknown {DIED}"}
    assert all(wanted.get(key) == "sent" for key in unknown)
    expected = wanted | dict.fromkeys(unknown, f"unknown {DIED}")
    assert statuses == expected, set(statuses.items()) ^ set(expected.items())
    assert told == undisturbed.told()
    assert len(world.postbox.taken) - len(unknown) <= len(ids) <= len(world.postbox.taken)
    empty(world)
    return Counts(kills, len(wanted), len(unknown))


def main() -> None:
    dead = gone_worker()
    names = sys.argv[1:] or list(CASES)
    with worlds() as both:
        for name, world in product(names, both):
            counts = kill_everywhere(world, CASES[name], dead)
            print(
                f"{name}, {world.dialect}: {counts.kills} kills, {counts.messages} messages, "
                f"{counts.unknown} unknown, lost=0 doubled=0",
                flush=True,
            )


if __name__ == "__main__":
    main()
