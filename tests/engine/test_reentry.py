"""Entering again: never, always, after a while; and what happens to those still inside."""

from __future__ import annotations

import pytest

from orchestrator.delivery import Outcome
from tests.engine.texts import CART_RESTS, DAY_THEN_HELLO
from tests.engine.world import World, entries

ORDERS = "trigger:\n  event: placed_order\n"


def orders_of(world: World, flow_text: str, *times: str) -> list[str]:
    """The instants at which customer 1 enters, with an order and a tick at each time."""
    flow = world.flow(ORDERS + flow_text)
    world.shop.customer(1)
    world.tick(flow, "2026-03-01 08:00")
    for when in times:
        world.shop.order(1, when)
        world.tick(flow, when)
    return entries(world)


def test_never_means_once_in_a_lifetime(world: World) -> None:
    times = ("2026-03-01 09:00", "2026-03-02 09:00", "2027-03-02 09:00")
    assert orders_of(world, "reentry: never\n", *times) == ["2026-03-01 09:00:00"]


def test_never_counts_what_happened_before_the_rule_was_tightened(world: World) -> None:
    """The ledger stays when the file changes."""
    orders_of(world, "reentry: always\n", "2026-03-01 09:00")
    flow = world.flow(ORDERS + "reentry: never\n")
    world.shop.order(1, "2026-03-02 09:00")
    world.edit(flow, "2026-03-02 09:00")
    assert world.entered() == [1]


def test_always_means_each_time_unless_inside(world: World) -> None:
    times = ("2026-03-01 09:00", "2026-03-01 10:00", "2026-03-02 09:00", "2026-03-02 09:01")
    # At the third the passage is in its last hour; it ends in that tick, after entering.
    assert orders_of(world, "reentry: always\n" + DAY_THEN_HELLO, *times) == [
        "2026-03-01 09:00:00",
        "2026-03-02 09:01:00",
    ]


def test_after_is_counted_from_the_entry_to_the_second(world: World) -> None:
    times = ("2026-03-01 09:00", "2026-03-08 08:59:59", "2026-03-08 09:00", "2026-03-15 08:59:59")
    assert orders_of(world, "reentry:\n  after: 7 days\n", *times) == [
        "2026-03-01 09:00:00",
        "2026-03-08 09:00:00",
    ]


def test_after_is_counted_from_the_end_to_the_second(world: World) -> None:
    """Entered on the 1st, left on the 2nd; whoever is still inside is too early as well."""
    text = "reentry:\n  after: 7 days\n  counted_from: end\n" + DAY_THEN_HELLO
    times = ("2026-03-01 09:00", "2026-03-02 09:00", "2026-03-09 08:59:59", "2026-03-09 09:00")
    assert orders_of(world, text, *times) == ["2026-03-01 09:00:00", "2026-03-09 09:00:00"]


@pytest.mark.parametrize(
    ("per", "expected"), [("customer", ["10:00", "14:00"]), ("key", ["10:00", "12:00", "14:00"])]
)
def test_after_per_customer_or_per_key(world: World, per: str, expected: list[str]) -> None:
    """Cart 1 rests at 10:00, 12:00 and 14:00, cart 2 at 12:00; four hours must lie between."""
    flow = world.flow(CART_RESTS + f"reentry:\n  after: 4 hours\n  per: {per}\n")
    world.shop.customer(1)
    world.tick(flow, "2026-03-01 08:00")
    world.shop.cart(1, 1, "2026-03-01 09:00")
    world.shop.cart(2, 1, "2026-03-01 11:00")
    for tick, moved in (("10:00", "11:00"), ("12:00", "13:00"), ("14:00", "15:00")):
        world.tick(flow, f"2026-03-01 {tick}")
        world.shop.change("carts", 1, updated_at=f"2026-03-01 {moved}:00")
    assert [when[11:16] for when in entries(world)] == expected


def test_after_per_key_without_a_rest(world: World) -> None:
    """The same product twice: the second time counts again once the time is over."""
    flow = world.flow(
        "trigger:\n  event: placed_order\n  key: sku\nreentry:\n  after: 7 days\n  per: key\n"
    )
    world.shop.customer(1)
    world.tick(flow, "2026-03-01 08:00")
    for when, sku in (("01", "a"), ("02", "b"), ("07", "a"), ("08", "a")):
        world.shop.order(1, f"2026-03-{when} 09:00", sku=sku)
        world.tick(flow, f"2026-03-{when} 09:00")
    assert [when[8:10] for when in entries(world)] == ["01", "02", "08"]


@pytest.mark.parametrize(
    ("reentry", "inside", "expected"),
    [
        ("{after: 7 days, per: key}", "both", ["a", "b", "c"]),
        ("{after: 7 days, per: key}", "ignore", ["b"]),
        ("{after: 7 days, per: key}", "restart", ["b"]),
        ("{after: 7 days}", "both", ["b"]),
        ("never", "both", ["b"]),
        ("always", "both", ["a", "b", "c"]),
    ],
)
def test_several_keys_in_one_tick(
    world: World, reentry: str, inside: str, expected: list[str]
) -> None:
    """Three products that one order holds, or that come back in the same five minutes."""
    flow = world.flow(
        f"trigger:\n  event: placed_order\n  key: sku\nreentry: {reentry}\n"
        f"while_inside: {inside}\nsteps:\n  - delay: 1 day\n"
    )
    world.shop.customers(2)
    world.tick(flow, "2026-03-01 08:00")
    for minute, sku in enumerate(("b", "a", "c", "b")):
        world.shop.order(1, f"2026-03-01 09:0{minute % 3}", sku=sku)
    world.shop.order(2, "2026-03-01 09:00", sku="a")
    world.tick(flow, "2026-03-01 09:05")
    found = world.rows("select customer, trigger_id from orchestrator.enrolment")
    assert sorted(row.trigger_id for row in found if row.customer == "1") == expected
    assert [row.trigger_id for row in found if row.customer == "2"] == ["a"]


def test_while_inside_ignore_passes_over(world: World) -> None:
    times = ("2026-03-01 09:00", "2026-03-01 12:00")
    text = "reentry: always\nwhile_inside: ignore\n" + DAY_THEN_HELLO
    assert orders_of(world, text, *times) == ["2026-03-01 09:00:00"]


def test_while_inside_restart_begins_anew(world: World) -> None:
    text = "reentry: always\nwhile_inside: restart\n" + DAY_THEN_HELLO
    orders_of(world, text, "2026-03-01 09:00", "2026-03-01 12:00")
    flow = world.flow(ORDERS + text)
    assert world.endings() == {1: "restarted"}
    world.tick(flow, "2026-03-02 11:59:59")
    assert world.postbox.sent() == []
    world.tick(flow, "2026-03-02 12:00")
    assert world.postbox.sent() == [(1, "hello")]
    assert world.inside() == {}


def test_restart_keeps_to_the_re_entry_rule(world: World) -> None:
    """Who may not enter again is not thrown out either."""
    text = "reentry:\n  after: 7 days\nwhile_inside: restart\n" + DAY_THEN_HELLO
    orders_of(world, text, "2026-03-01 09:00", "2026-03-01 12:00")
    assert world.inside() == {1: "+1"}
    assert world.endings() == {}


def test_restart_cancels_what_was_queued(world: World) -> None:
    """A message that waits for the mail server leaves with its passage."""
    world.postbox.answers = {"1": [Outcome.RETRY]}
    orders_of(
        world,
        "reentry: always\nwhile_inside: restart\n",
        "2026-03-01 09:00",
        "2026-03-01 09:01",
    )
    found = world.rows("select status, reason from orchestrator.message order by id")
    assert [tuple(row) for row in found] == [("skipped", "restarted"), ("sent", None)]


def test_while_inside_both_runs_side_by_side(world: World) -> None:
    text = "reentry: always\nwhile_inside: both\n" + DAY_THEN_HELLO
    assert len(orders_of(world, text, "2026-03-01 09:00", "2026-03-01 12:00")) == 2
    flow = world.flow(ORDERS + text)
    world.tick(flow, "2026-03-02 10:00")
    assert world.postbox.sent() == [(1, "hello")]
    world.tick(flow, "2026-03-02 12:00")
    assert world.postbox.sent() == [(1, "hello")] * 2


def test_both_with_a_re_entry_rule_lets_one_in_a_tick(world: World) -> None:
    flow = world.flow(ORDERS + "reentry:\n  after: 1 hour\nwhile_inside: both\n" + DAY_THEN_HELLO)
    world.shop.customer(1)
    world.tick(flow, "2026-03-01 08:00")
    for minute in (10, 20):
        world.shop.order(1, f"2026-03-01 08:{minute}")
    world.tick(flow, "2026-03-01 08:30")
    assert world.entered() == [1]
    world.shop.order(1, "2026-03-01 09:29")
    world.tick(flow, "2026-03-01 09:30")
    assert world.entered() == [1, 1]
