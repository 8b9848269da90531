"""`while_inside: restart`: a passage ends only where another one begins."""

from __future__ import annotations

from tests.engine.texts import CART, DAY_THEN_HELLO
from tests.engine.world import World
from tests.races.meanwhile import before_statement

FLOW = CART + "while_inside: restart\nconditions:\n  - customer.country: SE\n" + DAY_THEN_HELLO


def test_a_condition_that_turns_between_two_statements(world: World) -> None:
    """Before each statement of a tick in turn the customer moves away: in or out, never neither."""
    flow = world.flow(FLOW)
    world.tick(flow, "2026-03-01 08:00")
    restarted = set()
    for number in range(60):
        first, second = (
            f"2026-03-01 {9 + number // 10:02}:{number % 10 * 6 + n:02}" for n in (0, 3)
        )
        world.shop.customer(number, country="SE")
        world.shop.cart(number, number, first)
        world.tick(flow, first)
        world.shop.cart(1000 + number, number, second)

        def move(key: int = number) -> None:
            world.shop.change("customers", key, country="NO")

        with before_statement(world.workspace.store.engine, number, move) as happened:
            tally = world.tick(flow, second)
        if not happened:
            break
        assert number in world.inside()
        if tally.totals["restarted"]:
            restarted.add(number)
    assert number > 10
    assert 0 < len(restarted) < number
