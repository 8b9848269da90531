"""`if_moved`: what a passage does when the date moves that it was entered for."""

from __future__ import annotations

import pytest

from orchestrator.program import Program
from tests.engine.texts import send
from tests.engine.world import World

STEPS = "steps:\n" + send("first") + "  - delay: 20 days\n" + send("second")
RENEWS = "trigger:\n  date: subscription.renews_on\n  offset: -7 days\n"
BIRTHDAY = "trigger:\n  date: customer.birthday\n  offset: -7 days\n"


def enter(world: World, text: str) -> Program:
    """For 10 March, so seven days before that at nine in Stockholm."""
    flow = world.flow(text)
    world.shop.customer(1, birth_date="2026-03-10")
    world.shop.add("subscriptions", id=1, customer_id=1, renews_on="2026-03-10", plan="a")
    for at in ("07:00", "08:00", "09:00"):
        world.tick(flow, f"2026-03-03 {at}")
    assert list(world.inside()) == [1]
    return flow


def move(world: World, to: str | None) -> None:
    world.shop.change("subscriptions", 1, renews_on=to)
    world.shop.change("customers", 1, birth_date=to)


@pytest.mark.parametrize("trigger", [RENEWS, BIRTHDAY])
@pytest.mark.parametrize("word", ["", "  if_moved: restart\n", "  if_moved: exit\n"])
def test_who_is_inside_leaves_and_enters_for_the_new_date(
    world: World, trigger: str, word: str
) -> None:
    flow = enter(world, trigger + word + STEPS)
    move(world, "2026-03-20")
    for day in ("04 09:00", "13 07:59", "13 08:00"):
        world.tick(flow, f"2026-03-{day}")
    assert world.endings() == {1: "date moved"}
    assert world.entered() == [1, 1]
    assert world.postbox.sent() == [(1, "first")] * 2


@pytest.mark.parametrize("trigger", [RENEWS, BIRTHDAY])
def test_a_nearer_date_begins_anew_at_once(world: World, trigger: str) -> None:
    """Its instant is past, its day is not; the message is due now, so it is not late."""
    flow = enter(world, trigger + STEPS)
    move(world, "2026-03-08")
    world.tick(flow, "2026-03-06 12:00")
    assert world.entered() == [1, 1]
    assert world.postbox.sent() == [(1, "first")] * 2
    world.tick(flow, "2026-03-06 13:00")
    assert world.entered() == [1, 1]


def test_with_exit_a_nearer_date_does_not(world: World) -> None:
    flow = enter(world, RENEWS + "  if_moved: exit\n" + STEPS)
    move(world, "2026-03-08")
    world.tick(flow, "2026-03-06 12:00")
    assert world.inside() == {}
    assert world.postbox.sent() == [(1, "first")]


@pytest.mark.parametrize("to", ["2026-03-05", "2025-03-10", None])
def test_a_date_that_is_over_or_gone_ends_it(world: World, to: str | None) -> None:
    flow = enter(world, RENEWS + STEPS)
    move(world, to)
    world.tick(flow, "2026-03-06 12:00")
    assert world.inside() == {}
    assert world.entered() == [1]


def test_a_record_that_is_gone_ends_it(world: World) -> None:
    flow = enter(world, RENEWS + STEPS)
    world.shop.do("delete from subscriptions")
    world.tick(flow, "2026-03-04 12:00")
    assert world.endings() == {1: "date moved"}


@pytest.mark.parametrize("trigger", [RENEWS, BIRTHDAY])
def test_ignored(world: World, trigger: str) -> None:
    flow = enter(world, trigger + "  if_moved: ignore\n" + STEPS)
    move(world, "2026-03-20")
    world.tick(flow, "2026-03-04 12:00")
    assert list(world.inside()) == [1]


def test_of_what_recurs_the_year_does_not_matter(world: World) -> None:
    flow = world.flow(BIRTHDAY + "  repeat: yearly\n" + STEPS)
    world.shop.customer(1, birth_date="1990-03-10")
    for at in ("07:00", "08:00"):
        world.tick(flow, f"2026-03-03 {at}")
    world.shop.change("customers", 1, birth_date="1991-03-10")
    world.tick(flow, "2026-03-04 12:00")
    assert list(world.inside()) == [1]
    world.shop.change("customers", 1, birth_date="1991-03-09")
    world.tick(flow, "2026-03-05 12:00")
    assert world.entered() == [1, 1]
    found = world.rows("select trigger_key from orchestrator.enrolment order by id")
    assert [str(row.trigger_key) for row in found] == ["2026-03-10", "2026-03-09"]


def test_others_are_not_judged_again(world: World) -> None:
    """Who was passed over for the same date stays so when another one's moves to it."""
    flow = world.flow(RENEWS + "conditions:\n  - customer.country: SE\n" + STEPS)
    world.shop.customer(1, country="SE")
    world.shop.customer(2, country="NO")
    for key, day in ((1, "2026-03-10"), (2, "2026-03-09")):
        world.shop.add("subscriptions", id=key, customer_id=key, renews_on=day, plan="a")
    for at in ("02 07:00", "02 12:00", "03 12:00"):
        world.tick(flow, f"2026-03-{at}")
    world.shop.change("customers", 2, country="SE")
    world.shop.change("subscriptions", 1, renews_on="2026-03-09")
    world.tick(flow, "2026-03-04 12:00")
    assert world.entered() == [1, 1]
