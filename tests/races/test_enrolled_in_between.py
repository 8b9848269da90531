"""Someone who is enrolled between any two statements of a tick does not pass a send unseen."""

from __future__ import annotations

import pytest

from tests.engine.lots import lot
from tests.engine.texts import CART, send
from tests.engine.world import World
from tests.races.meanwhile import before_statement, write_state

LATER = "  - delay: 300 days\n" + send("later")
FLOW = CART + "steps:\n" + send("hello") + LATER
SPLIT = (
    CART
    + "steps:\n  - split: lot\n    arms:\n      a:\n        share: 50%\n        steps:\n"
    + send("drawn", 10)
    + "      b:\n        share: 50%\n"
    + send("hello")
    + LATER
)
ENROLLED = (
    "insert into orchestrator.enrolment (flow, customer, trigger_key, trigger_id, entry_slot, "
    "open_slot, digest, trigger, triggered_at, entered_at, position, due_at) "
    "select flow, cast(:key as varchar), 'k' || cast(:key as varchar), '', 'k' || cast(:key as varchar), '', digest, trigger, triggered_at, "
    "entered_at, cast(:position as varchar), entered_at from orchestrator.enrolment where customer = '0'"
)
PASSED_BEFORE = (
    "insert into orchestrator.passage (enrolment, step, arm, at) "
    "select e.id, 'lot', 'b', f.began_at from orchestrator.enrolment e "
    "join orchestrator.flow f on f.flow = e.flow where e.customer = cast(:key as varchar)"
)
"""An edit may have moved the split behind people who had passed it: they draw anew."""
AT = "2026-03-01 09:00"


@pytest.mark.parametrize(("text", "position"), [(FLOW, "hello"), (SPLIT, "lot")])
def test_nobody_passes_their_send(world: World, text: str, position: str) -> None:
    """One more customer comes before each statement of a tick in turn.

    On SQLite the tick's transactions keep all others out; on PostgreSQL its statements must.
    """
    flow = world.flow(text)
    world.tick(flow, "2026-03-01 08:00")
    world.shop.customer(0)
    world.shop.cart(0, 0, "2026-03-01 08:30")
    world.tick(flow, AT)
    enrolled = {0}
    for number in range(1, 90):
        world.shop.customer(number)
        # Someone whom the tick itself lets in, so that there is always something to do.
        world.shop.customer(1000 + number)
        world.shop.cart(number, 1000 + number, AT)
        enrolled.add(1000 + number)

        def enrol(key: int = number) -> None:
            if write_state(world, ENROLLED, key=str(key), position=position):
                enrolled.add(key)
                assert position != "lot" or write_state(world, PASSED_BEFORE, key=str(key))

        with before_statement(world.workspace.store.engine, number, enrol) as happened:
            world.tick(flow, AT)
        if not happened:
            break
    world.tick(flow, AT)
    assert number > 15
    assert len(enrolled) > number
    assert set(world.entered()) == enrolled
    wanted = {(key, "hello") for key in enrolled}
    if position == "lot":
        wanted |= {(key, "drawn") for key in enrolled if lot("f/lot", key) < 0.5}
    assert world.messages() == dict.fromkeys(wanted, "sent")
    assert sorted(world.postbox.sent()) == sorted(wanted)
    assert set(world.inside()) == enrolled
