"""A flow that is paused, edited, or ticked at the wrong time."""

from __future__ import annotations

from datetime import datetime

import pytest

from orchestrator.runner import TickError, fixed_clock
from tests.engine.texts import CART, send
from tests.engine.world import World


def begin(world: World, text: str, how_many: int = 1) -> None:
    flow = world.flow(text)
    world.tick(flow, "2026-03-01 08:00")
    for key in range(1, how_many + 1):
        world.shop.customer(key)
        world.shop.cart(key, key, "2026-03-01 09:00")
    world.tick(flow, "2026-03-01 09:00")


def test_a_paused_flow_lets_nobody_in_and_sends_nothing(world: World) -> None:
    """Nor does it make up for it: what happened meanwhile is over when it goes on."""
    text = CART + "steps:\n  - delay: 1 day\n" + send("a") + "  - delay: 1 day\n" + send("b")
    begin(world, text)
    live, paused = world.flow(text), world.flow("status: paused\n" + text)
    world.shop.customer(2)
    world.shop.cart(2, 2, "2026-03-01 10:00")
    for when in ("2026-03-01 11:00", "2026-03-02 09:00", "2026-03-05 09:00"):
        tally = world.edit(paused, when)
        assert not tally.did_something
        assert tally.waiting == 1
    assert world.entered() == [1]
    world.edit(live, "2026-03-05 10:00")
    assert world.entered() == [1]
    assert world.messages() == {(1, "a"): "skipped: late"}
    world.tick(live, "2026-03-06 10:00")
    assert world.messages()[1, "b"] == "sent"


def test_a_flow_that_begins_paused_begins_when_it_goes_live(world: World) -> None:
    text = CART + "steps:\n" + send("a")
    begin(world, "status: paused\n" + text)
    world.edit(world.flow(text), "2026-03-01 09:30")
    assert world.entered() == []
    world.shop.customer(2)
    world.shop.cart(2, 2, "2026-03-01 09:40")
    world.tick(world.flow(text), "2026-03-01 09:45")
    assert world.entered() == [2]


def test_what_a_dead_worker_held_is_settled_while_paused(world: World) -> None:
    """Nobody is left in doubt only because the flow is paused."""
    text = CART + "steps:\n" + send("a")
    begin(world, text)
    with world.workspace.store.writing() as connection:
        connection.exec_driver_sql(
            "update orchestrator.message set status = 'sending', worker = 'gone:1:1', "
            "lease_until = '2026-03-01 09:00:00'"
        )
    world.edit(world.flow("status: paused\n" + text), "2026-03-01 10:00")
    assert world.messages()[1, "a"].startswith("unknown")


def test_an_edited_flow_keeps_everybodys_place(world: World) -> None:
    """Who waits, waits on for as long as it was when they came; what is new lies before them."""
    begin(world, CART + "steps:\n" + send("a") + "  - delay: 2 days\n" + send("b"))
    edited = (
        CART + "steps:\n" + send("new") + send("a") + "  - delay: 5 days\n" + send("b") + send("c")
    )
    flow = world.flow(edited)
    world.edit(flow, "2026-03-02 09:00")
    assert world.inside() == {1: "a+1"}
    world.tick(flow, "2026-03-03 09:00")
    assert [step for _, step in world.postbox.sent()] == ["a", "b", "c"]
    assert world.endings() == {1: "finished"}


@pytest.mark.parametrize("kind", ["send", "branch"])
def test_a_step_that_comes_round_again_is_taken_once(world: World, kind: str) -> None:
    """Moved behind those who have passed it: nobody gets it twice, and nobody gets stuck."""
    branch = "  - branch: b\n    if:\n      - trigger.value: {exists: true}\n    then:\n      - delay: 1 hour\n"
    moving = send("a") if kind == "send" else branch
    wait = "  - branch: mark\n    if:\n      - trigger.value: {exists: true}\n    then:\n      - delay: 1 day\n"
    begin(world, CART + "steps:\n" + moving + wait + send("z"))
    world.tick(world.flow(CART + "steps:\n" + moving + wait + send("z")), "2026-03-01 10:00")
    assert world.inside() == {1: "mark.then+1"}
    flow = world.flow(CART + "steps:\n" + wait + moving + send("z"))
    for when in ("2026-03-02 10:00", "2026-03-02 11:00", "2026-03-02 12:00"):
        world.edit(flow, when)
    assert world.inside() == {}
    assert [step for _, step in world.postbox.sent()] == (["a", "z"] if kind == "send" else ["z"])


def test_a_clock_that_goes_back_is_refused(world: World) -> None:
    """By more than the hour that is read again anyway; nothing is changed by it."""
    text = CART + "steps:\n" + send("a")
    begin(world, text)
    flow = world.flow(text)
    world.tick(flow, "2026-03-01 12:00")
    world.tick(flow, "2026-03-01 11:00")
    with pytest.raises(TickError, match="already run up to 2026-03-01 12:00"):
        world.tick(flow, "2026-03-01 10:59:59")
    found = world.rows("select watermark from orchestrator.flow")
    assert [str(row.watermark)[:19] for row in found] == ["2026-03-01 12:00:00"]
    world.shop.customer(2)
    world.shop.cart(2, 2, "2026-03-01 12:01")
    world.tick(flow, "2026-03-01 12:05")
    assert world.entered() == [1, 2]


def test_a_clock_without_a_zone_is_refused() -> None:
    with pytest.raises(ValueError, match="needs a time zone"):
        fixed_clock(datetime(2026, 3, 1))  # noqa: DTZ001 - that is what it must refuse


def test_two_flows_know_nothing_of_each_other(world: World) -> None:
    """The same trigger, the same step ids, the same customers."""
    text = CART + "steps:\n" + send("a") + "  - delay: 1 day\n" + send("b")
    flows = world.flows({"one": text, "two": text.replace("1 day", "2 days")})
    world.shop.customer(1)
    for flow in flows.values():
        world.tick(flow, "2026-03-01 08:00")
    world.shop.cart(1, 1, "2026-03-01 09:00")
    for when in ("2026-03-01 09:00", "2026-03-02 09:00", "2026-03-03 09:00"):
        for flow in flows.values():
            world.tick(flow, when)
    assert sorted(each.flow + each.step for each in world.postbox.taken) == [
        "onea",
        "oneb",
        "twoa",
        "twob",
    ]
