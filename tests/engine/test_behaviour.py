"""What customers did and did not do: counts, times, and from when on."""

from __future__ import annotations

from collections.abc import Mapping

import pytest

from orchestrator.program import Program
from tests.engine.texts import HELLO, SIGNED_UP, send
from tests.engine.world import World

NOW = "2026-03-01 12:00"

# Whose orders were when. Nobody is 6, and what is dated after now does not exist.
ORDERS: Mapping[int, tuple[str, ...]] = {
    1: (),
    2: ("2026-02-27 12:00",),
    3: ("2026-02-27 12:00:01", "2026-02-01 12:00"),
    4: ("2026-03-01 12:00", "2026-02-28 12:00", "2025-01-01 12:00"),
    5: ("2026-03-01 12:00:01",),
}
DID: Mapping[str, list[int]] = {
    "did: placed_order": [2, 3, 4],
    "did_not: placed_order": [1, 5],
    "did: {event: placed_order, at_least: 2}": [3, 4],
    "did: {event: placed_order, at_least: 1}": [2, 3, 4],
    "did: {event: placed_order, at_most: 1}": [1, 2, 5],
    "did: {event: placed_order, at_most: 0}": [1, 5],
    "did: {event: placed_order, exactly: 2}": [3],
    "did: {event: placed_order, exactly: 0}": [1, 5],
    "did_not: {event: placed_order, at_least: 2}": [1, 2, 5],
    "did_not: {event: placed_order, exactly: 2}": [1, 2, 4, 5],
    "did: {event: placed_order, within: 2 days}": [3, 4],
    "did_not: {event: placed_order, within: 2 days}": [1, 2, 5],
    "did: {event: placed_order, within: 30 days, at_least: 2}": [3, 4],
    "did: {event: placed_order, where: {total: {more_than: 50}}}": [3, 4],
    "did_not: {event: placed_order, where: {total: {more_than: 50}}}": [1, 2, 5],
    "did: {event: placed_order, where: {total: 200}, within: 2 days}": [4],
    "did: {event: placed_order, since: ever, at_least: 3}": [4],
    "in_segment: buyers": [2, 3, 4],
    "not_in_segment: buyers": [1, 5],
    "in_segment: quiet": [1, 5],
    "not_in_segment: swedes": [1, 2, 3, 4, 5],
    "none: [{in_segment: swedes}, {did: {event: placed_order, at_least: 2}}]": [1, 2, 5],
    "any: [{did_not: placed_order}, {all: [{did: placed_order}, {in_segment: quiet}]}]": [1, 5],
    "customer.orders_count: 0": [1, 5],
    "customer.orders_count: {at_least: 2}": [3, 4],
    "customer.total_spent: 0": [1, 5],
    "customer.total_spent: {between: [50, 150]}": [2, 3],
    "customer.last_order_at: {exists: false}": [1, 5],
    "customer.last_order_at: {after: 2 days ago}": [3, 4],
    "customer.last_order_at: {before: 1 day ago}": [2, 3],
    "customer.first_order_at: {before: 20 days ago}": [3, 4],
}


@pytest.fixture(scope="module")
def judged(shared_world: World) -> dict[str, list[int]]:
    """Who meets each of the conditions."""
    for customer, times in ORDERS.items():
        shared_world.shop.customer(customer)
        for number, when in enumerate(times):
            shared_world.shop.order(customer, when, total=(50, 75, 200)[number])
            shared_world.shop.order(customer, when, total=999, status="cancelled")
    shared_world.shop.order(None, "2026-02-28 12:00")
    shared_world.shop.do("update orders set total = 200 where customer_id = 4 and total < 999")
    keys = {f"c{number}": test for number, test in enumerate(DID)}
    flows = shared_world.flows(
        {key: f"{SIGNED_UP}conditions:\n  - {test}\n" for key, test in keys.items()}
    )
    return {test: _who(shared_world, flows[key], key) for key, test in keys.items()}


def _who(world: World, flow: Program, key: str) -> list[int]:
    world.tick(flow, NOW)
    return world.entered(key)


def test_what_was_done_before_entering(judged: dict[str, list[int]]) -> None:
    """Every form of `did`, segments and aggregates, against a list written by hand."""
    assert judged == dict(DID)


SINCE = """
trigger:
  event: cart_updated
reentry: always
steps:
  - delay: 1 day
  - send: first
    template: hello
    subject: Hello
  - delay: 1 day
  - branch: b
    if:
      - {test}
    then:
      - delay: 1 day
  - delay: 1 day
"""
# The cart at 10:00, the entry at 11:00, the first mail the day after at 11:00, the branch another
# day later. One order each, of customers 1 to 6, at:
TIMES = (
    "2026-03-01 09:59:59",
    "2026-03-01 10:00",
    "2026-03-01 10:59:59",
    "2026-03-01 11:00",
    "2026-03-02 10:59:59",
    "2026-03-02 11:00",
)
SINCE_WHEN: Mapping[str, list[int]] = {
    "did: placed_order": [2, 3, 4, 5, 6],
    "did: {event: placed_order, since: trigger}": [2, 3, 4, 5, 6],
    "did: {event: placed_order, since: entry}": [4, 5, 6],
    "did: {event: placed_order, since: first}": [6],
    "did: {event: placed_order, since: ever}": [1, 2, 3, 4, 5, 6],
    "did: {event: placed_order, since: trigger, within: 47 hours}": [5, 6],
    "did: {event: placed_order, since: trigger, within: 24 hours}": [],
    "did_not: {event: placed_order, since: entry}": [1, 2, 3],
    "did_not: {event: placed_order, since: first}": [1, 2, 3, 4, 5],
    "did: {event: placed_order, since: first, exactly: 0}": [1, 2, 3, 4, 5],
    "none: [{did: {event: placed_order, since: entry}}]": [1, 2, 3],
}


def test_since_when(world: World) -> None:
    """Since the trigger, the entry, a step, or ever; to the second."""
    keys = {f"s{number}": test for number, test in enumerate(SINCE_WHEN)}
    flows = world.flows({key: SINCE.replace("{test}", test) for key, test in keys.items()})
    for key in flows:
        world.tick(flows[key], "2026-03-01 09:00")
    for customer, when in enumerate(TIMES, start=1):
        world.shop.customer(customer)
        world.shop.cart(customer, customer, "2026-03-01 10:00")
        world.shop.order(customer, when)
    for when in ("2026-03-01 11:00", "2026-03-02 11:00", "2026-03-03 11:00"):
        for key in flows:
            world.tick(flows[key], when)
    sql = (
        "select e.flow, e.customer from orchestrator.passage p "
        "join orchestrator.enrolment e on e.id = p.enrolment where arm = 'then'"
    )
    found: dict[str, list[int]] = {test: [] for test in SINCE_WHEN}
    for row in world.rows(sql):
        found[keys[row.flow]].append(int(row.customer))
    assert {test: sorted(who) for test, who in found.items()} == dict(SINCE_WHEN)


@pytest.mark.parametrize("way_out", ["did", "did_not"])
def test_since_a_step_holds_for_nobody_who_has_not_passed_it(world: World, way_out: str) -> None:
    """Else `did_not … since: hello` would let nobody in: nobody has done anything since then."""
    flow = world.flow(
        "trigger:\n  event: cart_updated\nreentry: always\n"
        f"exit_when:\n  - {way_out}: {{event: placed_order, since: hello}}\n"
        f"steps:\n  - delay: 1 day\n{HELLO}  - delay: 1 day\n{send('second')}"
    )
    world.tick(flow, "2026-03-01 09:00")
    world.shop.customers(2)
    for customer in (1, 2):
        world.shop.cart(customer, customer, "2026-03-01 10:00")
        world.shop.order(customer, "2026-03-01 10:30")
    world.tick(flow, "2026-03-01 11:00")
    world.tick(flow, "2026-03-02 11:00")
    assert sorted(world.postbox.sent()) == [(1, "hello"), (2, "hello")]
    world.shop.order(2, "2026-03-02 12:00")
    world.tick(flow, "2026-03-03 11:00")
    leaves, stays = (2, 1) if way_out == "did" else (1, 2)
    assert world.endings() == {leaves: "exit_when", stays: "finished"}


def test_the_own_row_never_counts_since_the_trigger(world: World) -> None:
    """Of an order's flow: the order itself is no second one, another of that second is."""
    flow = world.flow(
        "trigger:\n  event: placed_order\nreentry: always\nsteps:\n  - delay: 1 day\n"
        "  - branch: again\n    if:\n      - did: placed_order\n    then:\n" + send("hello", 6)
    )
    world.tick(flow, "2026-03-01 08:00")
    world.shop.customers(3)
    for customer, times in ((1, ("09:00",)), (2, ("09:00", "09:00")), (3, ("08:30", "09:00"))):
        for when in times:
            world.shop.order(customer, f"2026-03-01 {when}")
    world.tick(flow, "2026-03-01 09:00")
    world.tick(flow, "2026-03-02 09:00")
    assert sorted(world.postbox.sent()) == [(2, "hello"), (3, "hello")]
