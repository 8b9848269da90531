"""`hold_while`: marketing waits while something holds, and not for ever."""

from __future__ import annotations

from orchestrator.delivery import Message
from orchestrator.program import Program
from tests.engine.texts import CART, send
from tests.engine.world import World

HOLD = "hold_while:\n  - customer.is_vip: true\nhold_at_most: 2 days\nnot_after: 7 days\n"


def enter(world: World, options: str = HOLD, rest: str = "", people: int = 2) -> Program:
    """Customer 1 is held back, the others are not."""
    flow = world.flow(CART + options + "steps:\n" + send("hello") + rest)
    world.tick(flow, "2026-03-01 08:00")
    for key in range(1, people + 1):
        world.shop.customer(key, is_vip=key == 1)
        world.shop.cart(key, key, "2026-03-01 09:00")
    world.tick(flow, "2026-03-01 09:00")
    return flow


def test_it_waits_and_then_leaves(world: World) -> None:
    flow = enter(world)
    assert world.messages() == {(1, "hello"): "queued", (2, "hello"): "sent"}
    world.tick(flow, "2026-03-02 09:00")
    assert world.messages()[1, "hello"] == "queued"
    world.shop.change("customers", 1, is_vip=False)
    world.tick(flow, "2026-03-02 10:00")
    assert world.messages()[1, "hello"] == "sent"


def test_not_for_ever(world: World) -> None:
    flow = enter(world, rest=send("next"))
    world.tick(flow, "2026-03-03 09:00")
    assert world.messages()[1, "hello"] == "queued"
    world.tick(flow, "2026-03-03 09:00:01")
    assert world.messages()[1, "hello"] == "skipped: held"
    assert world.messages()[1, "next"] == "queued"


def test_when_it_no_longer_holds_it_leaves_however_long_it_waited(world: World) -> None:
    flow = enter(world)
    world.shop.change("customers", 1, is_vip=False)
    world.tick(flow, "2026-03-05 09:00")
    assert world.messages()[1, "hello"] == "sent"


def test_it_is_read_again_at_the_hand_over(world: World) -> None:
    """What begins to hold between claim and hand-over keeps the message in the queue."""

    def hold_the_rest(_: Message) -> None:
        world.shop.do("update customers set is_vip = :yes", yes=True)

    world.postbox.before = hold_the_rest
    flow = enter(world, people=25)
    found = world.statuses()
    assert 0 < found["sent"] < 24
    assert found["queued"] == 25 - found["sent"]
    world.postbox.before = lambda _: None
    world.shop.do("update customers set is_vip = :no", no=False)
    world.tick(flow, "2026-03-01 10:00")
    assert world.statuses() == {"sent": 25}


def test_all_of_it_has_to_hold_and_any_time_counts(world: World) -> None:
    """An order from before the trigger holds back too."""
    options = (
        "hold_while:\n  - customer.is_vip: true\n  - did: {event: placed_order, within: 9 days}\n"
        "hold_at_most: 2 days\n"
    )
    world.shop.order(1, "2026-02-25 09:00")
    enter(world, options)
    assert world.messages() == {(1, "hello"): "queued", (2, "hello"): "sent"}


def test_transactional_messages_are_never_held(world: World) -> None:
    enter(world, "message_class: transactional\n" + HOLD)
    assert world.statuses() == {"sent": 2}


def test_exit_when_takes_out_who_is_held(world: World) -> None:
    flow = enter(world, "exit_when:\n  - did: placed_order\n" + HOLD)
    world.shop.order(1, "2026-03-01 10:00")
    world.tick(flow, "2026-03-01 11:00")
    assert world.messages()[1, "hello"] == "skipped: exit_when"
    assert world.endings() == {1: "exit_when", 2: "finished"}
