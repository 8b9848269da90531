"""One version of a flow is in force: no other moves its people, before or after it is applied."""

from __future__ import annotations

import threading

import pytest

from orchestrator.program import Program
from orchestrator.runner import ApplyError, EditedError, TickError
from tests.engine.editing import DAY, FOUR, begin, steps_sent, ticks
from tests.engine.texts import CART, send
from tests.engine.world import World


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
