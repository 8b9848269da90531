"""Entering at a date of a record that belongs to a customer, and what `trigger.` tells of it."""

from __future__ import annotations

import pytest

from tests.engine.texts import HELLO
from tests.engine.world import World

RENEWS = "trigger:\n  date: subscription.renews_on\n  offset: -7 days\n"


def subscribe(world: World, key: int, customer: int, renews: str | None, plan: str = "a") -> None:
    world.shop.add("subscriptions", id=key, customer_id=customer, renews_on=renews, plan=plan)


def run(world: World, text: str, *ticks: str) -> list[tuple[int, str]]:
    flow = world.flow(text)
    for when in ticks:
        world.tick(flow, when)
    found = world.rows("select customer, trigger_key from orchestrator.enrolment order by id")
    return [(int(row.customer), str(row.trigger_key)) for row in found]


MARCH = [f"2026-03-{day:02} {hour}:00" for day in range(1, 8) for hour in ("07", "12")]


def test_each_record_in_its_time(world: World) -> None:
    """At nine in Stockholm seven days before; whose customer is not there lets nobody in."""
    world.shop.customers(3)
    subscribe(world, 1, 1, "2026-03-10")
    subscribe(world, 2, 1, "2026-03-12")
    subscribe(world, 3, 2, "2026-03-12")
    subscribe(world, 4, 99, "2026-03-12")
    subscribe(world, 5, 3, None)
    assert run(world, RENEWS, *MARCH) == [
        (1, "1@2026-03-10"),
        (1, "2@2026-03-12"),
        (2, "3@2026-03-12"),
    ]


def test_two_of_one_customer_on_one_day_are_one_occasion(world: World) -> None:
    """Unless passages may run side by side."""
    world.shop.customer(1)
    for key in (1, 2):
        subscribe(world, key, 1, "2026-03-10")
    assert run(world, RENEWS, *MARCH) == [(1, "1@2026-03-10")]


def test_both_where_passages_run_side_by_side(world: World) -> None:
    world.shop.customer(1)
    for key in (1, 2):
        subscribe(world, key, 1, "2026-03-10")
    text = RENEWS + "reentry: always\nwhile_inside: both\n"
    assert sorted(run(world, text, *MARCH)) == [(1, "1@2026-03-10"), (1, "2@2026-03-10")]


def test_the_customers_own_zone(world: World) -> None:
    world.shop.customer(1, timezone="Asia/Tokyo")
    world.shop.customer(2, timezone="America/New_York")
    for key in (1, 2):
        subscribe(world, key, key, "2026-03-10")
    flow = world.flow(RENEWS)
    world.tick(flow, "2026-03-02 12:00")
    for at, who in (("03-02 23:59", []), ("03-03 00:00", [1]), ("03-03 14:00", [1, 2])):
        world.tick(flow, f"2026-{at}")
        assert world.entered() == who


@pytest.mark.parametrize(
    ("test", "who"),
    [
        ("trigger.subscription.plan: b", [2]),
        ("trigger.date: 2026-03-10", [1, 2]),
        ("trigger.years: 0", [1, 2]),
        ("trigger.subscription.renews_on: {before: 2026-03-11}", [1, 2]),
    ],
)
@pytest.mark.parametrize("inside", [False, True])
def test_what_the_trigger_tells(world: World, test: str, who: list[int], *, inside: bool) -> None:
    text = RENEWS + f"conditions:\n  - {test}\nsteps:\n  - delay: 9 days\n" + HELLO
    if inside:
        text = RENEWS + (
            f"steps:\n  - branch: b\n    if:\n      - {test}\n    then:\n      - delay: 9 days\n"
            "    else:\n      - exit\n" + HELLO
        )
    world.shop.customers(2)
    subscribe(world, 1, 1, "2026-03-10", plan="a")
    subscribe(world, 2, 2, "2026-03-10", plan="b")
    run(world, text, *MARCH)
    assert sorted(world.inside()) == who


@pytest.mark.parametrize(("years", "born"), [(36, "1990-03-05"), (34, "1992-02-29")])
def test_the_years_that_are_full(world: World, years: int, born: str) -> None:
    """Also of who was born on 29 February, on the 28th of a year without one."""
    text = (
        "trigger:\n  date: customer.birthday\n  repeat: yearly\n"
        f"conditions:\n  - trigger.years: {years}\n"
    )
    flow = world.flow(text)
    world.shop.customer(1, birth_date=born)
    for when in ("2026-02-27 12:00", "2026-02-28 12:00", "2026-03-04 12:00", "2026-03-05 12:00"):
        world.tick(flow, when)
    assert world.entered() == [1]


def test_a_record_is_read_live(world: World) -> None:
    steps = (
        "steps:\n  - delay: 1 day\n  - branch: b\n    if:\n"
        "      - trigger.subscription.plan: gold\n    then:\n      - delay: 9 days\n"
        "    else:\n      - exit\n"
    )
    world.shop.customer(1)
    subscribe(world, 1, 1, "2026-03-10")
    run(world, RENEWS + steps + HELLO, "2026-03-03 07:00", "2026-03-03 12:00")
    world.shop.change("subscriptions", 1, plan="gold")
    world.tick(world.flow(RENEWS + steps + HELLO), "2026-03-04 12:00")
    assert world.inside() == {1: "b.then+1"}
