"""Steps: waiting, branching and joining again, at the second they should."""

from __future__ import annotations

from hashlib import md5

import pytest

from orchestrator.delivery import Outcome
from orchestrator.program import values_for
from tests.engine.texts import CART, send
from tests.engine.world import World, moment


def begin(world: World, flow_text: str, *values: float) -> None:
    """One customer for each value of a cart, all entering at nine."""
    flow = world.flow(flow_text)
    world.tick(flow, "2026-03-01 08:00")
    for key, value in enumerate(values, start=1):
        world.shop.customer(key, country="SE" if key % 2 else "NO")
        world.shop.cart(key, key, "2026-03-01 09:00", value=value)
    world.tick(flow, "2026-03-01 09:00")


def test_steps_without_a_delay_are_taken_in_one_tick(world: World) -> None:
    text = CART + "steps:\n" + send("a")
    text += (
        "  - branch: b\n    if:\n      - trigger.value: 1\n    then:\n" + send("c", 6) + send("d")
    )
    begin(world, text, 1, 2)
    assert sorted(world.postbox.sent()) == [(1, "a"), (1, "c"), (1, "d"), (2, "a"), (2, "d")]
    assert world.endings() == {1: "finished", 2: "finished"}


def test_a_delay_ends_at_the_second_and_counts_from_when_it_was_reached(world: World) -> None:
    """Two in a row add up; a tick that comes late makes the second one later too."""
    text = CART + "steps:\n  - delay: 1 hour\n  - delay: 30 minutes\n" + send("a")
    begin(world, text, 1)
    flow = world.flow(text)
    assert world.inside() == {1: "+1"}
    for when, position in (("09:59:59", "+1"), ("10:10", "+2"), ("10:39:59", "+2")):
        world.tick(flow, f"2026-03-01 {when}")
        assert world.inside() == {1: position}
    world.tick(flow, "2026-03-01 10:40")
    assert world.postbox.sent() == [(1, "a")]


def test_a_delay_after_a_send_counts_from_its_outcome(world: World) -> None:
    """A message that had to wait for the server does not push two mails together."""
    text = CART + "steps:\n" + send("a") + "  - delay: 1 day\n" + send("b")
    world.postbox.answers = {"1": [Outcome.RETRY] * 3}
    begin(world, text, 1)
    flow = world.flow(text)
    for when in ("2026-03-01 12:00", "2026-03-01 18:00", "2026-03-02 00:00"):
        world.tick(flow, when)
    assert world.postbox.sent() == [(1, "a")]
    world.tick(flow, "2026-03-02 23:59:59")
    assert world.postbox.sent() == [(1, "a")]
    world.tick(flow, "2026-03-03 00:00")
    assert world.postbox.sent() == [(1, "a"), (1, "b")]


CASES = (
    CART
    + "steps:\n  - branch: size\n    cases:\n"
    + "      - if:\n          - trigger.value: {at_least: 100}\n"
    + "        then:\n"
    + send("large", 10)
    + "      - if:\n          - trigger.value: {at_least: 10}\n          - customer.country: SE\n"
    + "        then:\n          - delay: 1 hour\n"
    + send("medium", 10)
    + "    else:\n      - branch: lost\n        if:\n          - trigger.value: {less_than: 0}\n"
    + "        then:\n          - exit\n"
    + "        else:\n"
    + send("small", 10)
    + send("everybody")
)


def test_the_first_case_that_holds_is_taken(world: World) -> None:
    """Cases, a branch in a branch, an exit in an arm; and all arms but that one join again."""
    begin(world, CASES, 100, 10, 99, -5, 500)
    flow = world.flow(CASES)
    world.tick(flow, "2026-03-01 10:00")
    assert sorted(world.postbox.sent()) == [
        (1, "everybody"),
        (1, "large"),
        (2, "everybody"),
        (2, "small"),
        (3, "everybody"),
        (3, "medium"),
        (5, "everybody"),
        (5, "large"),
    ]
    assert world.endings() == dict.fromkeys((1, 2, 3, 5), "finished") | {4: "exit"}


def test_the_arm_is_written_down(world: World) -> None:
    begin(world, CASES, 100, 10, 99, -5)
    sql = (
        "select customer, step, arm from orchestrator.passage p "
        "join orchestrator.enrolment e on e.id = p.enrolment order by e.id, step"
    )
    assert [(int(row.customer), row.step, row.arm) for row in world.rows(sql)] == [
        (1, "size", "case-1"),
        (2, "lost", "else"),
        (2, "size", "else"),
        (3, "size", "case-2"),
        (4, "lost", "then"),
        (4, "size", "else"),
    ]


@pytest.mark.parametrize("arm", ["then", "else"])
def test_an_arm_without_steps_goes_straight_on(world: World, arm: str) -> None:
    test = "trigger.value: 1" if arm == "else" else "trigger.value: {is_not: 1}"
    text = CART + f"steps:\n  - branch: b\n    if:\n      - {test}\n    then:\n"
    text += "      - delay: 1 hour\n" + send("after")
    begin(world, text, 1, 2)
    assert world.postbox.sent() == [(2 if arm == "else" else 1, "after")]


def test_exit_ends_the_passage_there(world: World) -> None:
    text = CART + "steps:\n" + send("a") + "  - branch: b\n    if:\n      - customer.country: SE\n"
    text += "    then:\n" + send("c", 6) + "      - exit\n" + send("d")
    begin(world, text, 1, 1)
    assert sorted(world.postbox.sent()) == [(1, "a"), (1, "c"), (2, "a"), (2, "d")]
    assert world.endings() == {1: "exit", 2: "finished"}


@pytest.mark.parametrize("name", ["finished", "exit", "case-1", "then", "else"])
def test_any_word_is_a_fine_id(world: World, name: str) -> None:
    """Also those by which the engine calls the end of a passage."""
    begin(world, CART + f"steps:\n  - delay: 1 hour\n{send(name)}  - delay: 1 hour\n{send('z')}", 1)
    flow = world.flow(
        CART + f"steps:\n  - delay: 1 hour\n{send(name)}  - delay: 1 hour\n{send('z')}"
    )
    for when in ("10:00", "11:00"):
        world.tick(flow, f"2026-03-01 {when}")
    assert world.postbox.sent() == [(1, name), (1, "z")]


def test_variants_are_drawn_alike_everywhere(world: World) -> None:
    """By a hash that Python reckons too, so that both databases draw the same."""
    text = CART + (
        "steps:\n  - send: hello\n    template: hello\n    variants:\n"
        "      a: {share: 30%, subject: A}\n      b: {share: 70%, subject: B}\n"
    )
    begin(world, text, *range(40))
    assert world.postbox.taken
    for message in world.postbox.taken:
        digest = md5(f"f/hello:{message.customer}".encode(), usedforsecurity=False).hexdigest()
        assert message.subject == ("A" if int(digest[:8], 16) / 2**32 < 0.3 else "B")


def test_exit_when_is_judged_before_every_step(world: World) -> None:
    """A state that no event tells of, such as a country, takes out at the next step."""
    text = CART + "exit_when:\n  - customer.country: DK\nsteps:\n" + send("a")
    text += "  - delay: 1 day\n" + send("b")
    begin(world, text, 1, 1)
    flow = world.flow(text)
    world.shop.change("customers", 1, country="DK")
    world.tick(flow, "2026-03-01 12:00")
    assert world.inside() == {1: "a+1", 2: "a+1"}
    world.tick(flow, "2026-03-02 09:00")
    assert world.endings() == {1: "exit_when", 2: "finished"}
    assert (1, "b") not in world.messages()


def test_whoever_has_news_leaves_at_once(world: World) -> None:
    """Not only at the next step; and may enter again in that very tick."""
    text = CART + "exit_when:\n  - did: placed_order\nsteps:\n  - delay: 5 days\n" + send("a")
    begin(world, text, 1, 1)
    flow = world.flow(text)
    world.shop.order(1, "2026-03-01 10:00")
    world.shop.cart(9, 1, "2026-03-01 10:01")
    world.tick(flow, "2026-03-01 11:00")
    assert world.endings() == {1: "exit_when"}
    assert world.entered() == [1, 1, 2]


def test_the_goal_is_counted_within_its_time(world: World) -> None:
    """From the trigger's own second to that at which the time is over; it takes nobody out."""
    goal = "goal:\n  did: placed_order\n  within: 2 days\n"
    text = CART + goal + "steps:\n  - delay: 9 days\n" + send("a")
    begin(world, text, 1, 1, 1, 1)
    world.shop.order(1, "2026-03-01 08:59:59")
    world.shop.order(2, "2026-03-01 09:00")
    world.shop.order(3, "2026-03-03 09:00")
    world.shop.order(4, "2026-03-03 09:00:01")
    statement = world.flow(text).goal
    assert statement is not None
    reached = []
    for day in (1, 2, 3, 4):
        given = values_for(statement, {"now": moment(f"2026-03-0{day} 10:00")})
        with world.workspace.store.reading() as connection:
            reached.append(connection.scalar(statement.clause, given))
    assert reached == [1, 1, 2, 2]
    assert len(world.inside()) == 4
