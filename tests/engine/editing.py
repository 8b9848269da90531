"""Flows that are edited under the people in them."""

from __future__ import annotations

from orchestrator.program import Program
from tests.engine.texts import CART, send
from tests.engine.world import World

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
