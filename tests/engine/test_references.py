"""Values compared with each other, records read live, SQL of the catalog, formats of time."""

from __future__ import annotations

import pytest

from tests.engine.texts import SIGNED_UP
from tests.engine.world import World

NOW = "2026-03-01 12:00"
ORDERED = "trigger:\n  event: placed_order\n  include_past: 300 days\nreentry: always\n"
CART = "trigger:\n  event: cart_updated\n  include_past: 300 days\nreentry: always\n"


def who(world: World, text: str) -> list[int]:
    flow = world.flow(text)
    world.tick(flow, NOW)
    return world.entered()


@pytest.mark.parametrize(
    ("trigger", "customer", "order", "values"),
    [
        ("sku", "nickname", "sku", ("a", "b")),
        ("total", "points", "total", (10.5, 11)),
        ("is_gift", "is_vip", "is_gift", (False, True)),
        ("delivered_on", "birthday", "delivered_on", ("2026-01-01", "2026-01-02")),
        ("paid_at", "seen_at", "paid_at", ("2026-01-01 08:00:00", "2026-01-01 08:00:01")),
    ],
)
def test_same_as(
    world: World, trigger: str, customer: str, order: str, values: tuple[object, object]
) -> None:
    """Equal, different, and nothing on either side or both, which is not the same."""
    column = {"birthday": "birth_date"}.get(customer, customer)
    same, other = values
    pairs: list[tuple[object, object]] = [(same, same), (same, other)]
    pairs += [(None, same), (same, None), (None, None)]
    for key, (left, right) in enumerate(pairs, start=1):
        world.shop.customer(key, **{column: left})
        world.shop.order(key, "2026-02-01 08:00", **{order: right})
    test = f"  - trigger.{trigger}: {{same_as: customer.{customer}}}\n"
    branch = f"steps:\n  - branch: b\n    if:\n    {test}    then:\n      - send: hello\n"
    branch += "        template: hello\n        subject: Hello\n"
    assert who(world, f"{ORDERED}conditions:\n{test}") == [1]
    world.postbox.taken.clear()
    world.tick(world.flow(ORDERED + branch, "inside"), NOW)
    assert world.postbox.sent() == [(1, "hello")]


def test_same_as_of_another_event(world: World) -> None:
    """A refund takes out of the passage of its own order alone."""
    flow = world.flow(
        "trigger:\n  event: placed_order\nreentry: always\nwhile_inside: both\n"
        "exit_when:\n  - did: {event: refunded, where: {order_id: {same_as: trigger.order_id}}}\n"
        "steps:\n  - delay: 1 day\n"
        "  - send: hello\n    template: hello\n    subject: Order {{ trigger.order_id }}\n"
    )
    world.shop.customer(1)
    world.tick(flow, "2026-03-01 08:00")
    first = world.shop.order(1, "2026-03-01 08:10")
    second = world.shop.order(1, "2026-03-01 08:10")
    world.tick(flow, "2026-03-01 08:30")
    world.shop.refund(1, "2026-03-01 09:00", order_id=first)
    world.tick(flow, "2026-03-02 08:30")
    assert [each.subject for each in world.postbox.taken] == [f"Order {second}"]


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("trigger.product.stock: {more_than: 0}", [1]),
        ("trigger.product.stock: {at_most: 0}", [2]),
        ("trigger.product.stock: {exists: false}", [3, 4, 5]),
        ("trigger.product.name: Bell", [1]),
        ("trigger.product.name: {is_not: Bell}", [2, 3, 4, 5]),
    ],
)
def test_a_record_is_read_live(world: World, test: str, expected: list[int]) -> None:
    """One with stock, one without, one of unknown stock, one that is gone, one never named."""
    for sku, name, stock in (("a", "Bell", 5), ("b", "Lamp", 0), ("c", "Lock", None)):
        world.shop.add("products", sku=sku, name=name, stock=stock)
    for key, named in enumerate(("a", "b", "c", "gone", None), start=1):
        world.shop.customer(key)
        world.shop.order(key, "2026-02-01 08:00", sku=named)
    branch = f"steps:\n  - branch: b\n    if:\n      - {test}\n    then:\n      - send: hello\n"
    branch += "        template: hello\n        subject: Hello\n"
    assert who(world, f"{ORDERED}conditions:\n  - {test}\n") == expected
    world.postbox.taken.clear()
    world.tick(world.flow(ORDERED + branch, "inside"), NOW)
    assert sorted(customer for customer, _ in world.postbox.sent()) == expected


@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("customer.recent_refunds: 1", [2]),
        ("customer.recent_refunds: {at_least: 1}", [2, 3]),
        ("customer.recent_refunds: {exists: false}", [1, 4]),
        ("customer.recent_refunds: {is_not: 2}", [1, 2, 4]),
        ("customer.is_returner: true", [2, 3, 4]),
        ("customer.is_returner: {is_not: true}", [1]),
        ("did: refunded", [2, 3, 4]),
        ("did: {event: refunded, where: {reason: ': 50% off'}}", [3]),
        ("did: {event: refunded, where: {reason: {contains: '%'}}}", [3]),
    ],
)
def test_sql_of_the_catalog(world: World, test: str, expected: list[int]) -> None:
    """Comments, colons, percent signs and `:now` mean in it what they mean to the database."""
    for key in (1, 2, 3, 4):
        world.shop.customer(key)
    world.shop.refund(2, "2026-03-01 12:00")
    world.shop.refund(2, "2026-03-01 12:00:01")
    world.shop.refund(3, "2026-02-01 12:00", reason=": 50% off")
    world.shop.refund(3, "2026-02-01 12:00")
    world.shop.refund(4, "2026-02-01 12:00", reason="a fraud")
    assert who(world, f"{SIGNED_UP}conditions:\n  - {test}\n") == expected


@pytest.mark.parametrize("attribute", ["seen_at", "seen_iso", "seen_epoch"])
@pytest.mark.parametrize(
    ("test", "expected"),
    [
        ("{before: 1 minute ago}", [1]),
        ("{after: 1 minute ago}", [3]),
        ("{exists: false}", [4]),
        ("{between: [2026-03-01 12:00, 2026-03-01 12:59]}", [1, 2]),
    ],
)
def test_formats_of_time(world: World, attribute: str, test: str, expected: list[int]) -> None:
    """A timestamp, ISO text with any zone, seconds since 1970: all are the same instants."""
    instants = (
        ("2026-03-01 11:58:59", "2026-03-01T12:58:59+01:00", 1772366339),
        ("2026-03-01 11:59:00", "2026-03-01T11:59:00Z", 1772366340),
        ("2026-03-01 11:59:01", "2026-03-01T06:59:01-05:00", 1772366341),
        (None, None, None),
    )
    for key, (native, iso, epoch) in enumerate(instants, start=1):
        world.shop.customer(key, seen_at=native, seen_iso=iso, seen_epoch=epoch)
    assert who(world, f"{SIGNED_UP}conditions:\n  - customer.{attribute}: {test}\n") == expected


@pytest.mark.parametrize(
    "test",
    [
        "did: placed_order",
        "did: {event: placed_order, at_least: 1}",
        "did: {event: placed_order, since: entry}",
        "did: {event: placed_order, where: {sku: {same_as: customer.nickname}}}",
        "did: {event: placed_order, where: {total: {same_as: trigger.value}}}",
        "did_not: {event: placed_order, exactly: 0}",
        "in_segment: buyers",
        "customer.orders_count: 1",
        "customer.recent_refunds: 1",
        "trigger.value: 100",
    ],
)
@pytest.mark.parametrize("place", ["branch", "exit_when"])
def test_one_persons_conditions_look_at_nobody_else(world: World, test: str, place: str) -> None:
    """Of two people inside, only the first meets the condition, beside one that both meet."""
    both = f"all: [{{customer.country: SE}}, {{{test}}}]"
    branch = f"  - branch: b\n    if:\n      - {both}\n    then:\n      - exit\n"
    flow = world.flow(
        CART
        + (f"exit_when:\n  - {both}\n" if place == "exit_when" else "")
        + "steps:\n  - delay: 1 day\n"
        + (branch if place == "branch" else "")
        + "  - send: hello\n    template: hello\n    subject: Hello\n"
    )
    for key, value in ((1, 100), (2, 50)):
        world.shop.customer(key, country=None, nickname="a")
        world.shop.cart(key, key, "2026-03-01 11:00", value=value)
    world.tick(flow, NOW)
    world.shop.do("update customers set country = 'SE'")
    world.shop.order(1, "2026-03-01 13:00", sku="a", total=100)
    world.shop.refund(1, "2026-03-01 13:00")
    world.tick(flow, "2026-03-02 12:00")
    assert world.postbox.sent() == [(2, "hello")]


def test_an_enum_is_a_text(world: World) -> None:
    """PostgreSQL keeps such columns as types of their own."""
    for key, status in enumerate(("paid", "open", "paid", None), start=1):
        world.shop.customer(key)
        world.shop.order(key, "2026-02-01 08:00", status=status)
    text = f"{ORDERED}conditions:\n  - trigger.status: [paid, lost]\n"
    text += "  - trigger.status: {starts_with: p}\n  - trigger.status: {is_not: open}\n"
    assert who(world, text) == [1, 3]


def test_a_template_asks_whether_a_record_is_still_there(world: World) -> None:
    """Of a product that is gone nothing is printed; one without a name is there."""
    subject = "|-\n      {% if trigger.product %}{{ trigger.product.name or 'it' }} is back{% else %}gone{% endif %}"
    flow = world.flow(
        f"{ORDERED}steps:\n  - send: hello\n    template: hello\n    subject: {subject}\n"
    )
    for key, name in enumerate(("Helmet", None), start=1):
        world.shop.add("products", sku=f"s{key}", name=name)
    for key in range(1, 4):
        world.shop.customer(key)
        world.shop.order(key, "2026-02-01 08:00", sku=f"s{key}")
    world.tick(flow, NOW)
    assert {each.customer: each.subject for each in world.postbox.taken} == {
        "1": "Helmet is back",
        "2": "it is back",
        "3": "gone",
    }
