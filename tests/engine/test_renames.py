"""`was`: a step under a new id keeps its people, its messages and its arms."""

from __future__ import annotations

import pytest

from tests.engine.lots import lot
from tests.engine.texts import CART, send
from tests.engine.world import World

OLD = (
    CART
    + "steps:\n"
    + send("first")
    + "  - delay: 1 day\n  - split: lot\n    arms:\n      a:\n        share: 50%\n"
    + "        steps:\n          - delay: 1 day\n      b:\n        share: 50%\n"
    + "        steps:\n          - delay: 2 days\n"
    + send("last")
)
NEW = (
    OLD.replace("send: first", "send: hello\n    was: first")
    .replace("split: lot", "split: draw\n    was: lot")
    .replace("send: last", "send: bye\n    was: last")
)


def enter(world: World, text: str = OLD) -> None:
    flow = world.flow(text)
    world.tick(flow, "2026-03-01 08:00")
    for key in range(1, 9):
        world.shop.customer(key)
        world.shop.cart(key, key, "2026-03-01 09:00")
    world.tick(flow, "2026-03-01 09:00")


def test_people_go_on_where_they_stood(world: World) -> None:
    enter(world)
    world.edit(world.flow(NEW), "2026-03-01 10:00")
    assert set(world.inside().values()) == {"hello+1"}
    world.tick(world.flow(NEW), "2026-03-02 09:00")
    assert set(world.inside().values()) == {"draw.a+1", "draw.b+1"}
    world.tick(world.flow(NEW), "2026-03-04 09:00")
    assert {step for _, step in world.messages()} == {"hello", "bye"}
    assert len(world.postbox.sent()) == 16


def test_people_in_its_arms_stay_there(world: World) -> None:
    enter(world)
    world.tick(world.flow(OLD), "2026-03-02 09:00")
    before = world.inside()
    world.edit(world.flow(NEW), "2026-03-02 10:00")
    assert world.inside() == {key: at.replace("lot", "draw") for key, at in before.items()}


def test_it_draws_as_before(world: World) -> None:
    enter(world, NEW)
    world.tick(world.flow(NEW), "2026-03-02 09:00")
    assert world.inside() == {
        key: f"draw.{'a' if lot('f/lot', key) < 0.5 else 'b'}+1" for key in range(1, 9)
    }


@pytest.mark.parametrize(
    "test", ["received: hello", "did_not: {event: placed_order, since: hello}"]
)
def test_what_is_asked_of_the_new_id_is_answered_by_the_old(world: World, test: str) -> None:
    branch = f"  - branch: b\n    if:\n      - {test}\n    then:\n      - delay: 9 days\n"
    enter(world, CART + "steps:\n" + send("first") + "  - delay: 1 day\n" + send("last"))
    first = "send: hello\n    was: first"
    text = CART + "steps:\n" + send("first").replace("send: first", first)
    flow = world.flow(text + "  - delay: 1 day\n" + branch + send("last"))
    world.edit(flow, "2026-03-02 09:00")
    assert set(world.inside().values()) == {"b.then+1"}


def test_nobody_gets_it_twice(world: World) -> None:
    """An edit that moves the renamed step behind people who had it passes them by."""
    enter(world)
    moved = CART + "steps:\n  - delay: 1 hour\n" + send("hello") + "    was: first\n"
    moved += "  - delay: 1 day\n" + send("last")
    world.edit(world.flow(moved), "2026-03-01 10:00")
    world.tick(world.flow(moved), "2026-03-02 10:00")
    assert [step for _, step in world.postbox.sent()].count("hello") == 0
    assert len(world.postbox.sent()) == 16
