"""The shop writes to its own tables, and changes them, while we tick: it need not wait for us."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest

from orchestrator.delivery import Message
from orchestrator.program import Program
from tests.engine.texts import CART, send
from tests.engine.world import World
from tests.races.meanwhile import before_each, write_shop
from tests.races.selling import selling

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
PEOPLE = 500
SELL = (
    "insert into orders (id, customer_id, status) "
    "select coalesce(min(id), 0) - 1, -1, 'paid' from orders"
)
ADD = "alter table orders add column another_{} integer"
ALTER = "alter table carts alter column value set default 1"
"""Asks for the same lock as a new column, of which a table can have only so many."""
AT = "2026-03-01 09:00"
BEFORE = "2026-01-01 00:00:00"


def begin(world: World, journal: str, people: int) -> Program:
    if world.dialect == "sqlite":
        world.workspace.store.engine.dispose()
        world.shop.do(f"pragma journal_mode = {journal}")
    elif journal == "delete":
        pytest.skip("PostgreSQL has one journal")
    flow = world.flow(FLOW)
    world.tick(flow, "2026-03-01 08:00")
    rows = [
        {"id": key, "email": f"c{key}@shop.example", "accepts_email": True, "created_at": BEFORE}
        for key in range(1, people + 1)
    ]
    world.shop.many("customers", rows)
    fill_carts(world, people, 0, AT)
    return flow


def fill_carts(world: World, people: int, beyond: int, at: str) -> None:
    """Everybody has another cart."""
    rows = [
        {"id": beyond + key, "customer_id": key, "updated_at": f"{at}:00", "value": 100}
        for key in range(1, people + 1)
    ]
    world.shop.many("carts", rows)


@contextmanager
def shop_changes(world: World) -> Iterator[list[bool]]:
    """At each moment between two of our transactions, also while mails leave."""
    numbers = count()
    done: list[bool] = []

    def change(_: Message | None = None) -> None:
        statement = ADD.format(next(numbers)) if world.dialect == "postgresql" else SELL
        done.append(write_shop(world, statement))

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


def sold_within(world: World, journal: str) -> list[bool]:
    """Whether it went without waiting, before each of our statements, so inside of transactions too."""
    flow = begin(world, journal, 5)
    done: list[bool] = []

    def sell(*_: object) -> None:
        change = "update customers set nickname = 'again'"
        done.extend(write_shop(world, statement) for statement in (SELL, change))

    with before_each(world.workspace.store.engine, "before_cursor_execute", sell):
        world.tick(flow, AT)
    assert len(done) > 50
    assert world.statuses() == {"sent": 5}
    return done


def test_rows_are_never_waited_for(world: World) -> None:
    """PostgreSQL, and SQLite's WAL, keep what we read beside what the shop writes."""
    assert all(sold_within(world, "wal"))


def test_a_file_with_a_rollback_journal_is_waited_for(world: World) -> None:
    """Which is what doctor tells of (F105)."""
    if world.dialect == "postgresql":
        pytest.skip("PostgreSQL has one journal")
    assert {*sold_within(world, "delete")} == {True, False}


@pytest.mark.parametrize("journal", JOURNALS)
def test_no_transaction_of_ours_is_long(world: World, journal: str) -> None:
    """What the shop does lasts no longer than that, in the best of a few ticks.

    The best, because here other processes may take the processor from the shop as well. On PostgreSQL
    it changes a table, for rows wait for nobody there.
    """
    flow = begin(world, journal, PEOPLE)
    longest = []
    for attempt in range(ATTEMPTS):
        at = f"2026-03-01 {9 + attempt:02}:00"
        fill_carts(world, PEOPLE, PEOPLE * (attempt + 1), at)
        with selling(world.url, ALTER if world.dialect == "postgresql" else SELL) as sold:
            world.tick(flow, at)
        assert sold.times > 0
        longest.append(sold.longest)
        if longest[-1] < AT_MOST:
            return
    pytest.fail(f"the shop waited {longest} seconds")
