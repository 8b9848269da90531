"""`send_window`: marketing waits for the hours in which it may leave."""

from __future__ import annotations

import pytest

from orchestrator.delivery import Outcome
from orchestrator.program import Program
from tests.engine.texts import CART, send
from tests.engine.world import World

WINDOW = 'send_window: "08:00-21:00"\n'


def enter(world: World, window: str, at: str, *zones: str | None, rest: str = "") -> Program:
    """One customer for each zone, all of whom reach the send at the same instant."""
    flow = world.flow(CART + window + "steps:\n" + send("hello") + rest)
    world.tick(flow, "2026-01-01 00:00")
    for key, zone in enumerate(zones, start=1):
        world.shop.customer(key, timezone=zone)
        world.shop.cart(key, key, at)
    world.tick(flow, at)
    return flow


def due(world: World) -> dict[int, str]:
    """When what waits is due, in UTC."""
    sql = "select customer, due_at from orchestrator.message where status = 'queued'"
    return {int(row.customer): str(row.due_at)[:16] for row in world.rows(sql)}


@pytest.mark.parametrize(
    ("window", "at", "opens"),
    [
        # Stockholm, the project's zone: an hour ahead of UTC in winter.
        ('"08:00-21:00"', "2026-03-02 06:59:59", "2026-03-02 07:00"),
        ('"08:00-21:00"', "2026-03-02 07:00", None),
        ('"08:00-21:00"', "2026-03-02 19:59:59", None),
        ('"08:00-21:00"', "2026-03-02 20:00", "2026-03-03 07:00"),
        # The night in which the clock is put forward.
        ('"08:00-21:00"', "2026-03-28 21:00", "2026-03-29 06:00"),
        ('"22:00-06:00"', "2026-03-02 20:59:59", "2026-03-02 21:00"),
        ('"22:00-06:00"', "2026-03-02 21:00", None),
        ('"22:00-06:00"', "2026-03-03 04:59:59", None),
        ('"22:00-06:00"', "2026-03-03 05:00", "2026-03-03 21:00"),
        ('{hours: "08:00-21:00", days: [monday, friday]}', "2026-03-03 09:00", "2026-03-06 07:00"),
        ('{hours: "08:00-21:00", days: [monday]}', "2026-03-02 20:00", "2026-03-09 07:00"),
        # A night belongs to the day on which it begins.
        ('{hours: "22:00-06:00", days: [friday]}', "2026-03-07 04:00", None),
        ('{hours: "22:00-06:00", days: [friday]}', "2026-03-06 04:00", "2026-03-06 21:00"),
        (
            '{hours: "08:00-21:00", timezone: America/New_York}',
            "2026-03-02 12:00",
            "2026-03-02 13:00",
        ),
        ("always", "2026-03-02 03:00", None),
    ],
)
def test_when_it_opens(world: World, window: str, at: str, opens: str | None) -> None:
    flow = enter(world, f"send_window: {window}\nnot_after: 9 days\n", at, None)
    assert due(world) == ({1: opens} if opens else {})
    assert bool(world.postbox.sent()) is (opens is None)
    if opens is not None:
        world.tick(flow, opens)
        assert world.postbox.sent() == [(1, "hello")]


def test_each_in_their_own_zone(world: World) -> None:
    zones = ("Asia/Tokyo", "America/New_York", "Mars/Olympus", None)
    flow = enter(world, WINDOW, "2026-03-02 21:00", *zones)
    assert due(world) == {1: "2026-03-02 23:00", 3: "2026-03-03 07:00", 4: "2026-03-03 07:00"}
    assert world.postbox.sent() == [(2, "hello")]
    for at in ("2026-03-02 23:00", "2026-03-03 07:00"):
        world.tick(flow, at)
    assert sorted(world.postbox.sent()) == [(1, "hello"), (2, "hello"), (3, "hello"), (4, "hello")]


def test_waiting_for_it_does_not_push_two_mails_together(world: World) -> None:
    """Everybody stands at the send until the message has left; delays count from then."""
    rest = "  - delay: 1 hour\n" + send("next")
    flow = enter(world, WINDOW, "2026-03-02 21:00", None, rest=rest)
    for at in ("2026-03-02 23:00", "2026-03-03 07:00", "2026-03-03 07:59:59"):
        world.tick(flow, at)
    assert world.postbox.sent() == [(1, "hello")]
    world.tick(flow, "2026-03-03 08:00")
    assert world.postbox.sent() == [(1, "hello"), (1, "next")]


def test_a_retry_waits_for_it_too(world: World) -> None:
    world.postbox.answers = {"1": [Outcome.RETRY]}
    flow = enter(world, WINDOW, "2026-03-02 19:58", None)
    world.tick(flow, "2026-03-02 20:30")
    assert world.postbox.sent() == []
    world.tick(flow, "2026-03-03 07:00")
    assert world.postbox.sent() == [(1, "hello")]


def test_transactional_messages_leave_at_any_time(world: World) -> None:
    enter(world, "message_class: transactional\n" + WINDOW, "2026-03-02 21:00", None)
    assert world.postbox.sent() == [(1, "hello")]


def test_not_after_counts_from_before_it_was_put_off(world: World) -> None:
    flow = enter(world, WINDOW + "not_after: 9 hours\n", "2026-03-02 21:00", None)
    world.tick(flow, "2026-03-03 07:00")
    assert world.messages() == {(1, "hello"): "skipped: late"}
