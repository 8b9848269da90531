"""How long a coupon is valid that a message carries."""

from __future__ import annotations

from orchestrator.delivery import Outcome
from tests.engine.texts import CART, send
from tests.engine.world import World


def with_coupon(step: str) -> str:
    said = "'{{ coupon.code }} until {{ coupon.valid_until | date }}'"
    return send(step).replace("Hello\n", f"{said}\n    coupon: welcome\n")


TWICE = CART + "steps:\n" + with_coupon("first") + "  - delay: 5 days\n" + with_coupon("reminder")


def run(world: World, *ticks: str) -> None:
    flow = world.flow(TWICE)
    world.tick(flow, "2026-03-01 08:00")
    world.shop.customer(1, language="en")
    world.shop.cart(1, 1, "2026-03-01 09:00")
    for at in ticks:
        world.tick(flow, at)


def told(world: World) -> list[tuple[str, str]]:
    return [(each.step, each.subject) for each in world.postbox.taken]


def test_the_reminder_extends_nothing(world: World) -> None:
    run(world, "2026-03-01 09:00", "2026-03-06 09:00")
    assert told(world) == [
        ("first", "WELCOME10 until March 15, 2026"),
        ("reminder", "WELCOME10 until March 15, 2026"),
    ]


def test_what_was_never_sent_began_nothing(world: World) -> None:
    world.postbox.answers = {"1": [Outcome.FAILED]}
    run(world, "2026-03-01 09:00", "2026-03-06 09:00")
    assert told(world) == [("reminder", "WELCOME10 until March 20, 2026")]


def test_another_passage_begins_anew(world: World) -> None:
    run(world, "2026-03-01 09:00", "2026-03-06 09:00")
    world.shop.cart(2, 1, "2026-03-10 09:00")
    world.tick(world.flow(TWICE), "2026-03-10 09:00")
    assert told(world)[2:] == [("first", "WELCOME10 until March 24, 2026")]
