"""Who waits, and what waits to be sent, while a flow is edited."""

from __future__ import annotations

from datetime import timedelta

import pytest
from sqlalchemy import text as sql

from orchestrator.delivery import Outcome
from orchestrator.runner import ApplyError
from tests.engine.editing import DAY, FOUR, IF_ANY, begin, due, steps_sent
from tests.engine.texts import CART, HELLO, send
from tests.engine.world import World, moment


def test_queued_messages_of_a_removed_send_never_leave(world: World) -> None:
    world.postbox.usually = Outcome.RETRY
    begin(world, CART + "steps:\n" + send("a") + send("b"))
    assert world.statuses() == {"queued": 2}
    world.postbox.usually = Outcome.SENT
    world.edit(world.flow(CART + "steps:\n" + send("b")), "2026-03-01 10:00")
    assert world.messages() == {
        (1, "a"): "skipped: step removed",
        (2, "a"): "skipped: step removed",
        (1, "b"): "sent",
        (2, "b"): "sent",
    }
    assert steps_sent(world) == ["b", "b"]


def test_what_is_being_sent_is_waited_for(world: World) -> None:
    begin(world, CART + "steps:\n" + send("a") + DAY + send("b"))
    hold = (
        "update orchestrator.message set status = :status, worker = 'elsewhere:1:1', "
        "lease_until = '2026-03-01 09:05:00', finished_at = null where customer = '1'"
    )
    stand = "update orchestrator.enrolment set position = 'a', due_at = null where customer = '1'"
    edited = world.flow(CART + "steps:\n" + DAY + send("b"))
    for status in ("claimed", "sending"):
        with world.workspace.store.writing() as connection:
            connection.execute(sql(hold), {"status": status})
            connection.execute(sql(stand))
        with pytest.raises(ApplyError, match="sent by a worker at this moment"):
            world.apply(edited, "2026-03-01 09:05")
    # Past its lease the worker is dead: what it was handing over may have left.
    world.apply(edited, "2026-03-01 09:06")
    assert world.messages()[1, "a"] == "unknown: the worker died while handing over"
    assert world.inside() == {1: "b", 2: "b"}


@pytest.mark.parametrize(
    ("before", "after", "expected"),
    [
        ("1 day", "5 days", "2026-03-02 09:00:00"),
        ("1 day", '\n      until: "15:00"', "2026-03-02 09:00:00"),
        ('\n      until: "15:00"', "5 days", "2026-03-01 14:00:00"),
        ('\n      until: "15:00"', '\n      until: "18:00"', "2026-03-01 14:00:00"),
    ],
)
def test_who_waits_waits_on_for_as_long_as_when_they_came(
    world: World, before: str, after: str, expected: str
) -> None:
    """Whatever the delay became: only who comes from now on waits as it says now."""
    text = CART + "steps:\n" + send("a") + f"  - delay: {before}\n" + send("b")
    begin(world, text)
    flow = world.flow(text.replace(before, after))
    world.edit(flow, "2026-03-01 10:00")
    assert due(world) == [expected] * 2
    instant = moment(expected[:16])
    world.tick(flow, str(instant - timedelta(minutes=1))[:16])
    assert steps_sent(world) == ["a", "a"]
    world.tick(flow, expected[:16])
    assert steps_sent(world) == ["a", "a", "b", "b"]


def test_who_waits_for_something_is_judged_again_after_an_edit(world: World) -> None:
    """By the first tick; and by that one alone, for it looks at everybody."""
    waits = (
        "  - wait_for: paid\n    if:\n      - customer.points: {at_least: LEAST}\n      - did: placed_order\n"
        "    at_most: 9 days\n"
    )
    text = CART + "steps:\n" + send("a") + waits + send("b")
    begin(world, text.replace("LEAST", "50"))
    for key in (1, 2):
        world.shop.change("customers", key, points=10)
        world.shop.order(key, "2026-03-01 10:00")
    world.tick(world.flow(text.replace("LEAST", "50")), "2026-03-01 10:00")
    assert world.inside() == {1: "paid", 2: "paid"}
    easier = world.flow(text.replace("LEAST", "5"))
    world.apply(easier, "2026-03-05 10:00")
    world.tick(easier, "2026-03-05 10:01")
    assert steps_sent(world) == ["a", "a", "b", "b"]
    assert [row.looks_again for row in world.rows("select looks_again from orchestrator.flow")] in (
        [0],
        [False],
    )


def test_a_message_in_a_variant_that_is_gone_is_queued_anew(world: World) -> None:
    arms = "    variants:\n      plain:\n        share: 50%\n        subject: One\n      loud:\n        share: 50%\n        subject: Two\n"
    text = CART + "steps:\n" + send("a")
    world.postbox.usually = Outcome.RETRY
    begin(world, text + arms, how_many=6)
    world.postbox.usually = Outcome.SENT
    world.edit(world.flow(text), "2026-03-01 10:00")
    found = world.rows("select variant, status from orchestrator.message")
    assert {(row.variant, row.status) for row in found} == {(None, "sent")}
    assert len(found) == 6


def test_a_worker_that_comes_back_past_its_lease_moves_nobody(world: World) -> None:
    """It hung over a message while an edit was applied, and then hears that it was sent."""
    flow = world.flow(FOUR)
    world.tick(flow, "2026-03-01 08:00")
    world.shop.customer(1)
    world.shop.cart(1, 1, "2026-03-01 09:00")
    edited = world.flow(
        CART + "steps:\n" + send("a") + "  - branch: x\n" + IF_ANY + "    then:\n"
        "      - delay: 2 days\n" + send("c")
    )

    def hang(_: object) -> None:
        with world.another_workspace() as workspace:
            world.apply(edited, "2026-03-01 09:10", workspace)

    world.postbox.before = hang
    world.tick(flow, "2026-03-01 09:00")
    world.postbox.before = lambda _: None
    assert world.inside() == {1: "a"}
    world.tick(edited, "2026-03-01 09:11")
    assert world.messages()[1, "a"].startswith("unknown")
    assert world.inside() == {1: "x.then+1"}


def test_a_message_that_waits_is_what_the_new_version_says(world: World) -> None:
    """Else caps would count it as another one: of what goes to the staff nobody has had enough."""
    held = (
        "trigger:\n  event: placed_order\nreentry: always\n"
        "hold_while:\n  - customer.country: SE\nhold_at_most: 1 day\n"
    )
    world.tick(world.flow(held), "2026-03-01 08:00")
    world.shop.customer(1, country="SE")
    world.shop.order(1, "2026-03-01 08:30")
    world.tick(world.flow(held), "2026-03-01 09:00")
    query = "select message_class, topic, priority, to_customer from orchestrator.message"
    assert [tuple(row) for row in world.rows(query)] == [("marketing", None, 50, 1)]
    edited = f"priority: 80\n{held}steps:\n{HELLO}    topic: news\n    to: staff\n"
    world.apply(world.flow(edited), "2026-03-01 09:10")
    assert [tuple(row) for row in world.rows(query)] == [("transactional", "news", 80, 0)]
