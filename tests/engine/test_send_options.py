"""What a send may say beside its template, and channels other than e-mail."""

from __future__ import annotations

from sqlalchemy import insert

from orchestrator import tables
from tests.engine.texts import CART, send
from tests.engine.world import START, World


def run(world: World, steps: str, at: str = "2026-03-01 09:00", before: str = "") -> None:
    """Carts at nine of five customers, worth as much as their number."""
    flow = world.flow(CART + before + "steps:\n" + steps)
    world.tick(flow, "2026-03-01 08:00")
    for key in range(1, 6):
        world.shop.customer(key, phone=f"+4670000000{key}", accepts_sms=True, country="SE")
        world.shop.cart(key, key, "2026-03-01 09:00", value=key)
    world.shop.change("customers", 2, accepts_sms=False)
    world.shop.change("customers", 3, phone=None)
    with world.workspace.store.writing() as connection:
        number = {"channel": "sms", "address": "+46700000004", "reason": "unsubscribed"}
        connection.execute(insert(tables.suppression).values(**number, at=START))
    world.tick(flow, at)


def test_only_if_is_read_at_the_hand_over(world: World) -> None:
    """A customer who changed while the message waited for the server."""
    only_if = "    only_if:\n      - customer.country: SE\n      - trigger.value: {at_least: 2}\n"
    text = send("hello") + only_if + send("next")
    run(world, "  - delay: 1 hour\n" + text)
    world.shop.change("customers", 3, country=None)
    world.tick(world.flow(CART + "steps:\n  - delay: 1 hour\n" + text), "2026-03-01 10:00")
    told = {key: why for (key, step), why in world.messages().items() if step == "hello"}
    assert told == {
        1: "skipped: only_if",
        2: "sent",
        3: "skipped: only_if",
        4: "sent",
        5: "sent",
    }
    assert [step for _, step in world.postbox.sent()].count("next") == 5


def test_its_own_not_after(world: World) -> None:
    run(world, send("hello") + "    not_after: 1 hour\n" + send("next"), "2026-03-01 10:00:01")
    assert world.messages()[1, "hello"] == "skipped: late"
    assert world.messages()[1, "next"] == "sent"


def test_the_customers_key_is_read_by_templates(world: World) -> None:
    """As the catalog types it, in a subject as in a webhook's body."""
    hello = send("hello").replace("Hello\n", "You are {{ customer.key }}\n")
    call = "  - send: told\n    channel: webhook\n    to: hook\n    template: keyed\n"
    run(world, hello + call)
    assert {each.subject for each in world.postbox.taken if each.step == "hello"} == {
        "You are 1",
        "You are 3",
        "You are 4",
        "You are 5",
        "You are 2",
    }
    told = [each.text.strip() for each in world.postbox.taken if each.step == "told"]
    assert sorted(told) == [f'{{"key": {n}}}' for n in range(1, 6)]


def test_topic_and_priority_are_written_down(world: World) -> None:
    run(world, send("hello") + "    topic: ask\n" + send("next"), before="priority: 70\n")
    found = world.rows("select distinct step, topic, priority from orchestrator.message")
    told = {str(row.step): (row.topic, row.priority) for row in found}
    assert told == {"hello": ("ask", 70), "next": (None, 70)}


def test_a_text_message_goes_to_the_telephone(world: World) -> None:
    """By the consent, number and suppression of that channel."""
    run(world, "  - send: hello\n    channel: sms\n    template: short\n")
    taken = [(each.channel, each.to, each.text.strip()) for each in world.postbox.taken]
    assert taken == [
        ("sms", "+46700000001", "Hello Name 1"),
        ("sms", "+46700000005", "Hello Name 5"),
    ]
    assert world.messages() == {
        (1, "hello"): "sent",
        (2, "hello"): "skipped: no consent",
        (3, "hello"): "skipped: no phone number",
        (4, "hello"): "skipped: suppressed",
        (5, "hello"): "sent",
    }


def test_a_webhook_needs_no_address_and_no_consent(world: World) -> None:
    world.shop.do("update customers set accepts_email = null")
    call = "    channel: webhook\n    to: hook\n"
    steps = f"  - send: bare\n{call}  - send: told\n{call}    template: call\n    coupon: welcome\n"
    run(world, steps)
    world.shop.do("update customers set email = null")
    assert [step for _, step in world.postbox.sent()] == ["bare"] * 5 + ["told"] * 5
    assert {each.channel for each in world.postbox.taken} == {"webhook"}
    told = {each.text.strip() for each in world.postbox.taken if each.step == "told"}
    assert told == {f'{{"customer": "Name {n}", "coupon": "WELCOME10"}}' for n in range(1, 6)}


def test_the_staff_hear_of_customers_who_hear_of_nothing(world: World) -> None:
    """Of a message with a recipient of its own nothing is asked of the customer."""
    run(
        world,
        "  - delay: 1 hour\n  - send: tell\n    to: staff\n    template: hello\n    subject: Call\n"
        "    only_if:\n      - trigger.value: {at_most: 3}\n",
    )
    world.shop.do("update customers set email = null, accepts_email = null")
    flow = world.flow(
        CART + "steps:\n  - delay: 1 hour\n  - send: tell\n    to: staff\n    template: hello\n"
        "    subject: Call\n    only_if:\n      - trigger.value: {at_most: 3}\n"
    )
    world.tick(flow, "2026-03-01 10:00")
    assert sorted(world.postbox.sent()) == [(1, "tell"), (2, "tell"), (3, "tell")]
    assert {each.to for each in world.postbox.taken} == {"service@shop.example"}
    assert not any("List-Unsubscribe" in each.headers for each in world.postbox.taken)
