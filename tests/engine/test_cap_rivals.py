"""Caps across flows: whose message goes first, and for whom nobody waits."""

from __future__ import annotations

from collections.abc import Mapping

import pytest
from sqlalchemy import update

from orchestrator import tables
from orchestrator.delivery import Message
from orchestrator.program import Program
from tests.engine.postbox import Postbox
from tests.engine.texts import CART, send
from tests.engine.world import World, moment

CAP = "frequency_cap: {at_most: 1, per: 1 day}\nnot_after: 30 days\n"
CAP_OF_TOPIC = "frequency_cap: {at_most: 1, per: 1 day, of: {topic: ask}}\n"
FIRST = CART + "frequency_cap: {at_most: 1, per: 1 day}\n"
LOW, HIGH = CART + CAP + "priority: 10\n", CART + CAP + "priority: 90\n"


def begin(world: World, texts: Mapping[str, str]) -> Mapping[str, Program]:
    flows = world.flows(texts)
    for flow in flows.values():
        world.tick(flow, "2026-03-01 08:00")
    world.shop.customer(1)
    return flows


def wait(world: World, texts: Mapping[str, str], first: str = FIRST) -> Mapping[str, Program]:
    """Each of the flows has something for customer 1 that waits until the second at 09:00."""
    flows = begin(world, {**texts, "first": first})
    world.shop.cart(1, 1, "2026-03-01 09:00")
    for key in ("first", *texts):
        world.tick(flows[key], "2026-03-01 09:00")
    assert sent(world) == ["first"]
    for key in texts:
        world.tick(flows[key], "2026-03-02 08:59")
    return flows


def sent(world: World) -> list[str]:
    return [each.flow for each in world.postbox.taken]


@pytest.mark.parametrize("order", [("low", "high"), ("high", "low")])
def test_the_higher_priority_goes_first(world: World, order: tuple[str, str]) -> None:
    """Whichever flow ticks first, and also where it is put off again and again."""
    flows = wait(world, {"low": LOW, "high": HIGH})
    for key in order:
        world.tick(flows[key], "2026-03-02 09:00")
    assert sent(world) == ["first", "high"]
    for key in order:
        world.tick(flows[key], "2026-03-02 10:00")
    assert sent(world) == ["first", "high"]
    for key in order:
        world.tick(flows[key], "2026-03-03 10:00")
    assert sent(world) == ["first", "high", "low"]


def test_of_equal_priority_the_first_queued(world: World) -> None:
    flows = wait(world, {"a": LOW, "b": LOW})
    for key in ("b", "a"):
        world.tick(flows[key], "2026-03-02 09:00")
    assert sent(world) == ["first", "a"]


def test_two_of_them_where_two_may_leave(world: World) -> None:
    two = CART + "frequency_cap: {at_most: 2, per: 1 day}\nnot_after: 30 days\npriority: "
    first = "while_inside: both\nfrequency_cap: {at_most: 2, per: 1 day}\n"
    flows = begin(
        world, {"first": CART + first, "a": two + "1\n", "b": two + "2\n", "c": two + "3\n"}
    )
    for number in (1, 2):
        world.shop.cart(number, 1, "2026-03-01 09:00")
    for key in ("first", "a", "b", "c"):
        world.tick(flows[key], "2026-03-01 09:00")
    for key in ("a", "b", "c"):
        world.tick(flows[key], "2026-03-02 08:59")
    for key in ("a", "b", "c", "a"):
        world.tick(flows[key], "2026-03-02 09:00")
    assert sent(world) == ["first", "first", "b", "c"]


def test_nobody_waits_for_a_paused_flow(world: World) -> None:
    flows = wait(world, {"low": LOW, "high": HIGH})
    paused = world.flows({"high": HIGH + "status: paused\n"})["high"]
    world.edit(paused, "2026-03-02 08:59:30")
    world.tick(flows["low"], "2026-03-02 09:00")
    assert sent(world) == ["first", "low"]


def test_nobody_waits_for_a_flow_that_does_not_tick(world: World) -> None:
    flows = wait(world, {"low": LOW, "high": HIGH})
    world.tick(flows["low"], "2026-03-02 09:59")
    assert sent(world) == ["first"]
    world.tick(flows["low"], "2026-03-02 09:59:01")
    assert sent(world) == ["first", "low"]


def test_nobody_waits_for_long_for_what_its_own_flow_holds_back(world: World) -> None:
    hold = "hold_while:\n  - customer.is_vip: true\nhold_at_most: 20 days\n"
    flows = wait(world, {"low": LOW, "high": HIGH + hold})
    world.shop.change("customers", 1, is_vip=True)
    for at, expected in (("09:00", ["first"]), ("10:00", ["first"]), ("10:01", ["first", "low"])):
        for key in ("high", "low"):
            world.tick(flows[key], f"2026-03-02 {at}")
        assert sent(world) == expected


def test_a_rival_takes_no_place_of_another_topic(world: World) -> None:
    """A message waits for another one only under a cap that counts that one."""
    asks = "steps:\n" + send("ask") + "    topic: ask\n"
    of_topic = CART + "not_after: 30 days\npriority: 1\n" + CAP_OF_TOPIC + asks
    flows = wait(world, {"high": HIGH, "low": of_topic}, FIRST + asks)
    world.tick(flows["low"], "2026-03-02 09:00")
    assert sent(world) == ["first", "low"]


def test_a_skip_waits_for_what_is_still_in_hand(world: World) -> None:
    """What is claimed may yet be refused: only what has left costs another one its turn."""
    skip = LOW + "steps:\n" + send("hello") + "    on_cap: skip\n"
    flows = begin(world, {"high": HIGH, "low": skip})
    seen: list[list[str]] = []

    def meanwhile(_: Message) -> None:
        with world.another_workspace() as other:
            world.tick(flows["low"], "2026-03-01 09:00", other)
        seen.append(
            [
                row.status
                for row in world.rows("select status from orchestrator.message order by id")
            ]
        )

    world.shop.cart(1, 1, "2026-03-01 09:00")
    world.postbox.before = meanwhile
    world.tick(flows["high"], "2026-03-01 09:00")
    assert seen == [["sending", "queued"]]
    world.tick(flows["low"], "2026-03-01 09:01")
    assert world.statuses() == {"sent": 1, "skipped": 1}


def claimed(world: World, flow: Program, lease_until: str) -> None:
    """As a worker on another machine leaves it that died right after its claim."""
    with world.workspace.store.writing() as connection:
        connection.execute(
            update(tables.message)
            .where(tables.message.c.flow == flow.flow)
            .values(
                status="claimed",
                token="theirs",  # noqa: S106 - names a claim
                worker="elsewhere:1:1",
                lease_until=moment(lease_until),
            )
        )


def test_a_claim_that_died_gives_its_place_back(world: World) -> None:
    """When its lease is over, even if its own flow never ticks again."""
    flows = wait(world, {"low": LOW, "high": HIGH})
    claimed(world, flows["high"], "2026-03-02 09:05")
    world.tick(flows["low"], "2026-03-02 09:05")
    assert sent(world) == ["first"]
    world.tick(flows["low"], "2026-03-02 09:05:01")
    assert sent(world) == ["first", "low"]


def test_a_place_is_lost_with_the_lease(world: World) -> None:
    """A worker that slept past its lease hands nothing over: another one may have by then."""
    flows = begin(world, {"f": LOW.replace("priority", "while_inside: both\npriority")})
    box = Postbox()
    clock = iter(["2026-03-01 09:00"] * 5 + ["2026-03-01 09:06"] * 99)
    world.shop.cart(1, 1, "2026-03-01 08:30")
    with world.another_workspace(box) as workspace:
        world.tick(flows["f"], lambda: moment(next(clock)), workspace)
    assert len(box.taken) == 1
    assert world.statuses() == {"sent": 1}
