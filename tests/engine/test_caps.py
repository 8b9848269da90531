"""`frequency_cap`: what one customer has had enough of waits, or is skipped."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta
from itertools import count

import pytest

from orchestrator.compiler import compile_flow
from orchestrator.delivery import Outcome
from orchestrator.model import Defaults, FrequencyCap
from orchestrator.program import Program
from tests.engine.texts import CART, send
from tests.engine.world import World

ONE_A_DAY = "frequency_cap: {at_most: 1, per: 1 day}\n"
BOTH = CART + "while_inside: both\nnot_after: 30 days\n"
RATED = "trigger:\n  event: rated_order\nreentry: always\nwhile_inside: both\n"
_numbers = count(1)


def begin(world: World, texts: Mapping[str, str]) -> Mapping[str, Program]:
    """The flows' first tick, and a customer."""
    flows = world.flows(texts)
    for flow in flows.values():
        world.tick(flow, "2026-03-01 08:00")
    world.shop.customer(1)
    return flows


def cart(world: World, flow: Program, at: str, tick: str | None = None) -> None:
    world.shop.cart(next(_numbers), 1, at)
    world.tick(flow, tick or at)


def due(world: World) -> list[str]:
    """When what waits is due, in UTC."""
    sql = "select due_at from orchestrator.message where status = 'queued' order by id"
    return [str(row.due_at)[:19] for row in world.rows(sql)]


def told(world: World) -> list[tuple[str, str, str | None]]:
    sql = "select flow, status, reason from orchestrator.message order by id"
    return [(row.flow, row.status, row.reason) for row in world.rows(sql)]


def test_what_is_too_much_waits_until_the_window_frees(world: World) -> None:
    flow = begin(world, {"f": BOTH + ONE_A_DAY})["f"]
    cart(world, flow, "2026-03-01 09:00", "2026-03-01 09:00:07")
    cart(world, flow, "2026-03-01 10:00")
    assert due(world) == ["2026-03-02 09:00:07"]
    world.tick(flow, "2026-03-02 09:00:06")
    assert len(world.postbox.taken) == 1
    world.tick(flow, "2026-03-02 09:00:07")
    assert len(world.postbox.taken) == 2


def test_two_of_one_customer_in_one_claim(world: World) -> None:
    flow = begin(world, {"f": BOTH + ONE_A_DAY})["f"]
    for minute in ("00", "01"):
        world.shop.cart(next(_numbers), 1, f"2026-03-01 09:{minute}")
    world.tick(flow, "2026-03-01 09:05")
    assert world.statuses() == {"sent": 1, "queued": 1}
    assert due(world) == ["2026-03-02 09:05:00"]


def test_two_of_one_customer_after_an_outage(world: World) -> None:
    """Both have been due for so long that neither is waited for elsewhere."""
    flow = begin(world, {"f": BOTH + ONE_A_DAY})["f"]
    world.postbox.usually = Outcome.RETRY
    for minute in ("00", "01"):
        world.shop.cart(next(_numbers), 1, f"2026-03-01 09:{minute}")
    world.tick(flow, "2026-03-01 09:05")
    world.postbox.usually = Outcome.SENT
    world.tick(flow, "2026-03-04 09:05")
    assert world.statuses() == {"sent": 1, "queued": 1}


def test_the_fraction_of_a_second_is_not_lost(world: World) -> None:
    """The window frees to the microsecond, so that nothing is due and still too much."""
    flow = begin(world, {"f": BOTH + ONE_A_DAY})["f"]
    cart(world, flow, "2026-03-01 09:00", "2026-03-01 09:00:59.999996")
    cart(world, flow, "2026-03-01 10:00")
    world.tick(flow, "2026-03-02 09:00:59.999995")
    assert world.statuses() == {"sent": 1, "queued": 1}
    world.tick(flow, "2026-03-02 09:00:59.999996")
    assert world.statuses() == {"sent": 2}


def test_of_several_caps_the_last_to_free_counts(world: World) -> None:
    caps = "frequency_cap: [{at_most: 1, per: 1 hour}, {at_most: 2, per: 7 days}, {at_most: 9, per: 3 days}]\n"
    flow = begin(world, {"f": BOTH + caps})["f"]
    cart(world, flow, "2026-03-01 09:00")
    cart(world, flow, "2026-03-03 09:00")
    cart(world, flow, "2026-03-03 09:30")
    assert due(world) == ["2026-03-08 09:00:00"]
    world.tick(flow, "2026-03-08 09:00")
    assert world.statuses() == {"sent": 3}


def test_skipped_where_the_send_says_so(world: World) -> None:
    """The customer goes on to what comes next."""
    steps = "steps:\n" + send("hello") + "    on_cap: skip\n  - delay: 1 hour\n" + send("next")
    flow = begin(world, {"f": BOTH + ONE_A_DAY + steps})["f"]
    cart(world, flow, "2026-03-01 09:00")
    cart(world, flow, "2026-03-01 09:30")
    assert told(world) == [("f", "sent", None), ("f", "skipped", "cap")]
    assert world.inside() == {1: "hello+1"}
    tally = world.tick(flow, "2026-03-01 09:40")
    assert tally.reasons == {}


def test_a_skip_is_counted_with_its_reason(world: World) -> None:
    flow = begin(world, {"f": BOTH + ONE_A_DAY + "steps:\n" + send("hello") + "    on_cap: skip\n"})
    cart(world, flow["f"], "2026-03-01 09:00")
    world.shop.cart(next(_numbers), 1, "2026-03-01 09:30")
    tally = world.tick(flow["f"], "2026-03-01 09:30")
    assert tally.reasons == {("hello", "skipped", "cap"): 1}
    assert world.inside() == {}


@pytest.mark.parametrize(
    ("cap", "step", "other", "waits"),
    [
        ("{at_most: 1, per: 1 day}", "", "", True),
        ("{at_most: 1, per: 1 day}", "", "message_class: transactional\n", False),
        ("{at_most: 1, per: 1 day, of: this_flow}", "", "", False),
        ("{at_most: 1, per: 1 day, of: {topic: ask}}", "topic: ask", "", False),
        ("{at_most: 1, per: 1 day, of: {topic: ask}}", "topic: ask", "topic: ask", True),
        # A cap of a topic is for the messages that have it.
        ("{at_most: 1, per: 1 day, of: {topic: ask}}", "", "topic: ask", False),
        ("{at_most: 1, per: 1 day}", "message_class: transactional", "", False),
        ("{at_most: 1, per: 1 day}", "", "channel: sms", True),
        ("{at_most: 1, per: 1 day}", "", "channel: email\n    to: staff", False),
        ("{at_most: 1, per: 1 day}", "", "holdout: 99%\n", False),
    ],
)
def test_what_counts(world: World, cap: str, step: str, other: str, *, waits: bool) -> None:
    """Another flow sends first; then one with the cap."""
    of_flow = other.endswith("\n")
    first = RATED + (other if of_flow else "") + "steps:\n" + send("first")
    first += "" if of_flow or not other else f"    {other}\n"
    if "sms" in other:
        first = first.replace("    subject: Hello\n", "").replace(
            "template: hello", "template: short"
        )
    then = (
        BOTH + f"frequency_cap: {cap}\nsteps:\n" + send("hello") + (f"    {step}\n" if step else "")
    )
    flows = begin(world, {"first": first, "then": then})
    world.shop.change("customers", 1, phone="+46701234567", accepts_sms=True)
    world.shop.rating(1, "2026-03-01 09:00", 5)
    world.tick(flows["first"], "2026-03-01 09:00")
    assert told(world)[0][1] == ("held_out" if "holdout" in other else "sent")
    cart(world, flows["then"], "2026-03-01 09:30")
    assert due(world) == (["2026-03-02 09:00:00"] if waits else [])


@pytest.mark.parametrize(
    ("outcome", "waits"), [(Outcome.FAILED, False), (Outcome.UNKNOWN, True), (Outcome.RETRY, False)]
)
def test_only_what_may_have_left_counts(world: World, outcome: Outcome, *, waits: bool) -> None:
    flow = begin(world, {"f": BOTH + ONE_A_DAY})["f"]
    world.postbox.answers = {"1": [outcome]}
    cart(world, flow, "2026-03-01 09:00")
    cart(world, flow, "2026-03-01 09:01")
    assert ("2026-03-02 09:00:00" in due(world)) is waits
    assert world.statuses().get("sent", 0) == (0 if waits else 1)


def test_who_did_not_consent_takes_no_place(world: World) -> None:
    flow = begin(world, {"f": BOTH + ONE_A_DAY})["f"]
    world.shop.change("customers", 1, accepts_email=False)
    cart(world, flow, "2026-03-01 09:00")
    world.shop.change("customers", 1, accepts_email=True)
    cart(world, flow, "2026-03-01 09:01")
    assert told(world) == [("f", "skipped", "no consent"), ("f", "sent", None)]


def test_each_customer_for_themselves(world: World) -> None:
    flow = begin(world, {"f": BOTH + ONE_A_DAY})["f"]
    world.shop.customer(2)
    cart(world, flow, "2026-03-01 09:00")
    for customer in (1, 2):
        world.shop.cart(next(_numbers), customer, "2026-03-01 09:30")
    world.tick(flow, "2026-03-01 09:30")
    assert world.postbox.sent() == [(1, "hello"), (2, "hello")]


def test_not_after_counts_from_before_it_was_put_off(world: World) -> None:
    """Who waits in vain goes on as soon as it is too late, not when the window frees."""
    text = (
        CART + "while_inside: both\nnot_after: 5 hours\nfrequency_cap: {at_most: 1, per: 7 days}\n"
    )
    flow = begin(world, {"f": text})["f"]
    cart(world, flow, "2026-03-01 09:00")
    cart(world, flow, "2026-03-01 10:00")
    assert due(world) == ["2026-03-01 15:00:01"]
    world.tick(flow, "2026-03-01 15:00")
    assert world.statuses() == {"sent": 1, "queued": 1}
    world.tick(flow, "2026-03-01 15:00:01")
    assert told(world)[-1] == ("f", "skipped", "late")
    assert world.inside() == {}


def test_it_is_put_off_into_the_hours(world: World) -> None:
    """By the clocks of Stockholm it frees at three in the night."""
    cap = 'frequency_cap: {at_most: 1, per: 16 hours}\nsend_window: "08:00-21:00"\n'
    flow = begin(world, {"f": BOTH + cap})["f"]
    cart(world, flow, "2026-03-01 10:00")
    cart(world, flow, "2026-03-01 11:00")
    assert due(world) == ["2026-03-02 02:00:00"]
    world.tick(flow, "2026-03-02 02:00")
    assert due(world) == ["2026-03-02 07:00:00"]
    world.tick(flow, "2026-03-02 07:00")
    assert world.statuses() == {"sent": 2}


def test_what_is_held_takes_no_place_of_the_same_step(world: World) -> None:
    hold = "hold_while:\n  - trigger.value: {at_least: 50}\nhold_at_most: 20 days\n"
    flow = begin(world, {"f": BOTH + ONE_A_DAY + hold})["f"]
    for value in (100, 10):
        world.shop.cart(next(_numbers), 1, f"2026-03-01 09:0{value // 100}", value)
    world.tick(flow, "2026-03-01 09:05")
    assert [row.status for row in world.rows("select status from orchestrator.message")].count(
        "sent"
    ) == 1
    world.tick(flow, "2026-03-02 09:05")
    assert world.statuses() == {"sent": 1, "queued": 1}


def test_what_the_flow_was_edited_to_counts(world: World) -> None:
    """Queued as transactional, sent as marketing: the cap counts it."""
    flow = begin(world, {"f": BOTH + "message_class: transactional\n"})["f"]
    world.postbox.answers = {"1": [Outcome.RETRY]}
    cart(world, flow, "2026-03-01 09:00")
    edited = world.flow(BOTH + ONE_A_DAY)
    world.edit(edited, "2026-03-01 09:30")
    cart(world, edited, "2026-03-01 10:00")
    assert world.statuses() == {"sent": 1, "queued": 1}


def test_caps_of_the_project(world: World) -> None:
    """They hold for every flow, beside its own."""
    texts = {"a": BOTH, "b": BOTH}
    begin(world, texts)
    found = world.library.compiled(texts)
    defaults = Defaults(frequency_cap=(FrequencyCap(1, timedelta(hours=16)),))
    project = replace(found.project, defaults=defaults)
    world.shop.cart(next(_numbers), 1, "2026-03-01 09:00")
    for flow in found.flows.values():
        world.edit(compile_flow(flow, project), "2026-03-01 09:00")
    assert told(world) == [("a", "sent", None), ("b", "queued", None)]
    assert due(world) == ["2026-03-02 01:00:00"]
