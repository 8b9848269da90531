"""What an adversary tried: odd data, odd senders and odd moments stop nobody else."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from orchestrator.delivery import Message, Outcome
from orchestrator.runner import TickError, open_tick
from tests.engine.test_kills import ONCE, carts
from tests.engine.texts import CART, HELLO, send
from tests.engine.world import World, moment


class OddHeaderError(Exception):
    """What a library may raise over one message in a million."""


def test_a_sender_that_fails_over_one_message_ends_that_one(world: World) -> None:
    flow = world.flow(ONCE)
    carts(world, 5, flow)

    def stumble(_: Message) -> None:
        if len(world.postbox.taken) == 2:
            raise OddHeaderError

    world.postbox.before = stumble
    world.tick(flow, "2026-03-01 09:00")
    assert "unknown: OddHeaderError while handing over" in world.messages().values()
    assert world.statuses() == {"sent": 2, "unknown": 1, "queued": 2}
    world.postbox.before = lambda _: None
    world.tick(flow, "2026-03-01 10:00")
    assert world.statuses() == {"sent": 4, "unknown": 1}


def test_one_greylisted_address_does_not_hold_up_the_others(world: World) -> None:
    flow = world.flow(ONCE)
    carts(world, 50, flow)
    world.shop.do("update customers set accepts_email = :no where id <= 19", no=False)
    world.postbox.answers["20"] = [Outcome.RETRY]
    world.tick(flow, "2026-03-01 09:00")
    assert world.statuses() == {"sent": 30, "skipped": 19, "queued": 1}


def test_one_greylisted_address_with_many_messages_does_not_either(world: World) -> None:
    """Thirty orders of one customer: more than a group holds, and of one address all the same."""
    flow = world.flow("trigger:\n  event: placed_order\nreentry: always\nwhile_inside: both\n")
    world.tick(flow, "2026-03-01 08:00")
    world.shop.customers(2)
    for _ in range(30):
        world.shop.order(1, "2026-03-01 09:00")
    world.shop.order(2, "2026-03-01 09:00")
    world.postbox.answers["1"] = [Outcome.RETRY] * 30
    world.tick(flow, "2026-03-01 09:00")
    assert world.statuses() == {"sent": 1, "queued": 30}


def test_a_slow_server_is_left_before_the_lease_runs_out(world: World) -> None:
    """What was not begun goes back to the queue; nobody else could have taken it meanwhile."""
    flow = world.flow(ONCE)
    carts(world, 20, flow)
    now = [moment("2026-03-01 09:00")]

    def clock() -> datetime:
        return now[0]

    def slowly(_: Message) -> None:
        now[0] += timedelta(seconds=40)

    world.postbox.before = slowly
    world.tick(flow, clock)
    assert world.statuses() == {"sent": 4, "queued": 16}
    world.postbox.before = lambda _: None
    world.tick(flow, "2026-03-01 12:00")
    assert world.statuses() == {"sent": 20}
    assert len({each.id for each in world.postbox.taken}) == len(world.postbox.taken) == 20


def test_an_address_that_no_header_can_hold_ends_its_message(world: World) -> None:
    flow = world.flow(ONCE)
    carts(world, 2, flow)
    world.shop.change("customers", 1, email="=?utf-8?q?x?=@a.example")
    world.tick(flow, "2026-03-01 09:00")
    assert world.messages()[1, "hello"].startswith("failed: the address looks like an encoded word")
    assert world.messages()[2, "hello"] == "sent"


@pytest.mark.parametrize("space", ["\n", "\t", "\u00a0"])
def test_odd_spaces_do_not_lead_around_a_suppression(world: World, space: str) -> None:
    flow = world.flow(ONCE)
    carts(world, 1, flow)
    world.suppress("anna@shop.example", "bounced")
    world.shop.change("customers", 1, email=f"anna@shop.example{space}")
    world.tick(flow, "2026-03-01 09:00")
    assert world.postbox.taken == []
    assert world.inside() == {}


def test_a_value_that_no_driver_can_read_ends_its_message(world: World) -> None:
    """Infinity on PostgreSQL, bytes on SQLite: the batch fails, so it is read one by one."""
    text = CART + (
        "steps:\n  - send: hello\n    template: hello\n    subject: Hello {{ customer.seen_at }}\n"
        if world.url.startswith("postgresql")
        else "steps:\n  - send: hello\n    template: named\n    subject: Hello\n"
    )
    flow = world.flow(text)
    carts(world, 3, flow)
    odd = (
        "seen_at = 'infinity'"
        if world.url.startswith("postgresql")
        else "first_name = CAST(x'ff00ff' AS TEXT)"
    )
    day = {"at": moment("2026-02-01 08:00")} if world.url.startswith("postgresql") else {}
    if day:
        world.shop.do("update customers set seen_at = :at", **day)
    else:
        world.shop.do("update customers set first_name = 'Anna'")
    world.shop.do(f"update customers set {odd} where id = 2")
    tally = world.tick(flow, "2026-03-01 09:00")
    assert world.statuses() == {"sent": 2, "failed": 1}
    assert tally.totals["failed"] == 1
    assert "cannot be read" in world.messages()[2, "hello"]
    assert world.inside() == {}


def test_a_flow_that_is_edited_while_it_runs_stops_moving_people(world: World) -> None:
    """Nobody is moved to a step that the version taking over does not have."""
    texts = [CART + "steps:\n" + send("a") + f"  - delay: {n} days\n" + HELLO for n in (1, 2)]
    old, new = world.flow(texts[0]), world.flow(texts[1])
    carts(world, 1, old)
    with open_tick(old, world.workspace, lambda: moment("2026-03-01 09:00")) as tick:
        for operation in old.operations[:-2]:
            tick.perform(operation)
        world.edit(new, "2026-03-02 12:00")
        with pytest.raises(TickError, match="was edited while it ran"):
            tick._writing().__enter__()  # noqa: SLF001  any transaction of the old tick
    assert set(world.inside().values()) <= set(new.positions)
