"""One customer through two flows: the example of docs/why.md."""

from __future__ import annotations

from collections.abc import Mapping

from orchestrator.program import Program
from tests.engine.texts import send
from tests.engine.world import World

CART = """\
title: Abandoned cart
trigger:
  event: cart_updated
  key: cart_id
  quiet_for: 1 hour
conditions:
  - customer.country: [SE, NO]
reentry:
  after: 7 days
exit_when:
  - did: placed_order
steps:
  - send: reminder
    template: hello
    subject: Still there?
  - delay: 1 day
  - branch: basket
    if:
      - trigger.value: {at_least: 500}
    then:
      - send: free-shipping
        template: hello
        subject: We pay the freight
        on_cap: skip
  - delay:
      until: "10:00"
      timezone: customer
  - wait_for: opinion
    if:
      - did: rated_order
    at_most: 2 days
    then:
      - send: thanks
        template: hello
        subject: Thank you
  - delay: 3 days
  - send: last-call
    template: hello
    subject: Only a few left
"""
NEWS = (
    "title: Spring news\ntrigger:\n  calendar:\n    - {name: spring, date: 2026-03-02, at: '10:30'}\n"
    "steps:\n" + send("spring")
)
CAP = "frequency_cap:\n  - at_most: 1\n    per: 20 hours\n"
LONG = {"abandoned-cart": CAP + CART, "spring-news": NEWS}
PAGE = {
    "the-whole-story": ("2026-03-06 09:00", "1", None),
    "the-why-not": ("2026-03-06 09:00", "1", "abandoned-cart"),
}


def play(world: World, flows: Mapping[str, Program]) -> None:
    world.shop.customer(1, country="SE", email="karin@example.com", timezone="Europe/Helsinki")

    def tick(when: str) -> None:
        for flow in flows.values():
            world.tick(flow, f"2026-03-{when}")

    tick("01 08:00")
    world.shop.cart(41, 1, "2026-03-01 09:10", value=640)
    for when in ("01 10:15", "02 09:30", "02 10:15", "03 08:00"):
        tick(when)
    world.shop.rating(1, "2026-03-03 12:20", 5, id=9, order_id=3)
    tick("03 12:30")
    world.shop.order(1, "2026-03-04 17:45", id=77, order_no="FH-77", total=640)
    tick("05 08:00")
    world.shop.cart(42, 1, "2026-03-05 20:00", value=120)
    tick("06 08:00")
