"""A trigger with a key, and one that waits for a rest: which row is judged, and when."""

from __future__ import annotations

from tests.engine.texts import CART_RESTS
from tests.engine.world import World, entries


def test_a_key_is_one_passage(world: World) -> None:
    """Without a rest or a rule per key, a value lets in once, however many rows it has."""
    flow = world.flow("trigger:\n  event: placed_order\n  key: order_no\nreentry: always\n")
    world.shop.customer(1)
    world.tick(flow, "2026-03-01 08:00")
    for when, number in (("09:00", "A"), ("09:10", "A"), ("11:30", "A"), ("11:40", "B")):
        world.shop.order(1, f"2026-03-01 {when}", order_no=number)
        world.tick(flow, f"2026-03-01 {when}")
    assert [when[11:16] for when in entries(world)] == ["09:00", "11:40"]


def test_a_key_that_failed_is_judged_anew_with_its_next_row(world: World) -> None:
    flow = world.flow(
        "trigger:\n  event: placed_order\n  key: order_no\nreentry: always\n"
        "conditions:\n  - trigger.total: {at_least: 100}\n"
    )
    world.shop.customer(1)
    world.tick(flow, "2026-03-01 08:00")
    for minute, total in ((10, 50), (20, 150)):
        world.shop.order(1, f"2026-03-01 08:{minute}", order_no="A", total=total)
        world.tick(flow, f"2026-03-01 08:{minute}")
    assert [when[11:16] for when in entries(world)] == ["08:20"]


def test_of_a_key_the_last_row_is_judged(world: World) -> None:
    """Its `where` too: an order that grew counts with what it is now, one that shrank doesn't."""
    flow = world.flow(
        "trigger:\n  event: placed_order\n  key: order_no\n  where:\n    total: {at_least: 100}\n"
        "reentry: always\n"
    )
    world.shop.customers(2)
    world.tick(flow, "2026-03-01 08:00")
    for customer, totals in ((1, (50, 150)), (2, (150, 50))):
        for minute, total in enumerate(totals, start=10):
            number = f"of {customer}"
            world.shop.order(customer, f"2026-03-01 08:{minute}", order_no=number, total=total)
    world.tick(flow, "2026-03-01 09:00")
    assert world.entered() == [1]


def test_a_movement_starts_the_wait_again(world: World) -> None:
    flow = world.flow(CART_RESTS + "reentry: always\n")
    world.shop.customer(1)
    world.tick(flow, "2026-03-01 08:00")
    world.shop.cart(1, 1, "2026-03-01 09:00")
    for moved in ("09:30", "10:15"):
        world.tick(flow, f"2026-03-01 {moved}")
        world.shop.change("carts", 1, updated_at=f"2026-03-01 {moved}:00")
    world.tick(flow, "2026-03-01 11:14:59")
    assert world.entered() == []
    world.tick(flow, "2026-03-01 11:15")
    world.tick(flow, "2026-03-01 11:15")
    assert entries(world) == ["2026-03-01 11:15:00"]


def test_a_rest_is_judged_by_its_last_row(world: World) -> None:
    flow = world.flow(CART_RESTS + "  where:\n    value: {at_least: 50}\nreentry: always\n")
    world.shop.customers(2)
    world.tick(flow, "2026-03-01 08:00")
    world.shop.cart(1, 1, "2026-03-01 09:00", value=10)
    world.shop.cart(2, 2, "2026-03-01 09:00", value=90)
    world.shop.change("carts", 1, updated_at="2026-03-01 09:10:00", value=90)
    world.shop.change("carts", 2, updated_at="2026-03-01 09:10:00", value=10)
    world.tick(flow, "2026-03-01 10:10")
    assert world.entered() == [1]


def test_each_cart_of_a_customer_rests_for_itself(world: World) -> None:
    flow = world.flow(CART_RESTS + "reentry: always\nwhile_inside: both\n")
    world.shop.customer(1)
    world.tick(flow, "2026-03-01 08:00")
    world.shop.cart(1, 1, "2026-03-01 09:00")
    world.shop.cart(2, 1, "2026-03-01 09:59")
    world.tick(flow, "2026-03-01 10:00")
    assert len(entries(world)) == 1
    world.tick(flow, "2026-03-01 10:59")
    assert len(entries(world)) == 2


def test_without_a_key_the_customer_must_rest(world: World) -> None:
    """Another cart's movement counts; and the same cart may rest, and let in, again."""
    flow = world.flow("trigger:\n  event: cart_updated\n  quiet_for: 1 hour\nreentry: always\n")
    world.shop.customer(1)
    world.tick(flow, "2026-03-01 08:00")
    world.shop.cart(1, 1, "2026-03-01 09:00")
    world.shop.cart(2, 1, "2026-03-01 09:30")
    world.tick(flow, "2026-03-01 10:00")
    assert entries(world) == []
    world.tick(flow, "2026-03-01 10:30")
    world.shop.change("carts", 2, updated_at="2026-03-01 12:00:00")
    world.tick(flow, "2026-03-01 13:00")
    assert entries(world) == ["2026-03-01 10:30:00", "2026-03-01 13:00:00"]


def test_a_rest_that_ends_in_one_tick_enters_even_if_it_began_before_the_last(world: World) -> None:
    """The window is that of the rest's end: a cart of before the flow's start may rest into it."""
    flow = world.flow(CART_RESTS + "reentry: always\n")
    world.shop.customers(3)
    world.shop.cart(1, 1, "2026-03-01 07:00")
    world.shop.cart(2, 2, "2026-03-01 07:00:01")
    world.tick(flow, "2026-03-01 08:00")
    world.shop.cart(3, 3, "2026-03-01 08:30")
    world.tick(flow, "2026-03-01 09:30")
    assert world.entered() == [2, 3]


def test_a_movement_that_is_yet_to_come_disturbs_no_rest(world: World) -> None:
    """A row dated after now does not exist, nor does it for the rest of an earlier one."""
    flow = world.flow("trigger:\n  event: cart_updated\n  quiet_for: 1 hour\nreentry: always\n")
    world.shop.customer(1)
    world.tick(flow, "2026-03-01 08:00")
    world.shop.cart(1, 1, "2026-03-01 09:00")
    world.shop.cart(2, 1, "2026-03-01 10:00:01")
    world.tick(flow, "2026-03-01 10:00")
    assert entries(world) == ["2026-03-01 10:00:00"]
