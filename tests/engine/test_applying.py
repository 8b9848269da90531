"""Where people go when a flow is edited under them."""

from __future__ import annotations

import threading
from datetime import timedelta

import pytest
from sqlalchemy import text as sql

from orchestrator.delivery import Outcome
from orchestrator.program import Program
from orchestrator.runner import ApplyError, EditedError, TickError, remove_flow
from tests.engine.texts import CART, HELLO, send
from tests.engine.world import World, moment

DAY = "  - delay: 1 day\n"
FOUR = CART + "steps:\n" + send("a") + DAY + send("b") + DAY + send("c")
IF_ANY = "    if:\n      - trigger.value: {exists: true}\n"


def begin(world: World, text: str, how_many: int = 2, at: str = "2026-03-01 09:00") -> Program:
    flow = world.flow(text)
    world.tick(flow, "2026-03-01 08:00")
    for key in range(1, how_many + 1):
        world.shop.customer(key)
        world.shop.cart(key, key, at)
    world.tick(flow, at)
    return flow


def ticks(world: World, flow: Program, *when: str) -> None:
    for each in when:
        world.tick(flow, each)


def due(world: World) -> list[str]:
    found = world.rows("select due_at from orchestrator.enrolment where ended_at is null")
    return sorted(str(row.due_at)[:19] for row in found)


def steps_sent(world: World) -> list[str]:
    return [step for _, step in world.postbox.sent()]


def test_another_version_refuses_to_tick_until_it_is_applied(world: World) -> None:
    """In words for a marketer, and without touching anything."""
    flow = begin(world, FOUR)
    edited = world.flow(FOUR.replace("1 day", "2 days"))
    before = world.rows("select * from orchestrator.enrolment order by id")
    with pytest.raises(EditedError, match=r"f was edited .*`flows plan` .* `flows apply`"):
        world.tick(edited, "2026-03-02 09:00")
    assert world.rows("select * from orchestrator.enrolment order by id") == before
    world.apply(edited, "2026-03-02 09:00")
    with pytest.raises(EditedError):
        world.tick(flow, "2026-03-02 09:01")
    world.tick(edited, "2026-03-02 09:01")
    assert steps_sent(world) == ["a", "a", "b", "b"]


def test_two_checkouts_never_both_move_people(world: World) -> None:
    """Each on its own connections, ticking at the same time while the edit is applied."""
    old = begin(world, FOUR, how_many=20)
    new = world.flow(FOUR.replace("send: b", "send: other"))
    refused: dict[str, int] = {"old": 0, "new": 0}
    ran: list[tuple[str, str]] = []
    applied = threading.Event()

    def work(name: str, flow: Program) -> None:
        with world.another_workspace() as workspace:
            for minute in range(12):
                was_applied = applied.is_set()
                try:
                    world.tick(flow, f"2026-03-02 09:{minute:02}", workspace)
                except TickError:
                    refused[name] += 1
                else:
                    ran.append((name, "after" if was_applied else "before"))

    workers = [threading.Thread(target=work, args=each) for each in (("old", old), ("new", new))]
    for worker in workers:
        worker.start()
    with world.another_workspace() as workspace:
        while not applied.is_set():
            try:
                world.apply(new, "2026-03-02 09:30", workspace)
                applied.set()
            except ApplyError:  # a worker is sending
                continue
    for worker in workers:
        worker.join()
    assert ("old", "after") not in ran
    ticks(world, new, "2026-03-02 10:00", "2026-03-03 10:00")
    taken = [(each.customer, each.step) for each in world.postbox.taken]
    assert len(taken) == len(set(taken))
    assert {step for _, step in taken} <= {"a", "b", "other", "c"}
    # Whose message waited when its step was removed goes on without it.
    gone = [each for each in world.messages().values() if each == "skipped: step removed"]
    assert len([step for _, step in taken if step in ("b", "other")]) + len(gone) == 20
    assert [step for _, step in taken].count("c") == 20
    assert world.rows("select 1 from orchestrator.enrolment where ended_at is null") == []


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


def test_the_ledger_keeps_the_version_that_each_runs_under(world: World) -> None:
    flow = begin(world, FOUR, how_many=1)
    edited = world.flow(FOUR.replace("1 day", "2 days"))
    world.apply(edited, "2026-03-01 10:00")
    assert [row.digest for row in world.rows("select digest from orchestrator.enrolment")] == [
        edited.digest
    ]
    found = world.rows("select digest from orchestrator.flow_version order by recorded_at")
    assert [row.digest for row in found] == [flow.digest, edited.digest]
    world.apply(flow, "2026-03-01 11:00")
    assert len(world.rows("select 1 from orchestrator.flow_version")) == 2
    world.tick(flow, "2026-03-02 09:00")
    assert steps_sent(world) == ["a", "b"]


def test_a_removed_flow_ends_its_people_and_cancels_what_is_queued(world: World) -> None:
    world.postbox.answers = {"1": [Outcome.RETRY]}
    flow = begin(world, FOUR)
    with world.workspace.store.writing("f") as connection:
        remove_flow(connection, "f", moment("2026-03-01 10:00"))
    assert world.endings() == {1: "flow removed", 2: "flow removed"}
    assert world.messages()[1, "a"] == "skipped: flow removed"
    with pytest.raises(EditedError, match="taken out of service"):
        world.tick(flow, "2026-03-01 11:00")


def test_a_flow_that_comes_back_begins_anew(world: World) -> None:
    """What happened while it was gone is not made up for."""
    text = "trigger:\n  segment: swedes\nreentry: always\nsteps:\n" + send("a")
    flow = world.flow(text)
    world.shop.customer(1, country="SE")
    world.tick(flow, "2026-03-01 08:00")
    with world.workspace.store.writing("f") as connection:
        remove_flow(connection, "f", moment("2026-03-01 09:00"))
    world.shop.customer(2, country="SE")
    world.apply(flow, "2026-03-01 10:00")
    world.tick(flow, "2026-03-01 11:00")
    assert world.entered() == []
    world.shop.customer(3, country="SE")
    world.tick(flow, "2026-03-01 12:00")
    assert world.entered() == [3]


def test_a_state_without_versions_keeps_places_and_refuses_to_guess(world: World) -> None:
    begin(world, FOUR)
    with world.workspace.store.writing() as connection:
        connection.execute(sql("delete from orchestrator.flow_version"))
    with pytest.raises(ApplyError, match="2 at the delay after a"):
        world.apply(world.flow(CART + "steps:\n" + send("b")), "2026-03-01 10:00")
    assert world.inside() == {1: "a+1", 2: "a+1"}
    longer = world.flow(FOUR + send("d"))
    world.apply(longer, "2026-03-01 10:00")
    world.tick(longer, "2026-03-02 09:00")
    assert world.inside() == {1: "b+1", 2: "b+1"}


def test_a_flow_whose_version_was_not_kept_keeps_it_at_its_next_tick(world: World) -> None:
    flow = begin(world, FOUR)
    with world.workspace.store.writing() as connection:
        connection.execute(sql("delete from orchestrator.flow_version"))
    world.tick(flow, "2026-03-01 10:00")
    found = world.rows("select digest from orchestrator.flow_version")
    assert [row.digest for row in found] == [flow.digest]


def test_a_started_flow_takes_people_in_under_the_version_in_force(world: World) -> None:
    """Though the file of the other one has been edited, and the edit is not applied."""
    parent = CART + "steps:\n  - start: child\n"
    child = "trigger: manual\nreentry: always\nsteps:\n" + send("a") + DAY + send("b")
    flows = world.flows({"f": parent, "child": child})
    for flow in flows.values():
        world.tick(flow, "2026-03-01 08:00")
    edited = world.flows({"f": parent, "child": child + send("c")})
    assert edited["f"].digest == flows["f"].digest
    world.shop.customer(1)
    world.shop.cart(1, 1, "2026-03-01 09:00")
    world.tick(edited["f"], "2026-03-01 09:00")
    found = world.rows("select digest from orchestrator.enrolment where flow = 'child'")
    assert [row.digest for row in found] == [flows["child"].digest]
    world.tick(flows["child"], "2026-03-01 09:01")
    assert steps_sent(world) == ["a"]


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


ORDERS = "trigger:\n  event: placed_order\nreentry: always\n"
SWEDES = "trigger:\n  segment: swedes\nreentry: always\n"
BUYERS = "trigger:\n  segment: buyers\nreentry: always\n"
LOYAL = "trigger:\n  segment: loyal\nreentry: always\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [(ORDERS, SWEDES), (BUYERS, SWEDES), (SWEDES, LOYAL)],
    ids=["from an event", "from another segment", "to one that is remembered"],
)
@pytest.mark.parametrize("paused", [False, True])
def test_who_is_in_another_segment_when_it_is_applied_does_not_enter(
    world: World, before: str, after: str, *, paused: bool
) -> None:
    world.tick(world.flow(before), "2026-03-01 08:00")
    for key in (1, 2):
        world.shop.customer(key, country="SE")
        for _ in range(3):
            world.shop.order(key, "2026-02-01 10:00")
    world.shop.customer(3, country="NO")
    world.tick(world.flow(before), "2026-03-01 08:30")
    already = world.entered()
    edited = world.flow(after)
    world.apply(world.flow("status: paused\n" + after) if paused else edited, "2026-03-01 09:00")
    if paused:
        world.apply(edited, "2026-03-01 09:05")
    world.tick(edited, "2026-03-01 09:10")
    assert world.entered() == already
    world.shop.do("update customers set country = 'SE' where id = 3")
    for _ in range(3):
        world.shop.order(3, "2026-03-01 09:15")
    world.tick(edited, "2026-03-01 09:20")
    assert world.entered() == [*already, 3]


def test_unless_the_flow_asks_for_those_too(world: World) -> None:
    world.tick(world.flow(ORDERS), "2026-03-01 08:00")
    world.shop.customer(1, country="SE")
    edited = world.flow(SWEDES.replace("swedes\n", "swedes\n  include_current: true\n"))
    world.edit(edited, "2026-03-01 09:00")
    assert world.entered() == [1]


def test_whose_spell_lasts_does_not_begin_another_one(world: World) -> None:
    """An edit beside the segment forgets nobody."""
    world.tick(world.flow(SWEDES), "2026-03-01 08:00")
    world.shop.customer(1, country="SE")
    edited = world.flow(SWEDES + "conditions:\n  - customer.country: [SE, NO]\n")
    world.edit(edited, "2026-03-01 09:00")
    assert world.entered() == [1]


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
