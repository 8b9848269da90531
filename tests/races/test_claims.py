"""A cap of one: two who claim at once, at any statement, and one who has two at once."""

from __future__ import annotations

from collections import Counter
from concurrent.futures import Future, ThreadPoolExecutor, wait

from orchestrator.runner import Tally
from tests.engine.postbox import Postbox
from tests.engine.texts import CART
from tests.engine.world import World
from tests.races.meanwhile import before_statement, someone_writes

CAP = CART + "while_inside: both\nfrequency_cap: {at_most: 1, per: 3 days}\n"
AT = "2026-03-01 09:05"
STEP = 3
"""Every third statement, to save time; the ones left out begin or end transactions."""


def test_a_second_claimer_before_any_statement_of_the_first(world: World) -> None:
    """It goes on until it is done, or waits for the first; each customer gets one message."""
    flows = world.flows(dict.fromkeys("ab", CAP))
    for flow in flows.values():
        world.tick(flow, "2026-03-01 08:00")
    other = Postbox()
    with world.another_workspace(other) as second, ThreadPoolExecutor(1) as pool:
        for number in range(0, 150, STEP):
            world.shop.customer(number)
            world.shop.cart(number, number, "2026-03-01 09:00")
            begun: list[Future[Tally]] = []

            def claim(begun: list[Future[Tally]] = begun) -> None:
                begun.append(pool.submit(world.tick, flows["b"], AT, second))
                while not begun[0].done() and not someone_writes(world):
                    wait(begun, timeout=0.01)

            with before_statement(world.workspace.store.engine, number, claim) as happened:
                world.tick(flows["a"], AT)
            if not happened:
                break
            begun[0].result()
        for flow in flows.values():
            world.tick(flow, AT)
    assert number > 20
    got = Counter(int(each.customer) for box in (world.postbox, other) for each in box.taken)
    assert got == dict.fromkeys(range(0, number + 1, STEP), 1)
    assert {int(each.customer) for each in other.taken}
    assert {int(each.customer) for each in world.postbox.taken}


def test_one_claimer_with_two_candidates_of_one_customer(world: World) -> None:
    flow = world.flow(CAP, "a")
    world.tick(flow, "2026-03-01 08:00")
    world.shop.customers(2)
    for number in range(4):
        world.shop.cart(number, 1 + number % 2, f"2026-03-01 09:0{number}")
    world.tick(flow, AT)
    assert sorted(each.customer for each in world.postbox.taken) == ["1", "2"]
    assert world.statuses() == {"sent": 2, "queued": 2}
