"""`wait_for`: until something has happened, or for long enough; event time decides."""

from __future__ import annotations

import pytest

from orchestrator.program import Program
from tests.engine.texts import CART, send
from tests.engine.world import World

WAITS = (
    CART
    + "steps:\n  - delay: 1 hour\n  - wait_for: rating\n    if:\n      - {asked}\n"
    + "    at_most: 2 days\n    then:\n"
    + send("thanks", 6)
    + "    else:\n"
    + send("pity", 6)
    + send("both")
)
RATED = "did: rated_order"


def begin(world: World, asked: str = RATED, people: int = 1, text: str = WAITS) -> Program:
    """Carts at 9, so that the wait begins at 10 on 1 March and is over at 10 on 3 March."""
    flow = world.flow(text.replace("{asked}", asked))
    world.tick(flow, "2026-03-01 08:00")
    for key in range(1, people + 1):
        world.shop.customer(key)
        world.shop.cart(key, key, "2026-03-01 09:00")
    world.tick(flow, "2026-03-01 09:00")
    world.tick(flow, "2026-03-01 10:00")
    return flow


def test_who_is_met_goes_on_at_the_next_tick(world: World) -> None:
    flow = begin(world, people=2)
    assert world.inside() == {1: "rating", 2: "rating"}
    world.shop.rating(1, "2026-03-01 10:20", 5)
    world.tick(flow, "2026-03-01 10:30")
    assert world.postbox.sent() == [(1, "thanks"), (1, "both")]
    assert world.inside() == {2: "rating"}


def test_who_waits_in_vain_goes_on_at_the_second(world: World) -> None:
    flow = begin(world)
    world.tick(flow, "2026-03-03 09:59:59")
    assert world.postbox.sent() == []
    world.tick(flow, "2026-03-03 10:00")
    assert world.postbox.sent() == [(1, "pity"), (1, "both")]
    world.shop.rating(1, "2026-03-03 10:01", 5)
    world.tick(flow, "2026-03-03 11:00")
    assert world.endings() == {1: "finished"}


@pytest.mark.parametrize(
    ("at", "step"),
    [
        ("2026-03-03 10:00", "thanks"),
        ("2026-03-03 10:00:01", "pity"),
        ("2026-03-05 12:00", "pity"),
    ],
)
def test_event_time_decides_not_the_tick(world: World, at: str, step: str) -> None:
    """After an outage of days it comes out as it would have without."""
    flow = begin(world)
    world.shop.rating(1, at, 5)
    world.tick(flow, "2026-03-05 12:00")
    taken = world.rows("select arm from orchestrator.passage where step = 'rating'")
    assert [row.arm for row in taken] == ["then" if step == "thanks" else "else"]


def test_what_happened_since_the_trigger_ends_the_wait_before_it_begins(world: World) -> None:
    flow = world.flow(WAITS.replace("{asked}", RATED))
    world.tick(flow, "2026-03-01 08:00")
    world.shop.customers(2)
    for key, at in ((1, "2026-03-01 09:30"), (2, "2026-03-01 08:59:59")):
        world.shop.cart(key, key, "2026-03-01 09:00")
        world.shop.rating(key, at, 5)
    world.tick(flow, "2026-03-01 09:00")
    world.tick(flow, "2026-03-01 10:00")
    assert world.postbox.sent() == [(1, "thanks"), (1, "both")]
    assert world.inside() == {2: "rating"}


def test_a_row_that_commits_late_wakes_too(world: World) -> None:
    flow = begin(world)
    world.tick(flow, "2026-03-01 11:00")
    world.shop.rating(1, "2026-03-01 10:10", 5)
    world.tick(flow, "2026-03-01 11:05")
    assert world.postbox.sent()[0] == (1, "thanks")


def test_all_conditions_have_to_hold(world: World) -> None:
    """What no event announces is looked at with the next news, and when the time is up."""
    flow = begin(world, RATED + "\n      - customer.country: SE", people=3)
    for key in (1, 2):
        world.shop.rating(key, "2026-03-01 10:20", 5)
    world.tick(flow, "2026-03-01 10:30")
    world.tick(flow, "2026-03-01 20:00")
    assert sorted(world.inside()) == [1, 2, 3]
    for key in (1, 2, 3):
        world.shop.change("customers", key, country="SE")
    world.shop.rating(2, "2026-03-02 10:20", 5)
    world.tick(flow, "2026-03-02 10:30")
    assert world.postbox.sent() == [(2, "thanks"), (2, "both")]
    world.tick(flow, "2026-03-03 10:00")
    assert [step for key, step in world.postbox.sent() if key != 2] == [
        "thanks",
        "pity",
        "both",
        "both",
    ]


READ = (
    CART
    + "steps:\n  - wait_for: my-rating\n    if:\n      - {asked}\n    at_most: 2 days\n"
    + "  - branch: b\n    cases:\n"
    + "      - if:\n          - my-rating.stars: {at_most: 2}\n        then:\n"
    + send("sorry", 10)
    + "      - if:\n          - my-rating.stars: {exists: true}\n        then:\n"
    + send("lovely", 10)
    + "    else:\n"
    + send("unknown", 6)
)


def read(world: World, asked: str, *stars: int | None) -> list[str]:
    """Ratings an hour apart; which mail the customer got."""
    flow = begin(world, asked, text=READ)
    for hour, each in enumerate(stars, start=11):
        world.shop.rating(1, f"2026-03-01 {hour}:00", each)
    world.tick(flow, "2026-03-01 20:00")
    world.tick(flow, "2026-03-03 20:00")
    return [step for _, step in world.postbox.sent()]


def test_the_row_that_ended_it_is_read(world: World) -> None:
    """The first one: what comes later did not end it."""
    assert read(world, RATED, 1, 5) == ["sorry"]


def test_of_several_that_are_awaited_the_one_that_made_it_enough(world: World) -> None:
    assert read(world, "did: {event: rated_order, at_least: 2}", 1, 5, 1) == ["lovely"]


def test_only_rows_that_count_are_read(world: World) -> None:
    where = "did: {event: rated_order, where: {stars: {at_least: 4}}}"
    assert read(world, where, 1, 5) == ["lovely"]


def test_of_a_sum_the_last_row_is_read(world: World) -> None:
    asked = "did: {event: rated_order, sum: {stars: {at_least: 6}}}"
    assert read(world, asked, 5, 1) == ["sorry"]


def test_it_is_missing_where_nothing_came(world: World) -> None:
    assert read(world, RATED) == ["unknown"]


def test_what_it_holds_can_be_missing(world: World) -> None:
    assert read(world, RATED, None) == ["unknown"]


def test_it_is_frozen(world: World) -> None:
    text = READ.replace("  - branch: b", "  - delay: 1 day\n  - branch: b")
    flow = begin(world, RATED, text=text)
    world.shop.rating(1, "2026-03-01 10:20", 1)
    world.tick(flow, "2026-03-01 10:30")
    world.shop.do("update ratings set stars = 5")
    world.tick(flow, "2026-03-02 10:30")
    assert world.postbox.sent() == [(1, "sorry")]


def test_a_fact_is_set_from_it(world: World) -> None:
    update = "  - update:\n      set: {stars: my-rating.stars}\n  - branch: b"
    flow = begin(world, RATED, text=READ.replace("  - branch: b", update))
    world.shop.rating(1, "2026-03-01 10:20", 4)
    world.tick(flow, "2026-03-01 10:30")
    found = world.rows("select value from orchestrator.fact where name = 'stars'")
    assert [float(str(row.value)) for row in found] == [4]


def test_exit_when_goes_before(world: World) -> None:
    text = WAITS.replace("steps:", "exit_when:\n  - did: placed_order\nsteps:", 1)
    flow = begin(world, people=2, text=text)
    for key in (1, 2):
        world.shop.rating(key, "2026-03-01 10:20", 5)
    world.shop.order(1, "2026-03-01 10:25")
    world.tick(flow, "2026-03-01 10:30")
    assert world.endings() == {1: "exit_when", 2: "finished"}


def test_what_came_while_it_was_paused_is_seen_afterwards(world: World) -> None:
    begin(world)
    text = WAITS.replace("{asked}", RATED)
    paused = world.flow("status: paused\n" + text)
    world.edit(paused, "2026-03-01 11:00")
    world.shop.rating(1, "2026-03-01 12:00", 5)
    for hour in (13, 16):
        world.tick(paused, f"2026-03-01 {hour}:00")
    world.edit(world.flow(text), "2026-03-01 18:00")
    assert world.postbox.sent()[0] == (1, "thanks")


def test_a_wait_without_arms_only_waits(world: World) -> None:
    text = (
        CART
        + "steps:\n  - wait_for: rating\n    if:\n      - did: rated_order\n    at_most: 1 day\n"
        + send("after")
    )
    flow = begin(world, people=2, text=text)
    world.shop.rating(1, "2026-03-01 11:00", 3)
    world.tick(flow, "2026-03-01 12:00")
    assert world.postbox.sent() == [(1, "after")]
    world.tick(flow, "2026-03-02 09:00")
    assert world.postbox.sent() == [(1, "after"), (2, "after")]


def test_two_waits_one_after_the_other(world: World) -> None:
    """The mail between them asks anew: the row that ended the one does not end the other."""
    second = "  - wait_for: again\n    if:\n      - {asked}\n    at_most: 1 hour\n" + send("both")
    flow = begin(world, text=WAITS.replace(send("both"), second))
    world.shop.rating(1, "2026-03-01 10:20", 5)
    world.tick(flow, "2026-03-01 10:30")
    assert world.inside() == {1: "again"}
    world.shop.rating(1, "2026-03-01 10:35", 5)
    world.tick(flow, "2026-03-01 10:40")
    assert world.postbox.sent() == [(1, "thanks"), (1, "both")]


ASKS = (
    CART
    + "{options}steps:\n"
    + send("ask")
    + "    only_if:\n      - customer.country: SE\n  - delay: 1 hour\n"
    + "  - wait_for: rating\n    if:\n      - {asked}\n    at_most: 2 days\n    then:\n"
    + send("thanks", 6)
)
BEFORE, AFTER = "2026-03-01 09:20", "2026-03-01 09:40"
SINCE = "did: {event: rated_order, since: %s}"


def ask(world: World, asked: str, rated: str, *, options: str = "", country: str = "SE") -> None:
    """A cart at 9; the mail leaves half an hour later, and the wait begins at half past ten."""
    flow = world.flow(ASKS.replace("{asked}", asked).replace("{options}", options))
    world.tick(flow, "2026-03-01 08:00")
    world.shop.customer(1, country=country)
    world.shop.cart(1, 1, "2026-03-01 09:00")
    world.shop.rating(1, rated, 5)
    world.tick(flow, "2026-03-01 09:30")
    world.tick(flow, "2026-03-01 10:30")


@pytest.mark.parametrize(
    ("asked", "rated", "ends"),
    [
        (RATED, BEFORE, False),
        (RATED, "2026-03-01 09:30", True),
        (RATED, AFTER, True),
        (SINCE % "message", BEFORE, False),
        (SINCE % "trigger", BEFORE, True),
        (SINCE % "ask", BEFORE, False),
        (SINCE % "ever", "2026-02-01 12:00", True),
    ],
)
def test_what_was_done_before_the_mail_answers_nothing(
    world: World, asked: str, rated: str, *, ends: bool
) -> None:
    ask(world, asked, rated)
    assert world.inside() == ({} if ends else {1: "rating"})


@pytest.mark.parametrize(("rated", "ends"), [(BEFORE, True), ("2026-03-01 08:50", False)])
def test_a_mail_that_was_skipped_has_asked_nothing(world: World, rated: str, *, ends: bool) -> None:
    ask(world, RATED, rated, country="DK")
    assert world.messages()[1, "ask"] == "skipped: only_if"
    assert world.inside() == ({} if ends else {1: "rating"})


def test_who_is_held_out_waits_as_if_there_had_been_a_mail(world: World) -> None:
    ask(world, RATED, BEFORE, options="holdout: 99%\n")
    assert world.messages() == {(1, "ask"): "held_out"}
    assert world.inside() == {1: "rating"}


def test_the_row_that_is_read_is_one_since_the_mail(world: World) -> None:
    flow = world.flow(
        CART
        + "steps:\n"
        + send("ask")
        + "  - wait_for: rating\n    if:\n      - did: rated_order\n    at_most: 2 days\n"
        + "  - update:\n      set: {stars: rating.stars}\n"
    )
    world.tick(flow, "2026-03-01 08:00")
    world.shop.customer(1)
    world.shop.cart(1, 1, "2026-03-01 09:00")
    world.shop.rating(1, BEFORE, 1)
    world.tick(flow, "2026-03-01 09:30")
    world.shop.rating(1, AFTER, 5)
    world.tick(flow, "2026-03-01 10:00")
    (fact,) = world.rows("select value from orchestrator.fact")
    assert float(str(fact.value)) == 5


SUBJECT = (
    "|-\n      {% if rating %}{{ rating.stars | default('no') }} stars"
    "{% else %}none{{ rating.stars | default('') }}{% endif %}"
)


@pytest.mark.parametrize(("stars", "told"), [(4, "4 stars"), (None, "no stars"), (-1, "none")])
def test_a_template_asks_whether_it_was_in_vain(world: World, stars: int | None, told: str) -> None:
    """By the name of the wait; a row of which a value is missing is a row."""
    text = WAITS + f"  - send: last\n    template: hello\n    subject: {SUBJECT}\n"
    flow = begin(world, text=text)
    if stars != -1:
        world.shop.rating(1, "2026-03-01 10:20", stars)
    world.tick(flow, "2026-03-03 10:00")
    assert world.postbox.taken[-1].subject == told


def test_a_template_that_asks_nothing_else_of_it(world: World) -> None:
    subject = "Rated {% if rating %}already{% else %}never{% endif %}"
    flow = begin(
        world,
        people=2,
        text=WAITS + f"  - send: last\n    template: hello\n    subject: {subject}\n",
    )
    world.shop.rating(1, "2026-03-01 10:20", 5)
    world.tick(flow, "2026-03-03 10:00")
    told = {each.customer: each.subject for each in world.postbox.taken if each.step == "last"}
    assert told == {"1": "Rated already", "2": "Rated never"}


@pytest.mark.parametrize("asked", [RATED, "did: {event: rated_order, at_least: 2}"])
def test_who_is_woken_leaves_first_if_exit_when_holds(world: World, asked: str) -> None:
    """No event announces that somebody has moved; whoever is looked at is asked for it."""
    waits = "exit_when:\n  - customer.country: NO\n" + CART
    waits += "steps:\n" + send("hello") + "  - wait_for: rating\n    if:\n"
    waits += f"      - {asked}\n    at_most: 2 days\n"
    flow = world.flow(waits)
    world.tick(flow, "2026-03-01 08:00")
    for key in (1, 2, 3):
        world.shop.customer(key)
        world.shop.cart(key, key, "2026-03-01 09:00")
    world.tick(flow, "2026-03-01 09:00")
    for key in (1, 3):
        world.shop.change("customers", key, country="NO")
    for key in (1, 2):
        world.shop.rating(key, "2026-03-01 10:20", 5)
    tally = world.tick(flow, "2026-03-01 10:30")
    assert tally.totals["exited"] == 1
    assert world.endings()[1] == "exit_when"
    assert world.inside()[3] == "rating"
    world.tick(flow, "2026-03-03 09:30")
    assert world.endings() == {1: "exit_when", 2: "finished", 3: "exit_when"}
