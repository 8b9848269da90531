"""`holdout`: a share of those who enter walks the flow and gets nothing."""

from __future__ import annotations

from tests.engine.lots import lot
from tests.engine.texts import CART, send
from tests.engine.world import World

FLOW = (
    CART
    + "holdout: 30%\nsteps:\n"
    + send("first")
    + "  - split: lot\n    arms:\n      a: {share: 50%}\n      b: {share: 50%}\n"
    + "  - send: told\n    channel: webhook\n    to: hook\n"
    + send("last")
)
PEOPLE = range(1, 41)


def run(world: World) -> None:
    flow = world.flow(FLOW)
    world.tick(flow, "2026-03-01 08:00")
    for key in PEOPLE:
        world.shop.customer(key)
        world.shop.cart(key, key, "2026-03-01 09:00")
    world.tick(flow, "2026-03-01 09:00")


def test_they_walk_to_the_end_and_get_nothing(world: World) -> None:
    run(world)
    held_out = {key for key in PEOPLE if lot("f:holdout", key) < 0.3}
    assert 0 < len(held_out) < len(PEOPLE)
    assert {key for key, _ in world.postbox.sent()} == set(PEOPLE) - held_out
    assert world.endings() == dict.fromkeys(PEOPLE, "finished")
    messages = world.messages()
    assert {key for (key, _), status in messages.items() if status == "held_out"} == held_out
    assert len(messages) == 3 * len(PEOPLE)


def test_who_is_held_out_tells_nothing_of_the_arm(world: World) -> None:
    run(world)
    sql = (
        "select customer, arm, held_out from orchestrator.passage "
        "join orchestrator.enrolment on enrolment.id = enrolment"
    )
    arms = {int(row.customer): (row.arm, bool(row.held_out)) for row in world.rows(sql)}
    assert {arm for arm, held_out in arms.values() if held_out} == {"a", "b"}


def test_nobody_is_by_default(world: World) -> None:
    flow = world.flow(CART)
    world.tick(flow, "2026-03-01 08:00")
    world.shop.customer(1)
    world.shop.cart(1, 1, "2026-03-01 09:00")
    world.tick(flow, "2026-03-01 09:00")
    assert world.messages() == {(1, "hello"): "sent"}


def test_who_is_held_out_stays_so_when_the_share_is_taken_away(world: World) -> None:
    text = CART + "holdout: 99%\nsteps:\n  - delay: 1 day\n" + send("last")
    flow = world.flow(text)
    world.tick(flow, "2026-03-01 08:00")
    world.shop.customer(1)
    world.shop.cart(1, 1, "2026-03-01 09:00")
    world.tick(flow, "2026-03-01 09:00")
    world.edit(world.flow(text.replace("holdout: 99%\n", "")), "2026-03-02 09:00")
    assert world.messages() == {(1, "last"): "held_out"}
