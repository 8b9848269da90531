"""Who is in a segment when an edit is applied."""

from __future__ import annotations

import pytest

from tests.engine.world import World

ORDERS = "trigger:\n  event: placed_order\nreentry: always\n"
SWEDES = "trigger:\n  segment: swedes\nreentry: always\n"
BUYERS = "trigger:\n  segment: buyers\nreentry: always\n"
LOYAL = "trigger:\n  segment: loyal\nreentry: always\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [(ORDERS, SWEDES), (BUYERS, SWEDES), (SWEDES, LOYAL)],
    ids=["from an event", "from another segment", "to one that is remembered"],
)
@pytest.mark.parametrize("paused", [False, True])
def test_who_is_in_another_segment_when_it_is_applied_does_not_enter(
    world: World, before: str, after: str, *, paused: bool
) -> None:
    world.tick(world.flow(before), "2026-03-01 08:00")
    for key in (1, 2):
        world.shop.customer(key, country="SE")
        for _ in range(3):
            world.shop.order(key, "2026-02-01 10:00")
    world.shop.customer(3, country="NO")
    world.tick(world.flow(before), "2026-03-01 08:30")
    already = world.entered()
    edited = world.flow(after)
    world.apply(world.flow("status: paused\n" + after) if paused else edited, "2026-03-01 09:00")
    if paused:
        world.apply(edited, "2026-03-01 09:05")
    world.tick(edited, "2026-03-01 09:10")
    assert world.entered() == already
    world.shop.do("update customers set country = 'SE' where id = 3")
    for _ in range(3):
        world.shop.order(3, "2026-03-01 09:15")
    world.tick(edited, "2026-03-01 09:20")
    assert world.entered() == [*already, 3]


def test_unless_the_flow_asks_for_those_too(world: World) -> None:
    world.tick(world.flow(ORDERS), "2026-03-01 08:00")
    world.shop.customer(1, country="SE")
    edited = world.flow(SWEDES.replace("swedes\n", "swedes\n  include_current: true\n"))
    world.edit(edited, "2026-03-01 09:00")
    assert world.entered() == [1]


def test_whose_spell_lasts_does_not_begin_another_one(world: World) -> None:
    """An edit beside the segment forgets nobody."""
    world.tick(world.flow(SWEDES), "2026-03-01 08:00")
    world.shop.customer(1, country="SE")
    edited = world.flow(SWEDES + "conditions:\n  - customer.country: [SE, NO]\n")
    world.edit(edited, "2026-03-01 09:00")
    assert world.entered() == [1]
