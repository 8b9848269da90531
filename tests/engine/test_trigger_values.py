"""What `trigger.` tells of itself, sums, and values held against each other."""

from __future__ import annotations

import pytest

from tests.engine.texts import MONTHS_THEN_HELLO, SIGNED_UP
from tests.engine.world import World

ORDERED = "trigger:\n  event: placed_order\n  include_past: 300 days\nreentry: always\nwhile_inside: both\n"
NOW = "2026-03-01 12:00"


def test_nth_counts_the_customers_rows_up_to_the_triggers(world: World) -> None:
    """Cancelled ones never count; of two at one instant the one with the lower key comes first."""
    texts = {
        f"nth-{n}": f"{ORDERED}conditions:\n  - trigger.nth: {n}\n{MONTHS_THEN_HELLO}"
        for n in (1, 2, 3, 4)
    }
    flows = world.flows(texts)
    world.shop.customers(2)
    world.shop.order(1, "2026-02-03 12:00", id=1)
    world.shop.order(1, "2026-02-01 12:00", id=2)
    world.shop.order(1, "2026-02-01 12:00", id=3, status="cancelled")
    world.shop.order(1, "2026-02-03 12:00", id=4)
    world.shop.order(2, "2026-02-02 12:00", id=5)
    told = {}
    for key, flow in flows.items():
        world.tick(flow, NOW)
        sql = "select trigger_key from orchestrator.enrolment where flow = :flow"
        told[key] = sorted(str(row.trigger_key) for row in world.rows(sql, flow=key))
    assert told == {"nth-1": ["2", "5"], "nth-2": ["1"], "nth-3": ["4"], "nth-4": []}


def test_nth_is_frozen_at_entry(world: World) -> None:
    """An order with an early date that is written later changes nothing for who is inside."""
    steps = (
        "steps:\n  - delay: 1 day\n  - branch: b\n    if:\n      - trigger.nth: 1\n"
        "    then:\n      - delay: 1 day\n    else:\n      - exit\n"
        "  - send: hello\n    template: hello\n    subject: Hi\n"
    )
    flow = world.flow(ORDERED + steps)
    world.shop.customer(1)
    world.shop.order(1, "2026-02-03 12:00")
    world.tick(flow, NOW)
    world.shop.order(1, "2025-02-01 12:00")
    world.tick(flow, "2026-03-02 12:00")
    assert world.inside() == {1: "b.then+1"}


@pytest.mark.parametrize(
    ("test", "who"),
    [
        ("total: {at_least: 100}", [2, 3]),
        ("total: {less_than: 100}", [1, 4]),
        ("total: 0", [4]),
        ("total: {between: [50, 150]}", [1, 2]),
        ("total: {at_least: customer.points}", [1, 3]),
    ],
)
def test_sums(world: World, test: str, who: list[int]) -> None:
    """Of nothing the sum is 0."""
    did = f"conditions:\n  - did: {{event: placed_order, sum: {{{test}}}, within: 30 days}}\n"
    flow = world.flow(SIGNED_UP + did + MONTHS_THEN_HELLO)
    for key, totals in enumerate(((60, 20.5), (100,), (150, 51), ()), start=1):
        world.shop.customer(key, points=80 if key == 1 else 120)
        for total in totals:
            world.shop.order(key, "2026-02-20 12:00", total=total)
        world.shop.order(key, "2026-01-20 12:00", total=10_000)
    world.tick(flow, NOW)
    assert world.entered() == who


def test_the_negation_of_a_sum(world: World) -> None:
    did = "conditions:\n  - did_not: {event: placed_order, sum: {total: {at_least: 100}}}\n"
    flow = world.flow(SIGNED_UP + did + MONTHS_THEN_HELLO)
    world.shop.customers(3)
    world.shop.order(1, "2026-02-20 12:00", total=99)
    world.shop.order(2, "2026-02-20 12:00", total=100)
    world.tick(flow, NOW)
    assert world.entered() == [1, 3]


@pytest.mark.parametrize(
    ("test", "who"),
    [
        ("trigger.total: {at_least: customer.points}", [2, 3]),
        ("trigger.total: {more_than: customer.points}", [3]),
        ("trigger.total: {less_than: trigger.product.price}", [1]),
        ("customer.points: {at_most: trigger.total}", [2, 3]),
        ("trigger.paid_at: {before: customer.seen_at}", [1]),
        ("trigger.paid_at: {after: customer.seen_at}", [3]),
        ("trigger.delivered_on: {before: customer.birthday}", [1]),
        ("trigger.delivered_on: {after: customer.birthday}", [3]),
        ("trigger.country: {same_as: customer.country}", [1, 3]),
    ],
)
@pytest.mark.parametrize("frozen", [False, True])
def test_values_against_each_other(
    world: World, test: str, who: list[int], *, frozen: bool
) -> None:
    """While entering they are read from the row, later from what was frozen of it."""
    asked = f"conditions:\n  - {test}\n{MONTHS_THEN_HELLO}"
    if frozen:
        asked = (
            f"steps:\n  - branch: b\n    if:\n      - {test}\n    then:\n      - delay: 1 day\n"
            "    else:\n      - exit\n  - send: hello\n    template: hello\n    subject: Hi\n"
        )
    flow = world.flow(ORDERED + asked)
    world.shop.add("products", sku="x", name="X", stock=1, price=50.5, lasts_days=3)
    for key, total in enumerate((50, 80.25, 120), start=1):
        world.shop.customer(
            key,
            points=80.25,
            country="SE",
            seen_at="2026-02-10 12:00:00",
            birth_date="2026-02-10",
        )
        world.shop.order(
            key,
            "2026-02-20 12:00",
            total=total,
            sku="x",
            country="NO" if key == 2 else "SE",
            paid_at=("2026-02-10 11:59:59", "2026-02-10 12:00:00", "2026-02-10 12:00:01")[key - 1],
            delivered_on=("2026-02-09", "2026-02-10", "2026-02-11")[key - 1],
        )
    world.tick(flow, NOW)
    assert (sorted(world.inside()) if frozen else world.entered()) == who
