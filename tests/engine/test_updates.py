"""`update`: what steps write of customers, and where it is read again."""

from __future__ import annotations

from itertools import count

import pytest

from tests.engine.texts import CART, MONTHS_THEN_HELLO, SIGNED_UP, send
from tests.engine.world import World

CARTS = count(1)
SUPPRESS = """\
  - branch: asked
    if:
      - trigger.value:
          at_least: 1
    then:
      - update:
          suppress: email
          reason: asked us by telephone
"""
STAYS = "  - delay: 300 days\n" + send("late")


def enter(world: World, steps: str, *customers: int, at: str = "09:00", key: str = "f") -> None:
    """Let customers in by a cart of each, whose value is their number."""
    flow = world.flow(CART + "steps:\n" + steps + STAYS, key=key)
    world.tick(flow, f"2026-03-01 {int(at[:2]) - 1:02}:30")
    for customer in customers:
        world.shop.cart(next(CARTS), customer, f"2026-03-01 {at}", value=customer)
    world.tick(flow, f"2026-03-01 {at}")


def meets(world: World, test: str) -> list[int]:
    flow = world.flow(f"{SIGNED_UP}conditions:\n  - {test}\n{MONTHS_THEN_HELLO}", key="asks")
    world.tick(flow, "2026-03-01 12:00")
    return world.entered("asks")


def facts(world: World) -> dict[tuple[int, str], str | None]:
    found = world.rows("select customer, name, value from orchestrator.fact")
    return {(int(row.customer), row.name): row.value for row in found}


@pytest.mark.parametrize(
    ("test", "who"),
    [
        ("customer.tags: {contains: fan}", [1, 3]),
        ("customer.tags: {contains: guest}", [2]),
        ("customer.tags: {exists: true}", [1, 2, 3]),
        ("customer.tags: {exists: false}", [4]),
        ("none: [{customer.tags: {contains: fan}}]", [2, 4]),
        ("customer.tags: {not_contains: fan}", [2, 4]),
        ("none: [{customer.tags: {not_contains: fan}}]", [1, 3]),
    ],
)
def test_tags(world: World, test: str, who: list[int]) -> None:
    """Adding twice and removing what is not there are both harmless."""
    world.shop.customers(4)
    tags = "  - update:\n      add_tags: [{add}]\n      remove_tags: [{remove}]\n"
    enter(world, tags.format(add="fan, guest", remove="stranger"), 1, 2, key="first")
    enter(world, tags.format(add="fan", remove="guest"), 1, 3, key="second", at="10:00")
    enter(world, tags.format(add="guest", remove="fan"), 2, key="third", at="11:00")
    assert meets(world, test) == who


@pytest.mark.parametrize(
    ("test", "who"),
    [
        ("customer.facts.stars: {at_least: 4.5}", [2]),
        ("customer.facts.stars: {exists: false}", [3]),
        ("customer.facts.plan: gold", [1]),
        ("customer.facts.plan: {is_not: gold}", [2, 3]),
        ("customer.facts.is_fan: true", [1]),
        ("customer.facts.is_fan: false", [2]),
        ("customer.facts.rated_on: 2026-02-03", [1]),
        ("customer.facts.rated_on: {after: 2026-02-03}", [2]),
        ("customer.facts.rated_at: {before: 2026-03-01 11:00}", [1]),
        ("customer.facts.rated_at: {after: customer.seen_at}", [2]),
        ("customer.facts.stars: {more_than: customer.points}", [1]),
    ],
)
def test_facts_of_every_type(world: World, test: str, who: list[int]) -> None:
    """Set outright and from what is read of the customer and the trigger."""
    for key in (1, 2, 3):
        world.shop.customer(
            key,
            birth_date=f"2026-02-0{key + 2}",
            points=key * key,
            seen_at="2026-03-01 09:30:00",
        )
    read = (
        "  - update:\n      set:\n        plan: {plan}\n        is_fan: {fan}\n        stars: {stars}\n"
        "        rated_on: customer.birthday\n        rated_at: trigger.time\n"
    )
    enter(world, read.format(plan="gold", fan="true", stars="trigger.value"), 1, key="first")
    world.shop.change("customers", 1, points=0.5)
    second = read.format(plan="silver", fan="false", stars="5")
    enter(world, second, 2, key="second", at="10:00")
    world.shop.change("customers", 2, points=5)
    assert meets(world, test) == who


def test_setting_again_overwrites_and_a_missing_value_takes_away(world: World) -> None:
    world.shop.customer(1, nickname="Nick")
    enter(world, "  - update:\n      set: {plan: customer.nickname}\n", 1, key="first")
    assert facts(world) == {(1, "plan"): "Nick"}
    world.shop.change("customers", 1, nickname=None)
    again = "  - update:\n      set: {plan: customer.nickname}\n"
    enter(world, again, 1, key="second", at="10:00")
    assert facts(world) == {(1, "plan"): None}
    assert meets(world, "customer.facts.plan: {exists: true}") == []


def test_of_two_passages_in_one_batch_the_later_one_has_the_say(world: World) -> None:
    world.shop.customer(1)
    steps = "steps:\n  - update:\n      set: {stars: trigger.value}\n" + STAYS
    flow = world.flow(CART + "while_inside: both\n" + steps)
    world.tick(flow, "2026-03-01 08:00")
    for key, value in ((1, 10), (2, 20), (3, 15)):
        world.shop.cart(key, 1, f"2026-03-01 08:0{key}", value=value)
    world.tick(flow, "2026-03-01 09:00")
    last = world.rows("select max(id) as last from orchestrator.enrolment")[0].last
    value = world.rows("select trigger from orchestrator.enrolment where id = :last", last=last)[
        0
    ].trigger
    assert len(world.entered()) == 3
    found = facts(world)[1, "stars"]
    assert found is not None
    assert f'"value":{float(found):g}' in str(value).replace(" ", "").replace("'", '"').replace(
        ".0", ""
    )


def test_a_fact_that_was_of_another_type_is_missing(world: World) -> None:
    """What one customer's fact holds is no error for the others."""
    world.shop.customers(2)
    enter(world, "  - update:\n      set: {stars: 4}\n", 2)
    with world.workspace.store.writing() as connection:
        connection.exec_driver_sql(
            "insert into orchestrator.fact values ('1', 'stars', 'many', '2026-01-01 00:00:00')"
        )
    assert meets(world, "customer.facts.stars: {at_least: 1}") == [2]


def test_suppressing_an_address_stops_what_follows(world: World) -> None:
    """The address as it is by now; other channels and other people go on."""
    world.shop.customer(1, email=" C1@Shop.Example ")
    world.shop.customer(2)
    world.shop.customer(3, email=None)
    steps = (
        "  - branch: b\n    if:\n      - trigger.value: {is_not: 2}\n    then:\n"
        "      - update:\n          suppress: email\n          reason: asked us by telephone\n"
    )
    enter(world, steps + send("hello"), 1, 2, 3)
    assert world.messages() == {
        (1, "hello"): "skipped: suppressed",
        (2, "hello"): "sent",
        (3, "hello"): "skipped: no address",
    }
    rows = world.rows("select channel, address, reason, stops from orchestrator.suppression")
    written = ("email", "c1@shop.example", "asked us by telephone", "marketing")
    assert [tuple(row) for row in rows] == [written]


def test_a_receipt_still_goes_to_a_suppressed_address(world: World) -> None:
    world.shop.customer(1)
    steps = SUPPRESS + send("receipt") + "    message_class: transactional\n" + send("letter")
    enter(world, steps, 1)
    assert world.messages() == {(1, "receipt"): "sent", (1, "letter"): "skipped: suppressed"}


def test_suppressing_frees_no_address_that_bounced(world: World) -> None:
    world.shop.customer(1)
    world.suppress("c1@shop.example", "bounced")
    enter(world, SUPPRESS + send("receipt") + "    message_class: transactional\n", 1)
    assert world.messages() == {(1, "receipt"): "skipped: suppressed"}


def test_exit_when_is_judged_before(world: World) -> None:
    text = CART + "exit_when:\n  - customer.country: SE\nsteps:\n  - delay: 1 hour\n"
    flow = world.flow(text + "  - update:\n      add_tags: [fan]\n" + STAYS)
    world.tick(flow, "2026-03-01 08:00")
    world.shop.customers(2)
    for key in (1, 2):
        world.shop.cart(key, key, "2026-03-01 09:00")
    world.tick(flow, "2026-03-01 09:00")
    world.shop.change("customers", 1, country="SE")
    world.tick(flow, "2026-03-01 10:00")
    assert world.endings() == {1: "exit_when"}
    assert [row.customer for row in world.rows("select customer from orchestrator.tag")] == ["2"]
