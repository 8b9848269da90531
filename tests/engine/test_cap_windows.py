"""Caps under anything that may happen: no window of any cap ever holds more than it says."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from itertools import count, pairwise

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from orchestrator import tables
from orchestrator.compiler import compile_flow
from orchestrator.delivery import Outcome
from orchestrator.model import Defaults, FrequencyCap
from orchestrator.program import Program
from orchestrator.runner import fixed_clock
from tests.engine.texts import send
from tests.engine.world import START, World

HOUR = timedelta(hours=1)
ALL = FrequencyCap(2, 6 * HOUR)
ASKING = FrequencyCap(1, 30 * HOUR, topic="ask")
OWN = FrequencyCap(1, 10 * HOUR, this_flow=True)
BOTH = "reentry: always\nwhile_inside: both\nnot_after: 20 days\n"
ASKS = "    topic: ask\n"
FLOWS = {
    "carts": "trigger:\n  event: cart_updated\npriority: 10\n"
    "frequency_cap: {at_most: 1, per: 10 hours, of: this_flow}\n",
    "orders": "trigger:\n  event: placed_order\npriority: 90\nsteps:\n" + send("hello") + ASKS,
    "ratings": "trigger:\n  event: rated_order\nsteps:\n"
    + send("hello")
    + ASKS
    + "    on_cap: skip\n"
    + send("next"),
}
FAR_APART = 60 * 24 * HOUR
_keys = count(1)
_eras = count(1)


@dataclass(frozen=True)
class Left:
    """A message that left, or may have."""

    flow: str
    topic: str | None
    at: datetime


ACTIONS = st.one_of(
    st.sampled_from(["carts", "orders", "ratings"]).map(lambda key: ("happens", key)),
    st.sampled_from(["carts", "orders", "ratings"]).map(lambda key: ("ticks", key)),
    st.sampled_from([Outcome.UNKNOWN, Outcome.FAILED, Outcome.RETRY]).map(
        lambda outcome: ("answers", outcome)
    ),
)
GAPS = st.integers(0, 9 * 3600).map(lambda seconds: timedelta(seconds=seconds))


def programs(world: World) -> Mapping[str, Program]:
    found = world.library.compiled(texts())
    project = replace(found.project, defaults=Defaults(frequency_cap=(ALL, ASKING)))
    return {key: compile_flow(flow, project) for key, flow in found.flows.items()}


def texts() -> Mapping[str, str]:
    """The options of all of them come before the steps of those that have some."""
    return {key: _with(text) for key, text in FLOWS.items()}


def _with(text: str) -> str:
    head, steps, rest = text.partition("steps:\n")
    return head + BOTH + steps + rest


def happen(world: World, key: str, customer: int, at: datetime) -> None:
    when = at.strftime("%Y-%m-%d %H:%M:%S")
    match key:
        case "carts":
            world.shop.cart(next(_keys), customer, when)
        case "orders":
            world.shop.order(customer, when)
        case _:
            world.shop.rating(customer, when, 5)


def left(world: World, customer: int) -> list[Left]:
    message = tables.message
    query = (
        select(message.c.flow, message.c.topic, message.c.finished_at)
        .where(message.c.customer == str(customer), message.c.status.in_(("sent", "unknown")))
        .order_by(message.c.finished_at)
    )
    with world.workspace.store.reading() as connection:
        return [Left(*row) for row in connection.execute(query)]


def overfull(cap: FrequencyCap, found: Sequence[Left]) -> Iterator[tuple[Left, Left]]:
    """First and last of those that stand too close together."""
    counted = [each for each in found if cap.topic in (None, each.topic)]
    counted = [each for each in counted if not cap.this_flow or each.flow == "carts"]
    for first, last in zip(counted, counted[cap.at_most :], strict=False):
        if last.at - first.at < cap.per:
            yield first, last


def waiting(world: World, customer: int) -> list[datetime]:
    message = tables.message
    query = select(message.c.due_at).where(
        message.c.customer == str(customer), message.c.status == "queued"
    )
    with world.workspace.store.reading() as connection:
        return list(connection.scalars(query))


@settings(
    max_examples=25,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(st.lists(st.tuples(GAPS, ACTIONS), min_size=6, max_size=14))
def test_no_window_ever_holds_more(
    world: World, actions: Sequence[tuple[timedelta, tuple[str, object]]]
) -> None:
    """And nobody waits without a reason: what is still queued is not due.

    The examples share a world: each has a customer of its own, long after those before it.
    """
    flows = programs(world)
    now = START + next(_eras) * FAR_APART
    customer = next(_keys)
    world.shop.customer(customer)
    for flow in flows.values():
        world.tick(flow, fixed_clock(now))
    world.postbox.answers = {}
    for gap, (what, which) in actions:
        now += gap
        if what == "happens":
            happen(world, str(which), customer, now)
        elif what == "ticks":
            world.tick(flows[str(which)], fixed_clock(now))
        else:
            assert isinstance(which, Outcome)
            world.postbox.answers.setdefault(str(customer), []).append(which)
    for _ in flows:
        for flow in flows.values():
            world.tick(flow, fixed_clock(now))
    found = left(world, customer)
    for cap in (ALL, ASKING, OWN):
        assert list(overfull(cap, found)) == []
    assert all(due > now for due in waiting(world, customer))
    assert all(one.at <= other.at for one, other in pairwise(found))
