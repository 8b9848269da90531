"""Arms that lead straight to a send: the message is queued as the arm is taken, once, or left to the send."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orchestrator.program import Program
from tests.engine.killing import dying_at, gone_worker
from tests.engine.lots import lot
from tests.engine.postbox import Killed
from tests.engine.texts import CART, send
from tests.engine.world import World

BRANCH = "  - branch: value\n    if:\n      - trigger.value: {at_least: 50}\n    then:\n" + send(
    "large", 6
)
SMALL = "    else:\n" + send("small", 6)
HELD_OUT = CART + "holdout: 30%\nsteps:\n  - delay: 1 hour\n" + BRANCH + SMALL
PEOPLE = range(1, 41)
BEFORE = (
    CART + "steps:\n" + send("large") + "  - wait_for: w\n    if:\n      - did: rated_order\n"
    "    at_most: 1 day\n" + send("last")
)
AFTER = BEFORE.replace(send("large"), "").replace(send("last"), BRANCH + send("last"))
BOTH = (
    CART
    + "while_inside: both\nfrequency_cap: {at_most: 1, per: 1 day}\nsteps:\n  - delay: 1 hour\n"
    + BRANCH
    + SMALL
)


def come(world: World, flow: Program, when: str = "2026-03-01 09:00") -> None:
    """Every fourth for little money."""
    world.tick(flow, "2026-03-01 08:00")
    for key in PEOPLE:
        world.shop.customer(key)
        world.shop.cart(key, key, when, value=90 if key % 4 else 10)
    world.tick(flow, when)


def step_of(key: int) -> str:
    return "large" if key % 4 else "small"


def test_who_is_held_out_is_written_down_by_the_send(world: World) -> None:
    flow = world.flow(HELD_OUT)
    come(world, flow)
    tally = world.tick(flow, "2026-03-01 10:05")
    held_out = {key for key in PEOPLE if lot("f:holdout", key) < 0.3}
    assert {step_of(key) for key in held_out} == {"large", "small"}
    assert world.messages() == {
        (key, step_of(key)): "held_out" if key in held_out else "sent" for key in PEOPLE
    }
    assert world.endings() == dict.fromkeys(PEOPLE, "finished")
    for step in ("large", "small"):
        away = sum(step_of(key) == step for key in held_out)
        told = sum(step_of(key) == step for key in PEOPLE) - away
        counts = {"held out": away, "queued": told, "sent": told}
        assert tally.by_operation[f"send {step}"] == counts
    assert tally.by_operation["branch value"] == {"took then": 30, "took else": 10}
    due = world.rows("select distinct first_due_at from orchestrator.message")
    assert [str(row.first_due_at)[:19] for row in due] == ["2026-03-01 10:00:00"]


def test_who_had_the_message_before_an_edit_goes_on(world: World) -> None:
    world.tick(world.flow(BEFORE), "2026-03-01 08:00")
    for key, hour in ((1, "09"), (2, "11")):
        world.shop.customer(key)
        world.shop.cart(key, key, f"2026-03-01 {hour}:00", value=90)
    world.tick(world.flow(BEFORE), "2026-03-01 09:00")
    assert world.inside() == {1: "w"}
    flow = world.flow(AFTER)
    world.edit(flow, "2026-03-01 11:00")
    assert world.inside() == {1: "w", 2: "w"}
    tally = world.tick(flow, "2026-03-02 12:00")
    assert tally.by_operation["branch value"] == {"took then": 2}
    assert tally.by_operation["send large"] == {"had it already": 1, "queued": 1, "sent": 1}
    assert sorted(world.postbox.sent()) == [(1, "large"), (1, "last"), (2, "large"), (2, "last")]
    assert world.endings() == {1: "finished", 2: "finished"}


def test_a_send_that_an_arm_and_the_step_before_lead_to(world: World) -> None:
    flow = world.flow(CART + "steps:\n  - delay: 1 hour\n" + BRANCH + send("everybody"))
    come(world, flow)
    tally = world.tick(flow, "2026-03-01 10:05")
    assert tally.by_operation["send everybody"] == {"queued": 40, "sent": 40}
    wanted = {(key, "everybody") for key in PEOPLE} | {(key, "large") for key in PEOPLE if key % 4}
    assert world.messages() == dict.fromkeys(wanted, "sent")
    assert len(world.postbox.sent()) == len(wanted)
    sql = "select customer, first_due_at from orchestrator.message where step = 'everybody'"
    due = {int(row.customer): str(row.first_due_at)[11:16] for row in world.rows(sql)}
    assert due == {key: "10:05" if key % 4 else "10:00" for key in PEOPLE}


def test_two_arms_that_lead_to_the_same_send(world: World) -> None:
    split = "  - split: lot\n    arms:\n      a: {share: 50%}\n      b: {share: 50%}\n"
    flow = world.flow(CART + "steps:\n  - delay: 1 hour\n" + split + send("everybody"))
    come(world, flow)
    tally = world.tick(flow, "2026-03-01 10:05")
    assert world.messages() == {(key, "everybody"): "sent" for key in PEOPLE}
    of_a = sum(lot("f/lot", key) < 0.5 for key in PEOPLE)
    assert tally.by_operation["split lot"] == {"took a": of_a, "took b": len(PEOPLE) - of_a}
    assert tally.by_operation["send everybody"] == {"queued": 40, "sent": 40}


def test_passages_side_by_side_keep_the_order_of_the_file(world: World) -> None:
    """Though the other passage was due first: its send comes later."""
    flow = world.flow(BOTH)
    world.tick(flow, "2026-03-01 08:00")
    world.shop.customer(1)
    world.shop.cart(1, 1, "2026-03-01 09:00", value=10)
    world.shop.cart(2, 1, "2026-03-01 09:05", value=90)
    for when in ("09:00", "09:05", "10:30"):
        world.tick(flow, f"2026-03-01 {when}")
    assert world.messages() == {(1, "large"): "sent", (1, "small"): "queued"}


def test_a_kill_between_any_two_statements(world: World) -> None:
    """Either everybody has taken their arm with their message, or nobody has."""
    flow = world.flow(HELD_OUT)
    come(world, flow)
    workspace = replace(world.workspace, worker=gone_worker())
    when = "2026-03-01 10:05"
    kills = 0
    while not world.messages():
        assert world.inside() == dict.fromkeys(PEOPLE, "+1")
        assert world.rows("select * from orchestrator.passage") == []
        with dying_at(workspace.store.engine, kills), pytest.raises(Killed):
            world.tick(flow, when, workspace)
        kills += 1
    assert kills > 10
    held_out = {key for key in PEOPLE if lot("f:holdout", key) < 0.3}
    assert world.inside() == {key: step_of(key) for key in PEOPLE}
    sql = "select customer from orchestrator.enrolment where due_at is not null"
    assert {int(str(row.customer)) for row in world.rows(sql)} == held_out
    told = {(key, step_of(key)) for key in PEOPLE if key not in held_out}
    assert world.messages() == dict.fromkeys(told, "queued")
    world.tick(flow, when)
    assert sorted(world.postbox.sent()) == sorted(told)
    assert world.endings() == dict.fromkeys(PEOPLE, "finished")
