"""Ticking more often changes when things happen, and not what: where no condition asks the time."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.crash.history import empty
from tests.engine.texts import CART, send
from tests.engine.world import World
from tests.invariants.running import settings_for

FLOW = (
    CART
    + "while_inside: both\nholdout: 20%\nsteps:\n"
    + send("first")
    + "  - branch: size\n    if:\n      - trigger.value: {at_least: 50}\n    then:\n"
    + "      - delay: 90 minutes\n"
    + send("large", 6)
    + "  - split: ab\n    arms:\n      a:\n        share: 50%\n        steps:\n"
    + send("drawn", 10)
    + "      b: {share: 50%}\n"
    + "  - delay: 3 hours\n"
    + send("last")
)
DAY = 24 * 60
END = 3 * DAY
minutes = st.integers(1, DAY)
carts = st.lists(st.tuples(minutes, st.integers(1, 9), st.sampled_from([10, 90])), max_size=8)
ticks = st.lists(minutes, max_size=6)


def at(minute: int) -> str:
    return f"2026-03-{1 + minute // DAY:02} {minute % DAY // 60:02}:{minute % 60:02}"


def outcome(
    world: World, carts: Sequence[tuple[int, int, int]], ticks: Sequence[int]
) -> list[tuple[object, ...]]:
    """Who entered by which cart, and what became of each message; rows come in as they are dated."""
    empty(world)
    flow = world.flow(FLOW)
    for customer in range(1, 10):
        world.shop.customer(customer)
    world.tick(flow, at(0))
    coming = sorted((minute, number) for number, (minute, _, _) in enumerate(carts))
    for tick in sorted({*ticks, DAY, *range(DAY, END, 3 * 60), END}):
        while coming and coming[0][0] <= tick:
            minute, number = coming.pop(0)
            _, customer, value = carts[number]
            world.shop.cart(number, customer, at(minute), value=value)
        world.tick(flow, at(tick))
    assert world.inside() == {}
    sql = (
        "select e.customer, e.trigger_key, e.held_out, m.step, m.status "
        "from orchestrator.enrolment e left join orchestrator.message m on m.enrolment = e.id"
    )
    return sorted(map(tuple, world.rows(sql)), key=repr)


@pytest.mark.parametrize("world", ["sqlite"], indirect=True)
def test_the_same_comes_of_it(world: World) -> None:
    @settings_for(8)
    @given(carts=carts, few=ticks, more=ticks)
    def check(carts: list[tuple[int, int, int]], few: list[int], more: list[int]) -> None:
        seldom = outcome(world, carts, few)
        assert len({row[:2] for row in seldom}) == len(carts)
        assert outcome(world, carts, [*few, *more]) == seldom

    check()
