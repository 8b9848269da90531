"""`start`: into another flow's ledger, by its conditions and its re-entry rule."""

from __future__ import annotations

from collections.abc import Mapping

from orchestrator.program import Program
from tests.engine.texts import CART, HELLO, send
from tests.engine.world import World

PARENT = CART + "while_inside: both\nsteps:\n  - start: child\n" + send("parent")
BY_HAND = "trigger: manual\n"


def run(world: World, child: str, carts: int = 1, parent: str = PARENT) -> Mapping[str, Program]:
    """One cart a day of the same customer; each day the parent's tick, then the child's."""
    flows = world.flows({"parent": parent, "child": child})
    for flow in flows.values():
        world.tick(flow, "2026-03-01 08:00")
    world.shop.customer(1, country="SE")
    for day in range(1, carts + 1):
        world.shop.cart(day, 1, f"2026-03-0{day} 09:00", value=day)
        for key in ("parent", "child"):
            world.tick(flows[key], f"2026-03-0{day} 09:00")
    return flows


def test_it_lets_them_in(world: World) -> None:
    run(world, BY_HAND + "reentry: always\n")
    assert world.entered("child") == [1]
    assert world.postbox.sent() == [(1, "parent"), (1, "hello")]


def test_its_reentry_rule_holds(world: World) -> None:
    run(world, BY_HAND + "reentry: never\n", carts=3)
    assert world.entered("child") == [1]
    assert world.postbox.sent().count((1, "hello")) == 1


def test_always_means_at_each_start(world: World) -> None:
    run(world, BY_HAND + "reentry: always\n", carts=3)
    assert world.entered("child") == [1, 1, 1]


def test_who_is_inside_is_passed_over(world: World) -> None:
    run(world, BY_HAND + "reentry: always\nsteps:\n  - delay: 9 days\n" + HELLO, carts=3)
    assert world.entered("child") == [1]


def test_who_is_inside_starts_again(world: World) -> None:
    child = BY_HAND + "reentry: always\nwhile_inside: restart\nsteps:\n  - delay: 9 days\n" + HELLO
    run(world, child, carts=2)
    assert world.entered("child") == [1, 1]
    assert world.endings("child") == {1: "restarted"}
    assert list(world.inside("child")) == [1]


def test_its_conditions_hold(world: World) -> None:
    run(world, BY_HAND + "reentry: always\nconditions:\n  - customer.country: NO\n", carts=1)
    assert world.entered("child") == []
    assert world.postbox.sent() == [(1, "parent")]


def test_a_ways_out_of_it_keeps_them_out(world: World) -> None:
    child = BY_HAND + "reentry: always\nexit_when:\n  - customer.country: SE\n"
    run(world, child)
    assert world.entered("child") == []


def test_its_trigger_does_not_matter(world: World) -> None:
    """An event flow is entered without its event."""
    child = "trigger:\n  event: placed_order\nreentry: always\n"
    run(world, child)
    assert world.postbox.sent() == [(1, "parent"), (1, "hello")]


def test_one_that_is_not_live_lets_nobody_in(world: World) -> None:
    run(world, "status: paused\n" + BY_HAND + "reentry: always\n")
    assert world.entered("child") == []
    assert world.postbox.sent() == [(1, "parent")]


def test_who_is_held_out_is_not_started(world: World) -> None:
    run(world, BY_HAND + "reentry: always\n", parent="holdout: 99%\n" + PARENT)
    assert world.entered("child") == []
    assert world.messages() == {(1, "parent"): "held_out"}


def test_two_passages_in_one_tick_start_it_once(world: World) -> None:
    flows = world.flows({"parent": PARENT, "child": BY_HAND + "reentry: always\n"})
    world.tick(flows["parent"], "2026-03-01 08:00")
    world.shop.customer(1)
    for key in (1, 2):
        world.shop.cart(key, 1, f"2026-03-01 08:3{key}")
    world.tick(flows["parent"], "2026-03-01 09:00")
    assert world.entered("parent") == [1, 1]
    assert world.entered("child") == [1]


def test_a_child_that_has_never_ticked(world: World) -> None:
    flows = world.flows({"parent": PARENT, "child": BY_HAND + "reentry: always\n"})
    world.tick(flows["parent"], "2026-03-01 08:00")
    world.shop.customer(1)
    world.shop.cart(1, 1, "2026-03-01 09:00")
    world.tick(flows["parent"], "2026-03-01 09:00")
    world.tick(flows["child"], "2026-03-01 09:05")
    assert world.postbox.sent() == [(1, "parent"), (1, "hello")]


def test_the_parents_digest_tells_of_the_child(world: World) -> None:
    child = BY_HAND + "reentry: always\n"
    one = world.flows({"parent": PARENT, "child": child})["parent"]
    other = world.flows({"parent": PARENT, "child": child.replace("always", "never")})["parent"]
    assert one.digest != other.digest


def test_nothing_but_its_instant_is_handed_over(world: World) -> None:
    """Not even to a flow of the same event, and a fact that an `update` has set can be read."""
    child = CART + (
        "conditions:\n  - any:\n      - trigger.value: {exists: false}\n      - trigger.key: 99\n"
        "steps:\n  - send: hello\n    template: hello\n    subject: |-\n      "
        "{{ trigger.value | default('nothing') }}, {{ trigger.key | default('of nobody') }}, "
        "{{ trigger.time | date('dd.MM.yyyy') }}, {{ customer.facts.stars }}\n"
    )
    parent = CART + (
        "steps:\n  - update:\n      set:\n        stars: trigger.value\n  - start: child\n"
    )
    flows = world.flows({"parent": parent, "child": child})
    for flow in flows.values():
        world.tick(flow, "2026-03-01 08:00")
    world.shop.customer(1)
    world.shop.cart(5, 1, "2026-03-01 09:00", value=4)
    world.tick(flows["parent"], "2026-03-02 09:00")
    world.tick(flows["child"], "2026-03-02 09:00")
    assert [message.subject for message in world.postbox.taken] == [
        "nothing, of nobody, 02.03.2026, 4"
    ]
