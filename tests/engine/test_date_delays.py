"""Delays until a date that is read of the customer, the trigger, a record or an awaited row."""

from __future__ import annotations

import pytest

from orchestrator.program import Program
from tests.engine.texts import send
from tests.engine.world import World

ORDERED = "trigger:\n  event: placed_order\nreentry: always\n"
ENTRY = "2026-03-01 09:00"


def wait(world: World, delay: str, **values: object) -> Program:
    """One order of one customer, who enters and reaches the delay at once."""
    flow = world.flow(ORDERED + f"steps:\n  - delay: {delay}\n" + send("hello"))
    world.tick(flow, "2026-03-01 08:00")
    of_customer = {"timezone", "birth_date", "seen_at", "points"}
    world.shop.add("products", sku="x", name="X", stock=1, price=50, lasts_days=30)
    world.shop.customer(1, **{k: v for k, v in values.items() if k in of_customer})
    order = {k: v for k, v in values.items() if k not in of_customer}
    world.shop.order(1, "2026-03-01 08:30", **({"sku": "x"} | order))
    world.tick(flow, ENTRY)
    return flow


def due(world: World) -> str:
    """When the one who is inside is due, in UTC; or why nobody is."""
    found = world.rows("select due_at, end_reason from orchestrator.enrolment")
    return str(found[0].end_reason or str(found[0].due_at)[:19])


BIRTHDAY = {"birth_date": "2026-04-10"}
REPLENISH = "{until_date: trigger.time, plus_days: trigger.product.lasts_days, "
SEEN = {"seen_at": "2026-04-10 22:30:00"}


@pytest.mark.parametrize(
    ("delay", "values", "expected"),
    [
        # A day begins at midnight, in Stockholm: in April two hours before UTC.
        ("{until_date: customer.birthday}", BIRTHDAY, "2026-04-09 22:00:00"),
        ('{until_date: customer.birthday, at: "10:00"}', BIRTHDAY, "2026-04-10 08:00:00"),
        (
            '{until_date: customer.birthday, at: "10:00", timezone: America/New_York}',
            BIRTHDAY,
            "2026-04-10 14:00:00",
        ),
        (
            '{until_date: customer.birthday, at: "10:00"}',
            BIRTHDAY | {"timezone": "Asia/Tokyo"},
            "2026-04-10 01:00:00",
        ),
        (
            '{until_date: customer.birthday, offset: -2 days, at: "10:00"}',
            BIRTHDAY,
            "2026-04-08 08:00:00",
        ),
        ("{until_date: customer.birthday, offset: 36 hours}", BIRTHDAY, "2026-04-11 10:00:00"),
        (
            '{until_date: customer.birthday, offset: 36 hours, at: "09:00"}',
            BIRTHDAY,
            "2026-04-11 07:00:00",
        ),
        (
            '{until_date: customer.birthday, offset: -36 hours, at: "09:00"}',
            BIRTHDAY,
            "2026-04-08 07:00:00",
        ),
        # Over the night in which the clock is put forward.
        (
            "{until_date: customer.birthday}",
            {"birth_date": "2026-03-29"},
            "2026-03-28 23:00:00",
        ),
        (
            '{until_date: customer.birthday, at: "02:30"}',
            {"birth_date": "2026-03-29"},
            "2026-03-29 01:30:00",
        ),
        # An instant keeps its own time; with `at` it is the day that it falls on there.
        ("{until_date: customer.seen_at}", SEEN, "2026-04-10 22:30:00"),
        ("{until_date: customer.seen_at, offset: 36 hours}", SEEN, "2026-04-12 10:30:00"),
        ('{until_date: customer.seen_at, at: "10:00"}', SEEN, "2026-04-11 08:00:00"),
        (
            '{until_date: customer.seen_at, at: "10:00"}',
            SEEN | {"timezone": "America/New_York"},
            "2026-04-10 14:00:00",
        ),
        (
            '{until_date: customer.seen_at, at: "10:00"}',
            SEEN | {"timezone": "Mars/Olympus"},
            "2026-04-11 08:00:00",
        ),
        (
            '{until_date: trigger.delivered_on, offset: 3 days, at: "10:00"}',
            {"delivered_on": "2026-03-03"},
            "2026-03-06 09:00:00",
        ),
        (
            "{until_date: trigger.paid_at, offset: 2 days}",
            {"paid_at": "2026-03-01 08:31:02"},
            "2026-03-03 08:31:02",
        ),
        # What was bought lasts so many days, times how much of it was bought.
        (
            "{until_date: trigger.time, plus_days: trigger.product.lasts_days, offset: -5 days}",
            {},
            "2026-03-26 08:30:00",
        ),
        (
            REPLENISH + "times: customer.points, offset: -5 days}",
            {"points": 2},
            "2026-04-25 08:30:00",
        ),
        (
            REPLENISH.replace("time", "delivered_on") + 'times: customer.points, at: "10:00"}',
            {"delivered_on": "2026-03-03", "points": 2},
            "2026-05-02 08:00:00",
        ),
        (
            '{until_date: trigger.paid_at, plus_days: trigger.product.lasts_days, at: "10:00"}',
            {"paid_at": "2026-03-01 23:30:00"},
            "2026-04-01 08:00:00",
        ),
        # No date.
        ("{until_date: customer.birthday}", {}, "no date"),
        ('{until_date: customer.seen_at, at: "10:00"}', {}, "no date"),
        (
            "{until_date: trigger.time, plus_days: trigger.product.lasts_days}",
            {"sku": "unknown"},
            "no date",
        ),
        (
            REPLENISH + "times: customer.points}",
            {},
            "no date",
        ),
        (
            "{until_date: trigger.delivered_on, plus_days: customer.points}",
            {"delivered_on": "2026-03-03", "points": 100_000_000},
            "no date",
        ),
        # Past.
        ("{until_date: trigger.time, if_past: exit}", {}, "date is past"),
        (
            '{until_date: customer.birthday, at: "09:59", if_past: exit}',
            {"birth_date": "2026-03-01"},
            "date is past",
        ),
        (
            '{until_date: customer.birthday, at: "10:01", if_past: exit}',
            {"birth_date": "2026-03-01"},
            "2026-03-01 09:01:00",
        ),
        ("{until_date: customer.birthday}", {"birth_date": "1990-01-01"}, "finished"),
    ],
)
def test_when(world: World, delay: str, values: dict[str, object], expected: str) -> None:
    wait(world, delay, **values)
    assert due(world) == expected


def test_what_is_past_is_not_late(world: World) -> None:
    """The message behind it is due now, not when the date was."""
    wait(world, "{until_date: customer.birthday}", birth_date="1990-01-01")
    assert world.messages() == {(1, "hello"): "sent"}


def test_it_ends_at_the_second(world: World) -> None:
    flow = wait(world, '{until_date: customer.birthday, at: "10:00"}', birth_date="2026-03-05")
    world.tick(flow, "2026-03-05 08:59:59")
    assert world.postbox.sent() == []
    world.tick(flow, "2026-03-05 09:00")
    assert world.postbox.sent() == [(1, "hello")]


def test_a_batch_of_many_dates_and_zones(world: World) -> None:
    """Everybody has their own time, reckoned for each zone and day."""
    zones = ("Europe/Stockholm", "Asia/Tokyo", None)
    text = ORDERED + 'steps:\n  - delay: {until_date: customer.birthday, at: "10:00"}\n'
    flow = world.flow(text + send("hello"))
    world.tick(flow, "2026-03-01 08:00")
    for key in range(12):
        day = f"2026-04-{10 + key % 4}"
        world.shop.customer(key + 1, birth_date=day, timezone=zones[key % 3])
        world.shop.order(key + 1, "2026-03-01 08:30")
    world.tick(flow, ENTRY)
    rows = world.rows("select customer, due_at from orchestrator.enrolment")
    assert {int(row.customer): str(row.due_at)[:16] for row in rows} == {
        key + 1: f"2026-04-{10 + key % 4} {'01' if key % 3 == 1 else '08'}:00" for key in range(12)
    }


def test_of_an_awaited_row(world: World) -> None:
    steps = (
        "steps:\n  - wait_for: my-rating\n    if:\n      - did: rated_order\n    at_most: 1 day\n"
        "  - delay: {until_date: my-rating.time, plus_days: my-rating.stars}\n"
    )
    flow = world.flow(ORDERED + steps + send("hello"))
    world.tick(flow, "2026-03-01 08:00")
    world.shop.customers(2)
    for key in (1, 2):
        world.shop.order(key, "2026-03-01 08:30")
    world.shop.rating(1, "2026-03-01 08:45", 3)
    world.tick(flow, ENTRY)
    world.tick(flow, "2026-03-02 09:00")
    assert world.endings() == {2: "no date"}
    found = world.rows("select due_at from orchestrator.enrolment where ended_at is null")
    assert [str(row.due_at)[:16] for row in found] == ["2026-03-04 08:45"]
