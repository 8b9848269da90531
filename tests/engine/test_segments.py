"""Entering on becoming a member of a segment."""

from __future__ import annotations

from tests.engine.texts import DAY_THEN_HELLO
from tests.engine.world import World, entries

SWEDES = "trigger:\n  segment: swedes\n"


def move(world: World, customer: int, country: str | None) -> None:
    world.shop.change("customers", customer, country=country)


def test_who_is_a_member_already_does_not_enter(world: World) -> None:
    flow = world.flow(SWEDES + "reentry: always\n")
    world.shop.customer(1, country="SE")
    world.shop.customer(2, country="NO")
    for _ in range(2):
        world.tick(flow, "2026-03-01 08:00")
    assert world.entered() == []
    move(world, 2, "SE")
    world.tick(flow, "2026-03-01 09:00")
    assert world.entered() == [2]


def test_include_current_takes_them_once(world: World) -> None:
    flow = world.flow(SWEDES + "  include_current: true\nreentry: always\n")
    world.shop.customer(1, country="SE")
    for _ in range(2):
        world.tick(flow, "2026-03-01 08:00")
    world.tick(flow, "2026-03-01 09:00")
    assert world.postbox.sent() == [(1, "hello")]


def test_leaving_and_joining_again_is_a_new_occasion(world: World) -> None:
    flow = world.flow(SWEDES + "reentry: always\n")
    world.shop.customer(1)
    for hour, country in ((8, None), (9, "SE"), (10, "SE"), (11, "NO"), (12, "NO"), (13, "SE")):
        move(world, 1, country)
        for _ in range(2):
            world.tick(flow, f"2026-03-01 {hour:02}:00")
    assert entries(world) == ["2026-03-01 09:00:00", "2026-03-01 13:00:00"]
    assert world.postbox.sent() == [(1, "hello")] * 2


def test_who_left_and_came_back_between_two_ticks_never_left(world: World) -> None:
    flow = world.flow(SWEDES + "reentry: always\n")
    world.shop.customer(1)
    world.tick(flow, "2026-03-01 08:00")
    move(world, 1, "SE")
    world.tick(flow, "2026-03-01 09:00")
    move(world, 1, "NO")
    move(world, 1, "SE")
    world.tick(flow, "2026-03-01 10:00")
    assert len(entries(world)) == 1


def test_a_spell_that_was_passed_over_stays_so(world: World) -> None:
    """Who joins while the conditions do not hold is not let in when they do later."""
    flow = world.flow(SWEDES + "reentry: always\nconditions:\n  - customer.is_vip: true\n")
    world.shop.customer(1)
    world.tick(flow, "2026-03-01 08:00")
    move(world, 1, "SE")
    world.tick(flow, "2026-03-01 09:00")
    world.shop.change("customers", 1, is_vip=True)
    world.tick(flow, "2026-03-01 10:00")
    assert world.entered() == []


def test_never_and_while_inside_hold_for_spells_too(world: World) -> None:
    texts = {
        "once": SWEDES + "reentry: never\n",
        "again": SWEDES + "reentry: always\nwhile_inside: restart\n" + DAY_THEN_HELLO,
    }
    flows = world.flows(texts)
    world.shop.customer(1)
    for hour, country in ((8, None), (9, "SE"), (10, "NO"), (11, "SE")):
        move(world, 1, country)
        for flow in flows.values():
            world.tick(flow, f"2026-03-01 {hour:02}:00")
    assert world.entered("once") == [1]
    assert world.entered("again") == [1, 1]
    assert list(world.inside("again")) == [1]
    assert world.endings("again") == {1: "restarted"}


def test_time_alone_makes_members(world: World) -> None:
    """Thirty days without an order are over at that very second."""
    flow = world.flow("trigger:\n  segment: quiet\nreentry: always\n")
    world.shop.customer(1)
    world.shop.order(1, "2026-02-01 08:00")
    world.tick(flow, "2026-03-01 08:00")
    world.tick(flow, "2026-03-03 07:59:59")
    assert world.entered() == []
    world.tick(flow, "2026-03-03 08:00")
    assert world.entered() == [1]


def test_members_yet_to_come_are_no_members(world: World) -> None:
    flow = world.flow(SWEDES + "  include_current: true\nreentry: always\n")
    world.shop.customer(1, country="SE", created_at="2026-03-01 08:00:01")
    world.tick(flow, "2026-03-01 08:00")
    assert world.entered() == []
    world.tick(flow, "2026-03-01 08:00:01")
    assert world.entered() == [1]


def test_a_vanished_member_is_no_member(world: World) -> None:
    flow = world.flow(SWEDES + "reentry: always\n" + DAY_THEN_HELLO)
    world.shop.customer(1)
    world.tick(flow, "2026-03-01 08:00")
    move(world, 1, "SE")
    world.tick(flow, "2026-03-01 09:00")
    world.shop.do("delete from customers")
    world.tick(flow, "2026-03-02 09:00")
    assert world.messages() == {(1, "hello"): "skipped: customer gone"}
    found = world.rows("select until from orchestrator.membership")
    assert [row.until is None for row in found] == [False]
    assert world.inside() == {}


def test_who_joins_while_the_flow_is_paused_is_not_made_up_for(world: World) -> None:
    live = world.flow(SWEDES + "reentry: always\n")
    paused = world.flow("status: paused\n" + SWEDES + "reentry: always\n")
    world.shop.customers(3)
    world.tick(live, "2026-03-01 08:00")
    move(world, 1, "SE")
    world.edit(paused, "2026-03-01 09:00")
    move(world, 2, "SE")
    world.tick(paused, "2026-03-01 10:00")
    world.edit(live, "2026-03-01 11:00")
    assert world.entered() == []
    move(world, 3, "SE")
    world.tick(live, "2026-03-01 12:00")
    assert world.entered() == [3]
