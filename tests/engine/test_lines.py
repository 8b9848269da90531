"""Lists of lines: `any`, `all`, `none`, of the trigger's row and of rows that were counted."""

from __future__ import annotations

import pytest

from tests.engine.texts import MONTHS_THEN_HELLO, SIGNED_UP
from tests.engine.world import World

ORDERED = "trigger:\n  event: placed_order\nreentry: always\n"
# The lines of each customer's only order; 4 has none, and a missing price is no price.
LINES: dict[int, list[tuple[str | None, float | None]]] = {
    1: [("helmet", 50), ("glove", 5)],
    2: [("helmet", 50), ("helmet", 500)],
    3: [("glove", 5)],
    4: [],
    5: [("helmet", None)],
}
TESTS = {
    "{any: {sku: helmet}}": [1, 2, 5],
    "{any: {sku: helmet, price: {at_least: 100}}}": [2],
    "{any: {sku: glove, price: {at_least: 10}}}": [],
    "{all: {sku: helmet}}": [2, 4, 5],
    "{all: {price: {at_least: 5}}}": [1, 2, 3, 4],
    "{none: {sku: glove}}": [2, 4, 5],
    "{none: {price: {at_least: 5}}}": [4, 5],
    "{any: {price: {exists: false}}}": [5],
}


def order_all(world: World, at: str) -> None:
    for key, lines in LINES.items():
        world.shop.customer(key)
        order = world.shop.order(key, at)
        for sku, price in lines:
            world.shop.add("order_lines", order_id=order, sku=sku, price=price)


@pytest.mark.parametrize("test", TESTS)
def test_of_the_trigger_while_entering(world: World, test: str) -> None:
    conditions = f"conditions:\n  - trigger.items: {test}\n"
    flow = world.flow(ORDERED + conditions + MONTHS_THEN_HELLO)
    world.tick(flow, "2026-03-01 08:00")
    order_all(world, "2026-03-01 08:30")
    world.tick(flow, "2026-03-01 09:00")
    assert world.entered() == TESTS[test]


@pytest.mark.parametrize("test", TESTS)
def test_of_the_trigger_at_a_branch(world: World, test: str) -> None:
    steps = (
        f"steps:\n  - branch: b\n    if:\n      - trigger.items: {test}\n"
        "    then:\n      - delay: 1 day\n    else:\n      - exit\n"
    )
    flow = world.flow(ORDERED + steps + "  - send: hello\n    template: hello\n    subject: Hi\n")
    world.tick(flow, "2026-03-01 08:00")
    order_all(world, "2026-03-01 08:30")
    world.tick(flow, "2026-03-01 09:00")
    assert sorted(world.inside()) == TESTS[test]


@pytest.mark.parametrize("test", TESTS)
def test_within_a_where(world: World, test: str) -> None:
    did = f"conditions:\n  - did: {{event: placed_order, where: {{items: {test}}}}}\n"
    flow = world.flow(SIGNED_UP + did + MONTHS_THEN_HELLO)
    order_all(world, "2026-02-01 08:30")
    world.tick(flow, "2026-03-01 09:00")
    assert world.entered() == TESTS[test]


def test_lines_of_the_triggers_own_where(world: World) -> None:
    text = "trigger:\n  event: placed_order\n  where:\n    items: {any: {sku: glove}}\nreentry: always\n"
    flow = world.flow(text + MONTHS_THEN_HELLO)
    world.tick(flow, "2026-03-01 08:00")
    order_all(world, "2026-03-01 08:30")
    world.tick(flow, "2026-03-01 09:00")
    assert world.entered() == [1, 3]
