"""A worker may die at any instant: nothing is lost, and nothing is sent twice."""

from __future__ import annotations

from dataclasses import replace
from itertools import count

import pytest

from orchestrator.program import Program
from orchestrator.runner import Workspace
from tests.engine.killing import dying_at, gone_worker
from tests.engine.postbox import Killed, Postbox
from tests.engine.texts import CART, HELLO
from tests.engine.world import World

ONCE = CART + "steps:\n" + HELLO
PATH = (
    CART
    + "exit_when:\n  - did: placed_order\n"
    + "steps:\n  - branch: b\n    if:\n      - trigger.value: {at_least: 50}\n    then:\n"
    + "      - send: large\n        template: hello\n        subject: Hello\n"
    + "  - send: hello\n    template: named\n    subject: Hello\n"
)
ELSEWHERE = "another-host:1:1"


@pytest.fixture(scope="session")
def dead() -> str:
    return gone_worker()


def killed(world: World, flow: Program, when: str, worker: str) -> None:
    with pytest.raises(Killed):
        world.tick(flow, when, replace(world.workspace, worker=worker))


def carts(world: World, how_many: int, flow: Program) -> None:
    world.tick(flow, "2026-03-01 08:00")
    for key in range(1, how_many + 1):
        world.shop.customer(key)
        world.shop.cart(key, key, "2026-03-01 08:59")


@pytest.mark.parametrize("message", [1, 19, 20, 21, 33, 50])
def test_a_kill_while_handing_over_leaves_one_group_unknown(
    world: World, dead: str, message: int
) -> None:
    """Whatever the server had taken of that group is not sent again; everything else is, once."""
    flow = world.flow(ONCE)
    carts(world, 50, flow)
    world.postbox.die_at = message
    killed(world, flow, "2026-03-01 09:00", dead)
    assert world.statuses()["sending"] <= 20
    world.postbox.die_at = None
    tally = world.tick(flow, "2026-03-01 09:00")
    group = 20 if message <= 40 else 10
    assert world.statuses() == {"unknown": group, "sent": 50 - group}
    assert tally.totals["unknown"] == group
    ids = [each.id for each in world.postbox.taken]
    assert len(ids) == len(set(ids)) >= 50 - group
    assert world.inside() == {}
    world.tick(flow, "2026-03-05 09:00")
    assert len(world.postbox.taken) == len(ids)


@pytest.mark.parametrize("stop", [KeyboardInterrupt, SystemExit])
def test_who_is_asked_to_stop_leaves_one_message_unknown(
    world: World, dead: str, stop: type[BaseException]
) -> None:
    """There is time to write down what was taken; those behind it wait their turn."""
    flow = world.flow(ONCE)
    carts(world, 50, flow)
    world.postbox.die_at, world.postbox.dies_of = 27, stop
    with pytest.raises(stop):
        world.tick(flow, "2026-03-01 09:00", replace(world.workspace, worker=dead))
    assert world.statuses() == {"sent": 26, "unknown": 1, "queued": 13, "claimed": 10}
    world.postbox.die_at = None
    for when in ("2026-03-01 09:00", "2026-03-01 09:05"):
        world.tick(flow, when)
    assert world.statuses() == {"sent": 49, "unknown": 1}
    assert len({each.id for each in world.postbox.taken}) == len(world.postbox.taken) == 50
    assert world.inside() == {}


def test_unknown_messages_say_why(world: World, dead: str) -> None:
    flow = world.flow(ONCE)
    carts(world, 1, flow)
    world.postbox.die_at = 1
    killed(world, flow, "2026-03-01 09:00", dead)
    world.tick(flow, "2026-03-01 09:01")
    assert world.messages() == {(1, "hello"): "unknown: the worker died while handing over"}


@pytest.mark.parametrize("whose", ["another host's", "the same worker's"])
def test_a_worker_that_may_be_alive_keeps_its_lease(world: World, whose: str) -> None:
    """Five minutes: till then nobody touches what it has in hand."""
    flow = world.flow(ONCE)
    carts(world, 30, flow)
    world.postbox.die_at = 25
    name = ELSEWHERE if whose == "another host's" else world.workspace.worker
    killed(world, flow, "2026-03-01 09:00", name)
    world.postbox.die_at = None
    before = world.statuses()
    assert before == {"sent": 20, "sending": 10}
    world.tick(flow, "2026-03-01 09:05")
    assert world.statuses() == before
    world.tick(flow, "2026-03-01 09:05:01")
    assert world.statuses() == {"sent": 20, "unknown": 10}


def test_what_was_only_claimed_is_sent_after_all(world: World, dead: str) -> None:
    """Forty of fifty were not yet handed over when the first group was lost."""
    flow = world.flow(ONCE)
    carts(world, 50, flow)
    world.postbox.die_at = 1
    killed(world, flow, "2026-03-01 09:00", dead)
    assert world.statuses() == {"sending": 20, "claimed": 30}
    world.postbox.die_at = None
    tally = world.tick(flow, "2026-03-01 09:01")
    assert tally.totals["requeued"] == 30
    assert world.statuses() == {"unknown": 20, "sent": 30}


def test_a_kill_before_any_statement_loses_and_doubles_nothing(world: World, dead: str) -> None:
    """Three more customers each round, a kill one statement later each round, till none is left."""
    flow = world.flow(PATH)
    world.tick(flow, "2026-03-01 08:00")
    workspace = replace(world.workspace, worker=dead)
    for round_ in count():
        hour, minute = divmod(round_, 60)
        when = f"2026-03-01 {9 + hour:02}:{minute:02}"
        for number, value in enumerate((10, 90, 90)):
            key = 10 * round_ + number
            world.shop.customer(key)
            world.shop.cart(key, key, when, value=value)
        if not _is_killed(world, flow, when, workspace, round_):
            break
        world.tick(flow, when)
    assert round_ > 40
    _check(world, round_ + 1)


def _is_killed(world: World, flow: Program, when: str, workspace: Workspace, at: int) -> bool:
    with dying_at(workspace.store.engine, at):
        try:
            world.tick(flow, when, workspace)
        except Killed:
            return True
    return False


def _check(world: World, rounds: int) -> None:
    """Everybody entered and left; each had their messages, in order, at most once."""
    everybody = sorted(10 * round_ + number for round_ in range(rounds) for number in range(3))
    assert world.entered() == everybody
    assert world.inside() == {}
    assert set(world.endings().values()) == {"finished"}
    found = world.messages()
    wanted = {(key, "hello") for key in everybody}
    wanted |= {(key, "large") for key in everybody if key % 10}
    assert set(found) == wanted
    unknown = "unknown: the worker died while handing over"
    assert set(found.values()) == {"sent", unknown}
    sent = world.postbox.sent()
    assert len(sent) == len(set(sent))
    assert {which for which, status in found.items() if status == "sent"} <= set(sent)
    # At most one group of three for each of the two sends can be lost in any round.
    for round_ in range(rounds):
        lost = [
            which
            for which, status in found.items()
            if which[0] // 10 == round_ and status == unknown
        ]
        assert len({step for _, step in lost}) <= 1


def test_a_sender_of_ones_own_is_no_matter(world: World, dead: str) -> None:
    """Two workers with a postbox each: what the first took, the second does not see again."""
    flow = world.flow(ONCE)
    carts(world, 30, flow)
    world.postbox.die_at = 21
    killed(world, flow, "2026-03-01 09:00", dead)
    other = Postbox()
    with world.another_workspace(other) as workspace:
        world.tick(flow, "2026-03-01 09:00", workspace)
    assert other.taken == []
    assert world.statuses() == {"sent": 20, "unknown": 10}
