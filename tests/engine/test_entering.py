"""Who enters on an event: each row once, whenever it is committed, and nothing from elsewhere."""

from __future__ import annotations

import pytest

from tests.engine.texts import CART, DAY_THEN_HELLO
from tests.engine.world import World

ORDERS = "trigger:\n  event: placed_order\nreentry: always\nwhile_inside: both\n"


def test_the_same_instant_and_an_overlap_let_nobody_in_twice(world: World) -> None:
    flow = world.flow(ORDERS)
    world.shop.customers(2)
    world.tick(flow, "2026-03-01 08:00")
    world.shop.order(1, "2026-03-01 08:30")
    world.shop.order(2, "2026-03-01 09:00")
    assert world.tick(flow, "2026-03-01 09:00").totals["entered"] == 2
    for again in ("09:00", "09:00", "09:30", "10:00"):
        assert world.tick(flow, f"2026-03-01 {again}").totals["entered"] == 0
    assert world.entered() == [1, 2]
    assert world.postbox.sent() == [(1, "hello"), (2, "hello")]


def test_nothing_from_before_the_flow_began(world: World) -> None:
    """Not at the first tick, and not in the hour that later ticks read again."""
    flow = world.flow(ORDERS)
    world.shop.customers(3)
    world.shop.order(1, "2026-03-01 08:00")
    world.tick(flow, "2026-03-01 08:00")
    world.shop.order(2, "2026-03-01 07:59:59")
    world.shop.order(3, "2026-03-01 08:00:01")
    world.tick(flow, "2026-03-01 08:10")
    assert world.entered() == [3]


def test_include_past_reaches_back_exactly_so_far_and_only_once(world: World) -> None:
    flow = world.flow("trigger:\n  event: placed_order\n  include_past: 2 days\nreentry: always\n")
    world.shop.customers(4)
    world.shop.order(1, "2026-02-27 08:00")
    world.shop.order(2, "2026-02-27 08:00:01")
    world.shop.order(3, "2026-03-01 08:00")
    world.tick(flow, "2026-03-01 08:00")
    assert world.entered() == [2, 3]
    world.shop.order(4, "2026-02-28 12:00")
    world.tick(flow, "2026-03-02 08:00")
    assert world.entered() == [2, 3]


def test_a_row_committed_late_with_an_earlier_time_still_enters(world: World) -> None:
    """Within the hour that is read again; one later than that is lost, which is its price."""
    flow = world.flow(ORDERS)
    world.shop.customers(3)
    world.tick(flow, "2026-03-01 08:00")
    world.tick(flow, "2026-03-01 12:00")
    world.shop.order(1, "2026-03-01 11:00:01")
    world.shop.order(2, "2026-03-01 11:00")
    world.tick(flow, "2026-03-01 12:05")
    assert world.entered() == [1]


def test_a_row_that_was_judged_is_not_judged_again(world: World) -> None:
    """Whoever did not qualify at that moment does not slip in a minute later."""
    flow = world.flow(ORDERS + "conditions:\n  - customer.country: SE\n")
    world.shop.customer(1, country="NO")
    world.tick(flow, "2026-03-01 08:00")
    world.shop.order(1, "2026-03-01 08:30")
    assert world.tick(flow, "2026-03-01 08:31").totals["passed over"] == 1
    world.shop.change("customers", 1, country="SE")
    for when in ("08:32", "09:00", "09:31", "09:32", "11:00"):
        tally = world.tick(flow, f"2026-03-01 {when}")
        assert (tally.totals["entered"], tally.totals["passed over"]) == (0, 0)
    world.shop.order(1, "2026-03-01 11:10")
    world.tick(flow, "2026-03-01 11:10")
    assert world.entered() == [1]


def test_a_row_that_moves_is_another_candidate(world: World) -> None:
    """A cart is one row for all its life; each time it moves it is judged anew."""
    flow = world.flow(CART + "while_inside: both\nconditions:\n  - trigger.value: {at_least: 50}\n")
    world.shop.customer(1)
    world.tick(flow, "2026-03-01 08:00")
    world.shop.cart(7, 1, "2026-03-01 08:10", value=10)
    world.tick(flow, "2026-03-01 08:15")
    world.shop.change("carts", 7, updated_at="2026-03-01 08:20:00", value=90)
    world.tick(flow, "2026-03-01 08:25")
    assert world.entered() == [1]


def test_where_is_judged_on_the_row(world: World) -> None:
    flow = world.flow(
        "trigger:\n  event: placed_order\n  where:\n    total: {more_than: 50}\n    sku: [a, b]\n"
        "reentry: always\n"
    )
    world.shop.customers(4)
    world.tick(flow, "2026-03-01 08:00")
    world.shop.order(1, "2026-03-01 08:30", total=50, sku="a")
    world.shop.order(2, "2026-03-01 08:30", total=50.01, sku="b")
    world.shop.order(3, "2026-03-01 08:30", total=99, sku="c")
    world.shop.order(4, "2026-03-01 08:30", total=99, sku="a", status="cancelled")
    world.tick(flow, "2026-03-01 09:00")
    assert world.entered() == [2]


def test_guests_and_strangers_stay_outside(world: World) -> None:
    """A row without a customer, or of one who is not there, concerns nobody."""
    flow = world.flow(ORDERS)
    world.shop.customer(1)
    world.tick(flow, "2026-03-01 08:00")
    for customer in (None, 1, 99):
        world.shop.order(customer, "2026-03-01 08:30")
    world.tick(flow, "2026-03-01 09:00")
    assert world.entered() == [1]


def test_what_is_dated_after_now_does_not_exist(world: World) -> None:
    """Neither customers nor rows, in triggers, conditions, aggregates and segments."""
    flow = world.flow(
        ORDERS + "conditions:\n  - customer.orders_count: 1\n  - customer.total_spent: 100\n"
    )
    world.shop.customer(1)
    world.shop.customer(2, created_at="2026-03-01 09:00:01")
    world.shop.customer(3, created_at="2026-03-01 09:00:00")
    world.tick(flow, "2026-03-01 08:00")
    for customer in (1, 2, 3):
        world.shop.order(customer, "2026-03-01 09:00")
        world.shop.order(customer, "2026-03-01 09:00:01")
    world.tick(flow, "2026-03-01 09:00")
    assert world.entered() == [1, 3]


def test_of_two_rows_in_one_tick_the_earliest_enters(world: World) -> None:
    flow = world.flow("trigger:\n  event: placed_order\nreentry: always\n")
    world.shop.customer(1)
    world.tick(flow, "2026-03-01 08:00")
    late = world.shop.order(1, "2026-03-01 08:40")
    early = world.shop.order(1, "2026-03-01 08:20")
    tally = world.tick(flow, "2026-03-01 09:00")
    assert (tally.totals["entered"], tally.totals["passed over"]) == (1, 1)
    found = world.rows("select trigger_key from orchestrator.enrolment")
    assert [row.trigger_key for row in found] == [str(early)]
    world.tick(flow, "2026-03-01 09:30")
    assert world.entered() == [1]
    assert late not in found


def test_side_by_side_every_row_enters(world: World) -> None:
    flow = world.flow(ORDERS + DAY_THEN_HELLO)
    world.shop.customer(1)
    world.tick(flow, "2026-03-01 08:00")
    for minute in (10, 10, 20):
        world.shop.order(1, f"2026-03-01 08:{minute}")
    world.tick(flow, "2026-03-01 09:00")
    assert world.entered() == [1, 1, 1]
    world.tick(flow, "2026-03-02 09:00")
    assert world.postbox.sent() == [(1, "hello")] * 3


@pytest.mark.parametrize(
    ("order", "entered"),
    [("2026-03-01 09:59:59", [1]), ("2026-03-01 10:00", []), ("2026-03-01 10:30", [])],
)
def test_exit_when_that_holds_already_lets_nobody_in(
    world: World, order: str, entered: list[int]
) -> None:
    """Cart 10:00, order 10:30, entry 11:00: nobody enters, and re-entry is not used up."""
    flow = world.flow(
        "trigger:\n  event: cart_updated\n  quiet_for: 1 hour\nreentry: never\n"
        "exit_when:\n  - did: placed_order\n"
    )
    world.shop.customer(1)
    world.tick(flow, "2026-03-01 09:00")
    world.shop.cart(1, 1, "2026-03-01 10:00")
    world.shop.order(1, order)
    world.tick(flow, "2026-03-01 11:00")
    assert world.entered() == entered
    world.shop.cart(2, 1, "2026-03-03 10:00")
    world.tick(flow, "2026-03-03 11:00")
    assert world.entered() == [1]


def test_the_triggering_row_itself_is_no_reason_to_leave(world: World) -> None:
    """A flow on orders with a way out on orders: the next one, however soon, takes out."""
    flow = world.flow(
        "trigger:\n  event: placed_order\nreentry: always\nexit_when:\n  - did: placed_order\n"
        + DAY_THEN_HELLO
    )
    world.shop.customers(2)
    world.tick(flow, "2026-03-01 08:00")
    for customer in (1, 2):
        world.shop.order(customer, "2026-03-01 08:30")
    world.tick(flow, "2026-03-01 08:30")
    assert world.entered() == [1, 2]
    world.shop.order(2, "2026-03-01 08:30")
    world.tick(flow, "2026-03-01 08:35")
    assert world.endings() == {2: "exit_when"}


def test_a_key_without_a_value_stops_nobody(world: World) -> None:
    """A row whose key is null cannot be told from others: it enters nobody, the rest goes on."""
    flow = world.flow("trigger:\n  event: placed_order\n  key: order_no\nreentry: always\n")
    world.shop.customers(2)
    world.tick(flow, "2026-03-01 08:00")
    world.shop.order(1, "2026-03-01 08:30", order_no=None)
    world.shop.order(2, "2026-03-01 08:30", order_no="A-2")
    world.tick(flow, "2026-03-01 09:00")
    assert world.entered() == [2]
