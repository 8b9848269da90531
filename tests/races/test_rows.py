"""Rows of the shop that become visible late, or several at once."""

from __future__ import annotations

from sqlalchemy import text

from tests.engine.texts import HELLO
from tests.engine.world import World

ORDERS = "trigger:\n  event: placed_order\nreentry: {reentry}\nsteps:\n" + HELLO
ORDER = "insert into orders (id, customer_id, status, total, created_at) values "


def test_a_transaction_that_commits_after_the_tick(world: World) -> None:
    """Its row is dated before that tick, and enters once, at the next one."""
    flow = world.flow(ORDERS.format(reentry="always"))
    world.shop.customer(1)
    world.tick(flow, "2026-03-01 08:00")
    with world.shop.engine.connect() as shop:
        begun = shop.begin()
        shop.execute(text(ORDER + "(1, 1, 'paid', 5, '2026-03-01 09:00:00')"))
        world.tick(flow, "2026-03-01 09:05")
        assert world.entered() == []
        begun.commit()
    for minute in (10, 15):
        world.tick(flow, f"2026-03-01 09:{minute}")
        assert world.entered() == [1]
    assert world.postbox.sent() == [(1, "hello")]


def test_two_orders_in_one_insert_enter_once(world: World) -> None:
    flow = world.flow(ORDERS.format(reentry="never"))
    world.shop.customer(1)
    world.tick(flow, "2026-03-01 08:00")
    rows = "(1, 1, 'paid', 5, '2026-03-01 09:00:00'), (2, 1, 'paid', 5, '2026-03-01 09:00:00')"
    world.shop.do(ORDER + rows)
    for when in ("09:00", "09:01", "11:00"):
        world.tick(flow, f"2026-03-01 {when}")
    assert world.entered() == [1]
    assert world.postbox.sent() == [(1, "hello")]
