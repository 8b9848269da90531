"""`split`: lots that are drawn once, by customer and split."""

from __future__ import annotations

from tests.engine.lots import lot
from tests.engine.texts import CART, send
from tests.engine.world import World

SPLIT = (
    CART
    + "steps:\n  - split: lot\n    arms:\n      a:\n        share: 30%\n        steps:\n"
    + send("mail-a", 10)
    + "      b: {share: 50%}\n      c:\n        share: 20%\n        steps:\n          - exit\n"
    + send("everybody")
)


def arm(customer: int, salt: str = "f/lot") -> str:
    number = lot(salt, customer)
    return "a" if number < 0.3 else "b" if number < 0.8 else "c"


def arms(world: World) -> dict[int, str]:
    sql = (
        "select customer, arm from orchestrator.passage "
        "join orchestrator.enrolment on enrolment.id = enrolment"
    )
    return {int(row.customer): row.arm for row in world.rows(sql)}


def run(world: World, text: str, count: int = 60) -> None:
    flow = world.flow(text)
    world.tick(flow, "2026-03-01 08:00")
    world.shop.customers(count)
    world.shop.many(
        "carts",
        [
            {"id": key, "customer_id": key, "updated_at": "2026-03-01 09:00:00", "value": 1}
            for key in range(1, count + 1)
        ],
    )
    world.tick(flow, "2026-03-01 09:00")


def test_each_takes_the_arm_that_it_draws(world: World) -> None:
    run(world, SPLIT)
    expected = {key: arm(key) for key in range(1, 61)}
    assert arms(world) == expected
    assert set(expected.values()) == {"a", "b", "c"}
    sent = world.postbox.sent()
    assert sorted(key for key, step in sent if step == "mail-a") == [
        key for key, taken in expected.items() if taken == "a"
    ]
    assert sorted(key for key, step in sent if step == "everybody") == [
        key for key, taken in expected.items() if taken != "c"
    ]
    assert {why for key, why in world.endings().items() if expected[key] == "c"} == {"exit"}


def test_two_splits_draw_apart(world: World) -> None:
    again = SPLIT.replace("split: lot", "split: other")
    expected = [arm(key) for key in range(1, 61)]
    assert expected != [arm(key, "f/other") for key in range(1, 61)]
    run(world, again)
    assert arms(world) == {key: arm(key, "f/other") for key in range(1, 61)}


def test_an_entry_later_draws_the_same(world: World) -> None:
    text = SPLIT.replace("      - exit\n", "      - delay: 1 minute\n")
    run(world, text, 20)
    flow = world.flow(text)
    world.tick(flow, "2026-03-01 09:01")
    before = arms(world)
    for key in range(1, 21):
        world.shop.cart(key + 100, key, "2026-03-01 10:00")
    world.tick(flow, "2026-03-01 10:00")
    found = world.rows("select count(*) as number from orchestrator.passage")[0].number
    assert found == 40
    assert arms(world) == before
