"""Someone who is enrolled between any two statements of a tick does not pass a send unseen."""

from __future__ import annotations

from tests.engine.texts import CART, send
from tests.engine.world import World
from tests.races.meanwhile import before_statement, write_state

FLOW = CART + "steps:\n" + send("hello") + "  - delay: 300 days\n" + send("later")
ENROLLED = (
    "insert into orchestrator.enrolment (flow, customer, trigger_key, trigger_id, entry_slot, "
    "open_slot, digest, trigger, triggered_at, entered_at, position, due_at) "
    "select flow, cast(:key as varchar), 'k' || cast(:key as varchar), '', 'k' || cast(:key as varchar), '', digest, trigger, triggered_at, "
    "entered_at, 'hello', entered_at from orchestrator.enrolment where customer = '0'"
)
AT = "2026-03-01 09:00"


def test_nobody_passes_their_send(world: World) -> None:
    """One more customer comes before each statement of a tick in turn.

    On SQLite the tick's transactions keep all others out; on PostgreSQL its statements must.
    """
    flow = world.flow(FLOW)
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
            if write_state(world, ENROLLED, key=str(key)):
                enrolled.add(key)

        with before_statement(world.workspace.store.engine, number, enrol) as happened:
            world.tick(flow, AT)
        if not happened:
            break
    world.tick(flow, AT)
    assert number > 15
    assert len(enrolled) > number
    assert set(world.entered()) == enrolled
    assert world.messages() == {(key, "hello"): "sent" for key in enrolled}
    assert sorted(world.postbox.sent()) == [(key, "hello") for key in sorted(enrolled)]
    assert set(world.inside()) == enrolled
