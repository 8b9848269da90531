"""Ctrl-C while mails leave: what is known is written down before the process ends."""

from __future__ import annotations

from dataclasses import replace

import pytest

from orchestrator.delivery import Message
from tests.engine.test_kills import ONCE, carts
from tests.engine.world import World


class TerminatedError(BaseException):
    """What whoever runs us makes of a signal."""


@pytest.mark.parametrize("ends", [KeyboardInterrupt, SystemExit, TerminatedError])
def test_only_the_mail_in_hand_is_unknown(world: World, ends: type[BaseException]) -> None:
    """The ones before it are sent, the ones behind it wait, and every one leaves once."""
    workspace = replace(world.workspace, interrupts=(*world.workspace.interrupts, TerminatedError))
    flow = world.flow(ONCE)
    carts(world, 30, flow)

    def stop(message: Message) -> None:
        if len(world.postbox.taken) == 6:
            raise ends(message.id)

    world.postbox.before = stop
    with pytest.raises(ends):
        world.tick(flow, "2026-03-01 09:00", workspace)
    assert world.statuses() == {"sent": 6, "unknown": 1, "queued": 13, "claimed": 10}
    world.postbox.before = lambda _: None
    world.tick(flow, "2026-03-01 10:00")
    assert world.statuses() == {"sent": 29, "unknown": 1}
    assert len({each.customer for each in world.postbox.taken}) == len(world.postbox.taken) == 29
