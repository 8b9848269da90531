"""Where people go when a flow is edited under them."""

from __future__ import annotations

from orchestrator.delivery import Outcome
from tests.engine.editing import DAY, FOUR, IF_ANY, begin, due, steps_sent, ticks
from tests.engine.texts import CART, send
from tests.engine.world import World

CASES = """  - branch: size
    cases:
{cases}"""
CASE = """      - if:
          - trigger.value: {{at_least: {least}}}
        then:
          - delay: {days} days
          - send: s{least}
            template: hello
            subject: Hello
"""


def test_people_of_a_removed_delay_wait_for_what_was_left_of_it(world: World) -> None:
    """Nobody gets the next mail sooner than the version promised under which they came."""
    begin(world, FOUR)
    shorter = world.flow(CART + "steps:\n" + send("a") + send("b") + DAY + send("c"))
    world.apply(shorter, "2026-03-01 12:00")
    assert world.inside() == {1: "b", 2: "b"}
    assert due(world) == ["2026-03-02 09:00:00"] * 2
    ticks(world, shorter, "2026-03-02 08:59", "2026-03-02 09:00", "2026-03-03 09:00")
    assert steps_sent(world) == ["a", "a", "b", "b", "c", "c"]


def test_they_go_to_the_next_step_of_the_old_order_that_still_exists(world: World) -> None:
    flow = begin(world, FOUR)
    ticks(world, flow, "2026-03-02 09:00")
    assert world.inside() == {1: "b+1", 2: "b+1"}
    shorter = world.flow(CART + "steps:\n" + send("c") + DAY + send("a"))
    world.edit(shorter, "2026-03-02 10:00")
    assert world.inside() == {1: "c", 2: "c"}
    ticks(world, shorter, "2026-03-03 09:00", "2026-03-04 09:00")
    # Having passed c they come to a, which they had.
    assert steps_sent(world) == ["a", "a", "b", "b", "c", "c"]
    assert world.endings() == {1: "finished", 2: "finished"}


def test_a_delay_that_follows_what_was_removed_is_waited_for_after_it(world: World) -> None:
    begin(
        world, CART + "steps:\n" + send("a") + DAY + send("b") + "  - delay: 2 hours\n" + send("c")
    )
    edited = world.flow(CART + "steps:\n" + send("b") + "  - delay: 2 hours\n" + send("c"))
    world.apply(edited, "2026-03-01 12:00")
    assert world.inside() == {1: "b", 2: "b"}
    edited = world.flow(CART + "steps:\n" + send("z") + send("c"))
    world.apply(edited, "2026-03-01 13:00")
    assert world.inside() == {1: "c", 2: "c"}
    assert due(world) == ["2026-03-02 09:00:00"] * 2


def test_where_nothing_follows_the_passage_ends(world: World) -> None:
    begin(world, CART + "steps:\n" + send("a") + DAY + send("b"))
    world.edit(world.flow(CART + "steps:\n" + send("z")), "2026-03-01 10:00")
    assert world.endings() == {1: "step removed", 2: "step removed"}
    assert steps_sent(world) == ["a", "a"]


def test_a_step_of_another_kind_is_another_step(world: World) -> None:
    """A send that became a branch: its queued messages are skipped, and its people go on."""
    world.postbox.usually = Outcome.RETRY
    begin(world, CART + "steps:\n" + send("a") + send("b"))
    branch = f"  - branch: a\n{IF_ANY}    then:\n      - delay: 1 day\n"
    world.postbox.usually = Outcome.SENT
    world.edit(world.flow(CART + "steps:\n" + branch + send("b")), "2026-03-01 10:00")
    assert steps_sent(world) == ["b", "b"]
    assert world.messages()[1, "a"] == "skipped: step removed"


def test_people_in_the_arms_of_a_removed_branch_go_on_behind_it(world: World) -> None:
    branch = f"  - branch: big\n{IF_ANY}    then:\n      - delay: 1 day\n{send('x', 6)}"
    begin(world, CART + "steps:\n" + branch + send("z"))
    assert world.inside() == {1: "big.then+1", 2: "big.then+1"}
    world.apply(world.flow(CART + "steps:\n" + send("z")), "2026-03-01 10:00")
    assert world.inside() == {1: "z", 2: "z"}


def test_a_step_that_moved_out_of_a_removed_branch_keeps_its_people(world: World) -> None:
    branch = f"  - branch: big\n{IF_ANY}    then:\n      - delay: 1 day\n{send('x', 6)}"
    begin(world, CART + "steps:\n" + branch + send("z"))
    flow = world.flow(CART + "steps:\n" + send("x") + send("z"))
    world.apply(flow, "2026-03-01 10:00")
    assert world.inside() == {1: "x", 2: "x"}
    world.tick(flow, "2026-03-02 09:00")
    assert steps_sent(world) == ["x", "x", "z", "z"]


def cases(*of: tuple[int, int]) -> str:
    told = "".join(CASE.format(least=least, days=days) for least, days in of)
    return CART + "steps:\n" + CASES.format(cases=told) + send("z")


def test_a_case_that_comes_before_moves_nobody_into_it(world: World) -> None:
    """Arms of cases are numbered; people stay in theirs, whichever number it has now."""
    begin(world, cases((50, 2), (20, 3)))
    assert world.inside() == {1: "size.case-1+1", 2: "size.case-1+1"}
    flow = world.flow(cases((500, 1), (50, 2), (20, 3)))
    world.apply(flow, "2026-03-01 10:00")
    assert world.inside() == {1: "size.case-2+1", 2: "size.case-2+1"}
    assert due(world) == ["2026-03-03 09:00:00"] * 2
    world.tick(flow, "2026-03-03 09:00")
    assert steps_sent(world) == ["s50", "z", "s50", "z"] or steps_sent(world) == [
        "s50",
        "s50",
        "z",
        "z",
    ]


def test_deleting_a_step_processes_nobody_anew(world: World) -> None:
    """Whoever went through goes through nothing again, and whoever is inside only goes on."""
    flow = begin(
        world,
        "trigger:\n  event: cart_updated\nreentry: never\nsteps:\n"
        + send("a")
        + send("b")
        + DAY
        + send("c"),
        how_many=4,
    )
    world.shop.customer(5)
    world.shop.cart(5, 5, "2026-03-02 08:00")
    ticks(world, flow, "2026-03-02 08:00", "2026-03-02 09:00")
    assert steps_sent(world) == [*["a"] * 4, *["b"] * 4, "a", "b", *["c"] * 4]
    before = world.rows(
        "select id, customer, entered_at, ended_at from orchestrator.enrolment order by id"
    )
    shorter = world.flow(
        "trigger:\n  event: cart_updated\nreentry: never\nsteps:\n" + send("b") + DAY + send("c")
    )
    world.edit(shorter, "2026-03-02 10:00")
    assert (
        world.rows(
            "select id, customer, entered_at, ended_at from orchestrator.enrolment order by id"
        )
        == before
    )
    ticks(world, shorter, "2026-03-02 11:00", "2026-03-03 08:00", "2026-03-04 08:00")
    assert steps_sent(world)[-1:] == ["c"]
    assert len(world.postbox.taken) == 4 + 4 + 2 + 4 + 1
    assert world.entered() == [1, 2, 3, 4, 5]
