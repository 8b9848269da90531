"""The shop writes to its own tables, and changes them, while we tick: it need not wait for us."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from itertools import count
from threading import Event

import pytest

from orchestrator.delivery import Message
from orchestrator.program import Program
from tests.engine.test_kills import carts
from tests.engine.texts import CART, send
from tests.engine.world import World
from tests.races.meanwhile import before_each, write_shop

FLOW = (
    CART
    + "exit_when:\n  - did: placed_order\nsteps:\n  - branch: b\n    if:\n"
    + "      - customer.total_spent: {at_least: 50}\n    then:\n"
    + send("rich", 6)
    + send("hello")
)
JOURNALS = ("wal", "delete")
AT_MOST = 0.1
"""Seconds that the shop may lose by us."""
ATTEMPTS = 10
AT = "2026-03-01 09:00"


def begin(world: World, journal: str, people: int) -> Program:
    if world.dialect == "sqlite":
        world.workspace.store.engine.dispose()
        world.shop.do(f"pragma journal_mode = {journal}")
    elif journal == "delete":
        pytest.skip("PostgreSQL has one journal")
    flow = world.flow(FLOW)
    carts(world, people, flow)
    return flow


@contextmanager
def shop_changes(world: World) -> Iterator[list[bool]]:
    """At each moment between two of our transactions, also while mails leave."""
    numbers = count()
    done: list[bool] = []

    def change(_: Message | None = None) -> None:
        add = f"alter table orders add column another_{next(numbers)} integer"
        insert = "insert into orders (customer_id, status) values (-1, 'paid')"
        done.append(write_shop(world, add if world.dialect == "postgresql" else insert))

    world.postbox.before = change
    with before_each(world.workspace.store.engine, "begin", change):
        yield done


@pytest.mark.parametrize("journal", JOURNALS)
def test_nothing_is_held_between_transactions(world: World, journal: str) -> None:
    """Nor while mails leave: whoever may not wait gets through each time."""
    flow = begin(world, journal, 5)
    with shop_changes(world) as done:
        world.tick(flow, AT)
    assert len(done) > 20
    assert all(done)
    assert world.statuses() == {"sent": 5}


@pytest.mark.parametrize("journal", JOURNALS)
def test_no_transaction_of_ours_is_long(world: World, journal: str) -> None:
    """What the shop does lasts no longer than that, in the best of a few ticks.

    The best, because here other processes may take the processor from the shop as well.
    """
    flow = begin(world, journal, 200)
    longest = []
    for attempt in range(ATTEMPTS):
        at = f"2026-03-01 {9 + attempt:02}:00"
        for key in range(1, 201):
            world.shop.cart(200 * (attempt + 1) + key, key, at)
        longest.append(longest_wait(world, flow, at))
        if longest[-1] < AT_MOST:
            return
    pytest.fail(f"the shop waited {longest} seconds")


def longest_wait(world: World, flow: Program, at: str) -> float:
    """Of the shop's statements, which follow on each other while we tick."""
    over = Event()
    # It asks for the same lock as a new column, of which a table can have only so many.
    alter = "alter table carts alter column value set default 1"
    insert = "insert into orders (customer_id, status) values (-1, 'paid')"
    statement = alter if world.dialect == "postgresql" else insert

    def shop() -> float:
        waits = [0.0]
        while not over.is_set():
            before = time.monotonic()
            world.shop.do(statement)
            waits.append(time.monotonic() - before)
        return max(waits)

    with ThreadPoolExecutor(1) as pool:
        selling = pool.submit(shop)
        world.tick(flow, at)
        over.set()
        return selling.result()
