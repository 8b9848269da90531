"""Segments with `stay`: five to get in, fewer to remain."""

from __future__ import annotations

from collections.abc import Mapping

from orchestrator.program import Program
from tests.engine.texts import MONTHS_THEN_HELLO
from tests.engine.world import World, entries

LOYAL = "trigger:\n  segment: loyal\nreentry: always\n"
"""Three orders make it, two keep it."""


def orders(world: World, count: int, customer: int = 1) -> None:
    world.shop.do("delete from orders where customer_id = :customer", customer=customer)
    for _ in range(count):
        world.shop.order(customer, "2026-02-01 12:00")


def through(world: World, flow: Program, *counts: int) -> list[str]:
    """Ticks an hour apart, each after the customer has so many orders."""
    for hour, count in enumerate(counts, start=8):
        orders(world, count)
        world.tick(flow, f"2026-03-01 {hour:02}:00")
    return [at[11:13] for at in entries(world)]


def test_who_falls_a_little_does_not_leave(world: World) -> None:
    world.shop.customer(1)
    assert through(world, world.flow(LOYAL), 0, 2, 3, 2, 3, 2, 3) == ["10"]


def test_who_falls_enough_leaves_and_can_join_again(world: World) -> None:
    world.shop.customer(1)
    assert through(world, world.flow(LOYAL), 0, 3, 2, 1, 2, 3, 3) == ["09", "13"]


def test_as_a_condition_it_remembers(world: World) -> None:
    """Two orders are enough for who once had three, and for nobody else."""
    text = (
        "trigger:\n  event: cart_updated\nreentry: always\nwhile_inside: both\n"
        "conditions:\n  - in_segment: loyal\n" + MONTHS_THEN_HELLO
    )
    flow = world.flow(text)
    world.shop.customers(2)
    orders(world, 3, 1)
    orders(world, 2, 2)
    world.tick(flow, "2026-03-01 08:00")
    orders(world, 2, 1)
    for key in (1, 2):
        world.shop.cart(key, key, "2026-03-01 09:00")
    world.tick(flow, "2026-03-01 09:00")
    assert world.entered() == [1]


def test_flows_share_what_is_remembered(world: World) -> None:
    """A new flow does not take for new who has been a member all along."""
    texts: Mapping[str, str] = {"old": LOYAL, "new": LOYAL.replace("reentry", "\nreentry")}
    flows = world.flows(texts)
    world.shop.customer(1)
    orders(world, 3)
    world.tick(flows["old"], "2026-03-01 08:00")
    orders(world, 2)
    for hour in (9, 10):
        world.tick(flows["new"], f"2026-03-01 {hour:02}:00")
    orders(world, 3)
    world.tick(flows["new"], "2026-03-01 11:00")
    assert world.entered("new") == []


def test_a_paused_flow_remembers_for_the_others(world: World) -> None:
    """Who becomes a member while it is paused is one for whoever asks later."""
    flows = world.flows({"paused": "status: paused\n" + LOYAL, "new": LOYAL})
    world.shop.customer(1)
    orders(world, 3)
    world.tick(flows["paused"], "2026-03-01 08:00")
    orders(world, 2)
    for hour in (9, 10):
        world.tick(flows["new"], f"2026-03-01 {hour:02}:00")
    orders(world, 3)
    world.tick(flows["new"], "2026-03-01 11:00")
    # Two orders would not have made a member: it was one all along.
    assert world.entered("new") == []
