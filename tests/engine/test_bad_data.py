"""One customer's bad data ends that message, with a reason, and stops nobody else."""

from __future__ import annotations

import pytest

from tests.engine.world import World

ORDERED = "trigger:\n  event: placed_order\nreentry: always\n"
NAMED = "steps:\n  - send: hello\n    template: named\n    subject: Hello\n"
DETAILED = (
    "steps:\n  - send: hello\n    template: detailed\n    subject: Hello {{ customer.points }}\n"
)
DAY = {
    "birth_date": "1990-05-01",
    "seen_at": "2026-02-01 08:00:00",
    "points": 10.5,
    "is_vip": False,
}
ORDER = {
    "total": 100,
    "is_gift": False,
    "delivered_on": "2026-03-03",
    "paid_at": "2026-03-01 08:00:00",
    "sku": "a",
}


def test_a_null_in_a_template_ends_that_message(world: World) -> None:
    flow = world.flow(ORDERED + NAMED)
    world.tick(flow, "2026-03-01 08:00")
    for key, name in ((1, "Anna"), (2, None), (3, "Eva")):
        world.shop.customer(key, first_name=name)
        world.shop.order(key, "2026-03-01 08:30")
    tally = world.tick(flow, "2026-03-01 09:00")
    assert (tally.totals["sent"], tally.totals["failed"]) == (2, 1)
    assert "customer.first_name is empty" in world.messages()[2, "hello"]
    assert world.inside() == {}


@pytest.mark.parametrize(
    ("address", "status"),
    [
        ("nonsense", "failed: the address has no @"),
        ("a@b@c.example", "failed: the address has more than one @"),
        ("a b@shop.example", "failed: the address has a space"),
        ("a@shop.example\nBcc: all@shop.example", "failed: the address has a space"),
        ("anna@" + "x" * 300 + ".example", "failed: the address has no real domain"),
        ("", "skipped: no address"),
        ("   ", "skipped: no address"),
        (None, "skipped: no address"),
        (" anna@shop.example ", "sent"),
        ("Anna.Ö@shop.example", "failed: the address has letters"),
        ("anna@företag.example", "sent"),
    ],
)
def test_a_broken_address(world: World, address: str | None, status: str) -> None:
    flow = world.flow(ORDERED)
    world.tick(flow, "2026-03-01 08:00")
    world.shop.customer(1, email=address)
    world.shop.customer(2)
    for key in (1, 2):
        world.shop.order(key, "2026-03-01 08:30")
    world.tick(flow, "2026-03-01 09:00")
    assert world.messages()[1, "hello"].startswith(status)
    assert world.messages()[2, "hello"] == "sent"
    assert world.inside() == {}
    assert all(each.to == each.to.strip() for each in world.postbox.taken)


def test_a_template_is_given_the_same_by_both_databases(world: World) -> None:
    """Whole numbers without a fraction, false that is false, money one can multiply."""
    flow = world.flow("message_class: transactional\n" + ORDERED + DETAILED)
    world.tick(flow, "2026-03-01 08:00")
    world.shop.customer(1, **DAY)
    world.shop.add("products", sku="a", name="Bell", stock=3)
    number = world.shop.order(1, "2026-03-01 08:30", **ORDER)
    for sku, price in (("a", 60), ("b", 40.5)):
        world.shop.add("order_lines", order_id=number, sku=sku, price=price)
    world.tick(flow, "2026-03-01 09:00")
    (message,) = world.postbox.taken
    assert message.subject == "Hello 10.5"
    assert " ".join(message.text.split()) == (
        "1990-05-01 2026-02-01 08:00:00+00:00 10.5 False 100 False 2026-03-03 "
        "2026-03-01 08:00:00+00:00 3 100 50.0 a=60;b=40.5; plain"
    )


@pytest.mark.parametrize(
    ("table", "column"),
    [
        ("customers", "birth_date"),
        ("customers", "seen_at"),
        ("orders", "delivered_on"),
        ("orders", "paid_at"),
    ],
)
def test_a_value_of_another_type(world: World, table: str, column: str) -> None:
    """SQLite keeps any text in any column; PostgreSQL would not have taken it."""
    if world.dialect == "postgresql":
        pytest.skip("its types keep such values out")
    flow = world.flow(ORDERED + DETAILED)
    world.tick(flow, "2026-03-01 08:00")
    world.shop.add("products", sku="a", name="Bell", stock=3)
    for key in (1, 2):
        world.shop.customer(key, **DAY)
        world.shop.order(key, "2026-03-01 08:30", **ORDER)
    world.shop.do(f"update {table} set {column} = 'unknown' where id = 1")
    world.tick(flow, "2026-03-01 09:00")
    assert world.messages()[1, "hello"].startswith("failed: ")
    assert "for this customer" in world.messages()[1, "hello"]
    assert world.messages()[2, "hello"] == "sent"


@pytest.mark.parametrize("text", ["", "unknown", "2026-13-01T08:00:00Z", "2026-03-01"])
def test_a_time_that_is_none(world: World, text: str) -> None:
    """ISO text is read row by row; what is no time is missing, in both databases."""
    flow = world.flow(
        "trigger:\n  event: placed_order\nreentry: always\n"
        "conditions:\n  - customer.seen_iso: {after: 2025-01-01}\n"
    )
    world.tick(flow, "2026-03-01 08:00")
    world.shop.customer(1, seen_iso=text)
    world.shop.customer(2, seen_iso="2026-02-01T08:00:00Z")
    for key in (1, 2):
        world.shop.order(key, "2026-03-01 08:30")
    world.tick(flow, "2026-03-01 09:00")
    assert world.entered() == ([1, 2] if text == "2026-03-01" else [2])


@pytest.mark.parametrize("locale", [None, "", "xx-nowhere", "sv_SE", "42"])
def test_a_locale_or_zone_that_does_not_exist(world: World, locale: str | None) -> None:
    flow = world.flow(ORDERED + NAMED)
    world.tick(flow, "2026-03-01 08:00")
    world.shop.customer(1, language=locale, timezone="Mars/Olympus")
    world.shop.order(1, "2026-03-01 08:30")
    world.tick(flow, "2026-03-01 09:00")
    assert world.messages() == {(1, "hello"): "sent"}


def test_odd_names_reach_the_mail_as_they_are(world: World) -> None:
    """Quotes, backslashes, emoji and JSON's own signs, in what is kept and what is read live."""
    odd = """O'Brien "the 🚲" \\n {x} $.a % :now --"""
    flow = world.flow(
        ORDERED + "steps:\n  - send: hello\n    template: hello\n"
        "    subject: '{{ customer.first_name }}|{{ trigger.order_no }}'\n"
    )
    world.tick(flow, "2026-03-01 08:00")
    world.shop.customer(1, first_name=odd)
    world.shop.order(1, "2026-03-01 08:30", order_no=odd)
    world.tick(flow, "2026-03-01 09:00")
    assert [each.subject for each in world.postbox.taken] == [f"{odd}|{odd}"]
