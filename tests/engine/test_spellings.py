"""A suppression holds for an address, however the shop and whoever suppressed it spell it."""

from __future__ import annotations

import pytest
from sqlalchemy import insert

from orchestrator import tables
from tests.engine.texts import CART, send
from tests.engine.world import START, World

SPELLINGS = ("anna@exämple.se", "anna@xn--exmple-cua.se")
WRITTEN = (*SPELLINGS, "Anna@EXÄMPLE.se", " ANNA@XN--EXMPLE-CUA.SE", "anna@exa\u0308mple.se")
SMS = "    channel: sms\n    template: short\n"
RECEIPT = "    message_class: transactional\n"


def mail(world: World, *addresses: str, steps: str = send("hello")) -> None:
    flow = world.flow(CART + "steps:\n" + steps)
    world.tick(flow, "2026-03-01 08:00")
    for key, address in enumerate(addresses, 1):
        world.shop.customer(key, email=address)
        world.shop.cart(key, key, "2026-03-01 09:00")
    world.tick(flow, "2026-03-01 09:00")


@pytest.mark.parametrize("suppressed", SPELLINGS)
@pytest.mark.parametrize("written", WRITTEN)
def test_a_domain_in_two_alphabets(world: World, suppressed: str, written: str) -> None:
    world.suppress(suppressed, "unsubscribed")
    mail(world, written, "anna@example.se", "eva@exämple.se", steps=send("hello") + send("again"))
    skipped = "skipped: suppressed"
    assert [world.messages()[1, step] for step in ("hello", "again")] == [skipped] * 2
    assert len(world.postbox.taken) == 4


def test_a_receipt_goes_to_who_unsubscribed_and_not_where_mail_bounces(world: World) -> None:
    world.suppress("anna@exämple.se", "unsubscribed")
    world.suppress("eva@exämple.se", "bounced")
    both = ("anna@xn--exmple-cua.se", "eva@xn--exmple-cua.se")
    mail(world, *both, steps=send("receipt") + RECEIPT)
    assert world.messages() == {(1, "receipt"): "sent", (2, "receipt"): "skipped: suppressed"}


def test_what_an_update_writes_is_found_under_every_spelling(world: World) -> None:
    """Small letters, of any alphabet."""
    update = "  - update:\n      suppress: email\n      reason: asked us\n"
    mail(world, "Anna@EXÄMPLE.se", steps=send("hello") + update)
    rows = world.rows("select address from orchestrator.suppression")
    assert [row.address for row in rows] == ["anna@exämple.se"]
    assert world.messages() == {(1, "hello"): "sent"}
    world.shop.change("customers", 1, email="anna@xn--exmple-cua.se")
    other = world.flow(CART, key="other")
    world.tick(other, "2026-03-01 08:30")
    world.shop.cart(7, 1, "2026-03-01 09:30")
    world.tick(other, "2026-03-01 10:00")
    assert "skipped" in world.statuses()


@pytest.mark.parametrize(
    ("number", "status"),
    [
        ("+46701234567", "skipped: suppressed"),
        ("+46 (0)70-123 45 67", "skipped: suppressed"),
        ("0046 70 123 45 67", "skipped: suppressed"),
        ("+46701234568", "sent"),
    ],
)
def test_a_number_with_and_without_dashes(world: World, number: str, status: str) -> None:
    entry = {"channel": "sms", "address": "+46701234567", "reason": "asked", "stops": "all"}
    with world.workspace.store.writing() as connection:
        connection.execute(insert(tables.suppression), {**entry, "at": START})
    flow = world.flow(CART + "steps:\n  - send: hello\n" + SMS)
    world.tick(flow, "2026-03-01 08:00")
    world.shop.customer(1, phone=number, accepts_sms=True)
    world.shop.cart(1, 1, "2026-03-01 09:00")
    world.tick(flow, "2026-03-01 09:00")
    assert world.messages() == {(1, "hello"): status}
