"""A frequency cap beside `hold_while`: what is held back takes nobody's turn."""

from __future__ import annotations

import pytest

from tests.engine.texts import CART, send
from tests.engine.world import World

CAP = "frequency_cap: {at_most: 1, per: 1 day}\nnot_after: 30 days\nhold_at_most: 20 days\n"
BOTH = CART + "while_inside: both\n"
RICHEST = "  - in_segment: richest\n"
NESTED = """\
  - any:
      - none:
          - customer.is_vip: true
          - none:
              - did: {event: placed_order, where: {total: {at_least: 200}}}
              - in_segment: loyal
      - all:
          - in_segment: swedes
          - not_in_segment: loyal
"""


@pytest.mark.parametrize("hold", [RICHEST, NESTED], ids=["ranked", "nested"])
def test_any_condition_may_hold_back(world: World, hold: str) -> None:
    """Of two buyers the one who spent more is held back."""
    flow = world.flow(CART + CAP + "hold_while:\n" + hold + "steps:\n" + send("hello"))
    world.tick(flow, "2026-03-01 08:00")
    for key in (1, 2):
        world.shop.customer(key)
        world.shop.order(key, "2026-02-01 09:00", total=100 * key)
        world.shop.cart(key, key, "2026-03-01 09:00")
    world.tick(flow, "2026-03-01 09:00")
    assert world.messages() == {(1, "hello"): "sent", (2, "hello"): "queued"}


@pytest.mark.parametrize(
    ("value", "sent"),
    [(90, {"1": "queued", "2": "sent"}), (10, {"1": "sent", "2": "queued"})],
    ids=["first held", "neither held"],
)
def test_of_two_passages_one_may_be_held(world: World, value: int, sent: dict[str, str]) -> None:
    """The first message goes before the second, unless its cart holds it back for an hour."""
    hold = "hold_while:\n  - trigger.value: {at_least: 50}\n"
    flow = world.flow(BOTH + CAP + hold + "steps:\n" + send("hello"))
    world.tick(flow, "2026-03-01 08:00")
    world.shop.customer(1)
    world.shop.cart(1, 1, "2026-03-01 09:00", value=value)
    world.shop.cart(2, 1, "2026-03-01 09:01", value=10)
    world.tick(flow, "2026-03-01 09:05")
    assert len(world.postbox.taken) == (value < 50)
    world.tick(flow, "2026-03-01 10:05")
    found = world.rows(
        "select e.trigger_id, m.status from orchestrator.message m "
        "join orchestrator.enrolment e on e.id = m.enrolment"
    )
    assert {row.trigger_id: row.status for row in found} == sent
