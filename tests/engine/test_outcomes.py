"""What becomes of a message: sent, failed, unknown, or tried again until it is too late."""

from __future__ import annotations

import pytest

from orchestrator.delivery import Outcome
from tests.engine.texts import CART, HELLO, send
from tests.engine.world import World

ONCE = CART + "steps:\n" + HELLO
TWO = ONCE + "  - delay: 1 day\n" + send("second")


def carts(world: World, how_many: int, text: str = ONCE) -> None:
    """So many customers are due a message at nine; the tick is still to come."""
    world.tick(world.flow(text), "2026-03-01 08:00")
    for key in range(1, how_many + 1):
        world.shop.customer(key)
        world.shop.cart(key, key, "2026-03-01 08:59")


@pytest.mark.parametrize(
    ("outcome", "told"),
    [
        (Outcome.SENT, "sent"),
        (Outcome.FAILED, "failed: because"),
        (Outcome.UNKNOWN, "unknown: because"),
    ],
)
def test_a_final_outcome_moves_on_and_is_never_tried_again(
    world: World, outcome: Outcome, told: str
) -> None:
    carts(world, 1, TWO)
    world.postbox.answers = {"1": [outcome]}
    flow = world.flow(TWO)
    tally = world.tick(flow, "2026-03-01 09:00")
    assert tally.totals[outcome.value] == 1
    assert world.messages() == {(1, "hello"): told}
    assert world.inside() == {1: "hello+1"}
    for when in ("2026-03-01 10:00", "2026-03-02 09:00", "2026-03-03 09:00"):
        world.tick(flow, when)
    assert world.messages() == {(1, "hello"): told, (1, "second"): "sent"}


def test_a_message_is_tried_again_ever_more_seldom_and_sent_once(world: World) -> None:
    """After 5, 10 and 20 minutes, and not a second sooner; it keeps its id."""
    carts(world, 1)
    world.postbox.answers = {"1": [Outcome.RETRY] * 3}
    seen: list[str] = []
    world.postbox.before = lambda message: seen.append(message.id)
    flow = world.flow(ONCE)
    tries = []
    for when in ("09:00", "09:04:59", "09:05", "09:14:59", "09:15", "09:34:59", "09:35", "10:00"):
        before = len(seen)
        world.tick(flow, f"2026-03-01 {when}")
        tries += [when] * (len(seen) - before)
    assert tries == ["09:00", "09:05", "09:15", "09:35"]
    assert len(set(seen)) == 1
    assert world.messages() == {(1, "hello"): "sent"}
    found = world.rows("select attempts from orchestrator.message")
    assert [row.attempts for row in found] == [4]


def test_a_message_that_outlives_its_time_is_late(world: World) -> None:
    """Two days after it was first due nobody wants it any more; the passage goes on."""
    carts(world, 1, TWO)
    world.postbox.usually = Outcome.RETRY
    flow = world.flow(TWO)
    hours = [f"2026-03-{day:02} {hour:02}:00" for day in (1, 2, 3) for hour in range(24)]
    for when in hours[9:-14]:
        world.tick(flow, when)
    assert hours[-15] == "2026-03-03 09:00"
    assert list(world.messages().values()) == ["queued: because"]
    world.tick(flow, "2026-03-03 15:00")
    assert world.messages() == {(1, "hello"): "skipped: late"}
    assert world.inside() == {1: "hello+1"}


def test_not_after_is_the_flows_to_say(world: World) -> None:
    text = CART + "not_after: 1 hour\nsteps:\n  - delay: 1 day\n" + HELLO
    carts(world, 2, text)
    flow = world.flow(text)
    world.tick(flow, "2026-03-01 09:00")
    world.shop.do("update customers set accepts_email = :no where id = 2", no=False)
    world.tick(flow, "2026-03-02 10:00")
    assert world.messages() == {(1, "hello"): "sent", (2, "hello"): "skipped: no consent"}


@pytest.mark.parametrize(
    "between", ["", "  - branch: b\n    if:\n      - did: placed_order\n    then:\n      - exit\n"]
)
def test_what_was_due_during_an_outage_is_late(world: World, between: str) -> None:
    """Also behind a branch: the moment is that at which the delay ended."""
    text = CART + "steps:\n  - delay: 1 day\n" + between + HELLO
    carts(world, 1, text)
    flow = world.flow(text)
    world.tick(flow, "2026-03-01 09:00")
    world.tick(flow, "2026-03-04 09:00:01")
    assert world.messages() == {(1, "hello"): "skipped: late"}
    assert world.endings() == {1: "finished"}


@pytest.mark.parametrize(("cart", "told"), [("00", "skipped: late"), ("01", "sent")])
def test_a_trigger_during_an_outage_is_as_old_as_it_is(world: World, cart: str, told: str) -> None:
    """Two days and a second later its message is too late, however new the passage is."""
    carts(world, 0)
    world.shop.customer(1)
    world.shop.cart(1, 1, f"2026-03-01 12:00:{cart}")
    world.tick(world.flow(ONCE), "2026-03-03 12:00:01")
    assert world.messages() == {(1, "hello"): told}


def test_what_is_late_by_less_is_sent(world: World) -> None:
    text = CART + "steps:\n  - delay: 1 day\n" + HELLO
    carts(world, 1, text)
    flow = world.flow(text)
    world.tick(flow, "2026-03-01 09:00")
    world.tick(flow, "2026-03-04 09:00")
    assert world.messages() == {(1, "hello"): "sent"}


def test_what_include_past_reaches_back_for_is_not_late(world: World) -> None:
    flow = world.flow("trigger:\n  event: cart_updated\n  include_past: 7 days\nreentry: always\n")
    world.shop.customer(1)
    world.shop.cart(1, 1, "2026-02-24 09:00")
    world.tick(flow, "2026-03-01 08:00")
    assert world.messages() == {(1, "hello"): "sent"}


def test_a_server_that_takes_nothing_is_asked_once_a_tick(world: World) -> None:
    """One group, not fifty; the others wait in the queue, at the second time as at the first."""
    carts(world, 50)
    world.postbox.usually = Outcome.RETRY
    flow = world.flow(ONCE)
    world.tick(flow, "2026-03-01 09:00")
    assert (world.postbox.groups, world.statuses()) == ([20], {"queued": 50})
    world.tick(flow, "2026-03-01 09:01")
    world.tick(flow, "2026-03-01 09:20")
    assert (world.postbox.groups, world.statuses()) == ([20, 20, 20], {"queued": 50})
    world.postbox.usually = Outcome.SENT
    world.tick(flow, "2026-03-01 16:00")
    assert world.statuses() == {"sent": 50}
    assert len({message.id for message in world.postbox.taken}) == 50


def test_only_who_was_tried_waits_longer(world: World) -> None:
    """Messages that were claimed and never handed over have lost no attempt."""
    carts(world, 50)
    world.postbox.usually = Outcome.RETRY
    world.tick(world.flow(ONCE), "2026-03-01 09:00")
    found = world.rows("select attempts from orchestrator.message order by attempts desc")
    assert [row.attempts for row in found] == [1] * 20 + [0] * 30


def test_a_broken_address_does_not_hide_that_the_server_is_down(world: World) -> None:
    carts(world, 50)
    world.shop.do("update customers set email = 'nonsense' where id % 2 = 0")
    world.postbox.usually = Outcome.RETRY
    world.tick(world.flow(ONCE), "2026-03-01 09:00")
    (tried,) = world.postbox.groups
    assert world.statuses() == {"failed": 20 - tried, "queued": 30 + tried}


def test_one_refusal_stops_nobody_else(world: World) -> None:
    carts(world, 30)
    world.postbox.answers = {"3": [Outcome.RETRY], "4": [Outcome.FAILED]}
    world.tick(world.flow(ONCE), "2026-03-01 09:00")
    assert world.statuses() == {"sent": 28, "queued": 1, "failed": 1}


def test_a_receipt_that_never_comes_leaves_its_message_unknown(world: World) -> None:
    """A sender that breaks the protocol: after the lease nobody claims to know."""
    carts(world, 3)
    deliver = world.postbox.deliver
    world.postbox.deliver = lambda messages: iter(list(deliver(messages))[:1])  # type: ignore[method-assign]
    flow = world.flow(ONCE)
    world.tick(flow, "2026-03-01 09:00")
    assert world.statuses() == {"sent": 1, "sending": 2}
    world.tick(flow, "2026-03-01 09:10")
    assert world.statuses() == {"sent": 1, "unknown": 2}
    assert world.inside() == {}
