"""Dates at the ends of the calendar, such as the 9999-12-31 by which shops say "never"."""

from __future__ import annotations

import pytest

from tests.engine.texts import send
from tests.engine.world import World

ORDERED = "trigger:\n  event: placed_order\nreentry: always\n"
ENDS = ("9999-12-31", "9999-12-30", "1000-01-01", "1000-01-02")


@pytest.mark.parametrize("day", ENDS)
@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
@pytest.mark.parametrize(
    "delay",
    [
        "{until_date: customer.birthday}",
        '{until_date: customer.birthday, at: "23:59"}',
        "{until_date: customer.birthday, offset: 36 hours}",
        "{until_date: customer.birthday, offset: -36 hours}",
        '{until_date: customer.birthday, offset: 2 days, at: "10:00"}',
    ],
)
def test_a_delay_until_one_stops_nobody_else(world: World, delay: str, zone: str, day: str) -> None:
    flow = world.flow(ORDERED + f"steps:\n  - delay: {delay}\n" + send("hello"))
    world.tick(flow, "2026-03-01 08:00")
    world.shop.customer(1, birth_date=day, timezone=zone)
    world.shop.customer(2, birth_date="2026-03-05", timezone=zone)
    for key in (1, 2):
        world.shop.order(key, "2026-03-01 08:30")
    world.tick(flow, "2026-03-01 09:00")
    for later in range(2, 9):
        world.tick(flow, f"2026-03-0{later} 09:00")
    assert (2, "hello") in world.postbox.sent()


@pytest.mark.parametrize("instant", ["9999-12-31 23:59:59", "1000-01-01 00:00:00"])
@pytest.mark.parametrize(
    "delay",
    [
        "{until_date: customer.seen_at}",
        "{until_date: customer.seen_at, offset: 36 hours}",
        "{until_date: customer.seen_at, offset: -36 hours}",
        '{until_date: customer.seen_at, at: "10:00"}',
        '{until_date: customer.seen_at, offset: 2 days, at: "10:00"}',
    ],
)
@pytest.mark.parametrize("zone", ["Pacific/Auckland", "America/Los_Angeles"])
def test_nor_does_one_until_an_instant(world: World, delay: str, zone: str, instant: str) -> None:
    flow = world.flow(ORDERED + f"steps:\n  - delay: {delay}\n" + send("hello"))
    world.tick(flow, "2026-03-01 08:00")
    world.shop.customer(1, seen_at=instant, timezone=zone)
    world.shop.customer(2, seen_at="2026-03-05 12:00:00", timezone=zone)
    for key in (1, 2):
        world.shop.order(key, "2026-03-01 08:30")
    for day in range(1, 9):
        world.tick(flow, f"2026-03-0{day} 13:00")
    assert (2, "hello") in world.postbox.sent()
    (row,) = world.rows("select * from orchestrator.enrolment where customer = '1'")
    assert (row.ended_at is None) is (row.due_at is not None)


@pytest.mark.parametrize("day", ENDS)
@pytest.mark.parametrize("offset", ["-7 days", "7 days"])
def test_a_date_that_moves_to_one_ends_the_passage(world: World, offset: str, day: str) -> None:
    flow = world.flow(
        f"trigger:\n  date: subscription.renews_on\n  offset: {offset}\n"
        "steps:\n" + send("first") + "  - delay: 20 days\n" + send("second")
    )
    world.tick(flow, "2026-03-01 08:00")
    world.shop.customer(1)
    world.shop.add("subscriptions", id=1, customer_id=1, renews_on="2026-03-10", plan="a")
    for at in ("03 08:00", "17 08:00"):
        world.tick(flow, f"2026-03-{at}")
    assert list(world.inside()) == [1]
    world.shop.change("subscriptions", 1, renews_on=day)
    world.tick(flow, "2026-03-17 09:00")
    assert world.endings() == {1: "date moved"}


@pytest.mark.parametrize("day", ["infinity", "-infinity", "10000-01-01"])
def test_what_postgresql_alone_can_keep(world: World, day: str) -> None:
    """No program reads such a day: whoever waits for it has no date, and nobody else is stopped."""
    if world.dialect == "sqlite":
        pytest.skip("it keeps no such day")
    waits = world.flow(
        ORDERED + "steps:\n  - delay: {until_date: customer.birthday}\n" + send("hello")
    )
    enters = world.flow(
        "trigger:\n  date: subscription.renews_on\n  offset: -7 days\n"
        "steps:\n" + send("first") + "  - delay: 20 days\n" + send("second"),
        "g",
    )
    for flow in (waits, enters):
        world.tick(flow, "2026-03-01 08:00")
    for key in (1, 2):
        world.shop.customer(key)
        world.shop.order(key, "2026-03-03 07:30")
        world.shop.add("subscriptions", id=key, customer_id=key, renews_on="2026-03-10", plan="a")
    world.shop.do(f"update customers set birth_date = '{day}' where id = 1")
    world.tick(waits, "2026-03-03 08:00")
    world.tick(enters, "2026-03-03 08:00")
    assert world.endings() == {1: "no date", 2: "no date"}
    world.shop.do(f"update subscriptions set renews_on = '{day}' where id = 1")
    world.tick(enters, "2026-03-03 09:00")
    assert world.endings("g") == {1: "date moved"}
    assert list(world.inside("g")) == [2]
