"""Delays until a time of the day or the week, by each customer's own clocks."""

from __future__ import annotations

import pytest

from orchestrator.program import Program
from tests.engine.texts import CART, send
from tests.engine.world import World


def until(world: World, delay: str, entry: str, **zones: str | None) -> Program:
    """One customer for each zone, all of whom reach the delay at the same instant."""
    text = CART + "steps:\n  - delay: 1 minute\n  - delay: " + delay + "\n" + send("hello")
    flow = world.flow(text)
    world.tick(flow, "2026-01-01 00:00")
    for key, zone in enumerate(zones.values(), start=1):
        world.shop.customer(key, timezone=zone)
        world.shop.cart(key, key, entry)
    world.tick(flow, entry)
    return flow


def reach(world: World, flow: Program, at: str) -> dict[int, str]:
    """The due time of everybody, in UTC."""
    world.tick(flow, at)
    found = world.rows("select customer, due_at from orchestrator.enrolment where ended_at is null")
    return {int(row.customer): str(row.due_at)[:16] for row in found}


@pytest.mark.parametrize(
    ("delay", "at", "due"),
    [
        # Stockholm is an hour ahead of UTC in winter, two in summer.
        ('{until: "09:00"}', "2026-03-02 07:00", "2026-03-02 08:00"),
        ('{until: "09:00"}', "2026-03-02 08:01", "2026-03-03 08:00"),
        ('{until: "00:00"}', "2026-03-02 23:30", "2026-03-03 23:00"),
        ("{until: tuesday 10:00}", "2026-03-02 07:00", "2026-03-03 09:00"),
        ("{until: tuesday 10:00}", "2026-03-03 09:01", "2026-03-10 09:00"),
        ("{until: monday}", "2026-03-02 07:59", "2026-03-02 08:00"),
        ("{until: monday}", "2026-03-02 08:01", "2026-03-09 08:00"),
        ("{until: sunday 23:59}", "2026-03-01 22:58", "2026-03-01 22:59"),
        ('{until: "09:00", timezone: America/New_York}', "2026-03-02 07:00", "2026-03-02 14:00"),
        # From one day to the next the clock is put forward: 09:00 comes an hour earlier.
        ('{until: "09:00"}', "2026-03-28 09:00", "2026-03-29 07:00"),
        ('{until: "09:00"}', "2026-10-24 09:00", "2026-10-25 08:00"),
        # It jumps from 02:00 to 03:00: half past two is half past three.
        ('{until: "02:30"}', "2026-03-28 12:00", "2026-03-29 01:30"),
        # It goes back from 03:00 to 02:00: half past two is the first of the two.
        ('{until: "02:30"}', "2026-10-24 12:00", "2026-10-25 00:30"),
        # The first of the two is over, so it is not waited for the second.
        ('{until: "02:30"}', "2026-10-25 00:31", "2026-10-26 01:30"),
        ("{until: tuesday 10:00, or_now_within: 2 hours}", "2026-03-03 11:01", "2026-03-10 09:00"),
    ],
)
def test_the_next_time_that_clocks_show_it(world: World, delay: str, at: str, due: str) -> None:
    """Of the project's zone, where a customer has none."""
    flow = until(world, delay, at, nowhere=None)
    minute_later = f"{at[:-2]}{int(at[-2:]) + 1:02}" if not at.endswith("59") else at
    found = reach(world, flow, minute_later)
    assert found == {1: due} or (found == {} and world.postbox.sent())


@pytest.mark.parametrize(
    ("at", "goes_on"),
    [("2026-03-03 09:00", True), ("2026-03-03 11:00", True), ("2026-03-03 11:00:01", False)],
)
def test_nobody_waits_for_whom_it_was_just_then(world: World, at: str, *, goes_on: bool) -> None:
    delay = "{until: tuesday 10:00, or_now_within: 2 hours}"
    text = CART + "steps:\n  - delay: " + delay + "\n" + send("hello")
    flow = world.flow(text)
    world.tick(flow, "2026-01-01 00:00")
    world.shop.customer(1)
    world.shop.cart(1, 1, at)
    world.tick(flow, at)
    assert (world.postbox.sent() == [(1, "hello")]) is goes_on


def test_each_in_their_own_zone(world: World) -> None:
    zones = {
        "east": "Pacific/Kiritimati",
        "here": "Europe/Stockholm",
        "west": "America/New_York",
        "none": None,
        "broken": "Mars/Olympus",
    }
    flow = until(world, '{until: "09:00"}', "2026-03-02 12:00", **zones)
    assert reach(world, flow, "2026-03-02 12:01") == {
        1: "2026-03-02 19:00",
        2: "2026-03-03 08:00",
        3: "2026-03-02 14:00",
        4: "2026-03-03 08:00",
        5: "2026-03-03 08:00",
    }
    for at in ("2026-03-02 13:59:59", "2026-03-02 14:00", "2026-03-02 19:00"):
        world.tick(flow, at)
    assert world.postbox.sent() == [(3, "hello"), (1, "hello")]
    world.tick(flow, "2026-03-03 08:00")
    assert world.endings() == dict.fromkeys(range(1, 6), "finished")


def test_who_has_vanished_waits_as_everybody_and_ends(world: World) -> None:
    flow = until(world, '{until: "09:00"}', "2026-03-02 12:00", here="Asia/Tokyo")
    world.shop.do("delete from customers")
    assert reach(world, flow, "2026-03-02 12:01") == {1: "2026-03-03 08:00"}
    world.tick(flow, "2026-03-03 08:00")
    assert world.messages() == {(1, "hello"): "skipped: customer gone"}


def test_it_is_reckoned_once(world: World) -> None:
    """Who moves to another zone while waiting keeps the time that was set."""
    flow = until(world, '{until: "09:00"}', "2026-03-02 12:00", here="Europe/Stockholm")
    before = reach(world, flow, "2026-03-02 12:01")
    world.shop.change("customers", 1, timezone="Asia/Tokyo")
    assert reach(world, flow, "2026-03-02 13:00") == before


def test_two_in_a_row(world: World) -> None:
    delay = '{until: "09:00"}\n  - delay: {until: "08:00"}'
    flow = until(world, delay, "2026-03-02 12:00", here="Europe/Stockholm")
    assert reach(world, flow, "2026-03-02 12:01") == {1: "2026-03-03 08:00"}
    assert reach(world, flow, "2026-03-03 08:00") == {1: "2026-03-04 07:00"}
    world.tick(flow, "2026-03-04 07:00")
    assert world.postbox.sent() == [(1, "hello")]
