"""Caps where several workers claim at once, each flow through a connection of its own."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from concurrent.futures import Future, ThreadPoolExecutor, wait

import pytest
from sqlalchemy import Connection, event

from orchestrator.program import Program
from orchestrator.runner import Tally
from tests.engine.test_concurrency import at_once, worker, workers
from tests.engine.texts import CART
from tests.engine.world import World

CAP = CART + "while_inside: both\nnot_after: 9 days\nfrequency_cap: {at_most: 1, per: 3 days}\n"
PEOPLE = 60


def begin(world: World, *keys: str) -> Mapping[str, Program]:
    flows = world.flows(dict.fromkeys(keys, CAP))
    for flow in flows.values():
        world.tick(flow, "2026-03-01 08:00")
    world.shop.customers(PEOPLE)
    return flows


@pytest.mark.parametrize("keys", [("a", "b"), ("a", "a"), ("a", "b", "a", "b")])
def test_claims_at_once_let_one_through(world: World, keys: tuple[str, ...]) -> None:
    """Whoever claims first: everybody gets one message, and nobody gets two."""
    flows = begin(world, *dict.fromkeys(keys))
    for number in range(2 * PEOPLE):
        # By turns in either order, so that claimants meet with different people first.
        customer = 1 + (number if number < PEOPLE else 2 * PEOPLE - 1 - number)
        world.shop.cart(number + 1, customer, f"2026-03-01 09:{number % 2:02}")
    with workers(world, len(keys)) as hands:
        at_once(
            [
                worker(world, flows[key], workspace, ["2026-03-01 09:05"] * 3)
                for key, (workspace, _) in zip(keys, hands, strict=True)
            ]
        )
    taken = Counter(each.customer for _, box in hands for each in box.taken)
    assert taken == {str(key): 1 for key in range(1, PEOPLE + 1)}


def test_more_people_than_one_claim_takes(world: World) -> None:
    """A worker that comes too late for all that it locked goes on with those behind them."""
    flows = begin(world, "a", "b")
    many = 900
    world.shop.many(
        "customers",
        [
            {"id": key, "email": f"c{key}@shop.example", "accepts_email": True, "first_name": "A"}
            | {"created_at": "2026-01-01 00:00:00"}
            for key in range(PEOPLE + 1, many + 1)
        ],
    )
    world.shop.many(
        "carts",
        [
            {"id": key, "customer_id": key, "updated_at": "2026-03-01 09:00:00"}
            for key in range(1, many + 1)
        ],
    )
    with workers(world, 2) as hands:
        at_once(
            [
                worker(world, flows[key], workspace, ["2026-03-01 09:05"])
                for key, (workspace, _) in zip("ab", hands, strict=True)
            ]
        )
    taken = Counter(each.customer for _, box in hands for each in box.taken)
    assert taken == {str(key): 1 for key in range(1, many + 1)}


def test_a_second_claim_waits_for_the_first(world: World) -> None:
    """It begins while the first one has counted and claimed, and has not committed yet."""
    flows = begin(world, "a", "b")
    for day in ("01", "09"):
        # The first time a person is counted the row is new, and unique for that alone.
        world.shop.cart(int(day), 1, f"2026-03-{day} 09:00")
        if day == "01":
            world.tick(flows["a"], "2026-03-01 09:00")
    with workers(world, 2) as hands, ThreadPoolExecutor(1) as pool:
        (first, _), (second, _) = hands
        begun: list[Future[Tally]] = []

        def meanwhile(_: Connection) -> None:
            if counted and not begun:
                begun.append(pool.submit(world.tick, flows["b"], "2026-03-09 09:05", second))
                # Time enough to get through, if nothing keeps it.
                wait(begun, timeout=1)

        counted: list[str] = []

        def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
            if "orchestrator.contact" in statement:
                counted.append(statement)

        event.listen(first.store.engine, "before_cursor_execute", hear)
        event.listen(first.store.engine, "commit", meanwhile)
        world.tick(flows["a"], "2026-03-09 09:05", first)
        begun[0].result()
    assert world.statuses()["sent"] == 2
