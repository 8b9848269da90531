"""Two workers whose clocks differ by more than a lease: one takes the other for dead."""

from __future__ import annotations

from dataclasses import replace

from orchestrator.delivery import Message
from tests.engine.postbox import Postbox
from tests.engine.test_kills import ONCE, carts
from tests.engine.world import World

FAST = "another-host:1:1"


def test_what_it_was_handing_over_is_unknown_and_not_sent_again(world: World) -> None:
    """The fast one also takes over what the slow one had claimed; nothing leaves twice."""
    flow = world.flow(ONCE)
    carts(world, 50, flow)
    other = Postbox()
    with world.another_workspace(other) as workspace:
        fast = replace(workspace, worker=FAST)

        def overtake(_: Message) -> None:
            if len(world.postbox.taken) == 25 and not other.taken:
                world.tick(flow, "2026-03-01 09:06", fast)

        world.postbox.before = overtake
        slow = replace(world.workspace, worker="one-host:1:1")
        world.tick(flow, "2026-03-01 09:00", slow)
    assert len(other.taken) == 10
    ids = [each.id for box in (world.postbox, other) for each in box.taken]
    assert len(ids) == len(set(ids)) == 50
    assert world.statuses() == {"sent": 30, "unknown": 20}
    assert world.inside() == {}
