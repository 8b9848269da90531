"""Flows for the kills at random instants, and what each order is owed, in plain Python."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import NamedTuple

from tests.engine.lots import lot
from tests.engine.texts import send

ORDERED = "trigger:\n  event: placed_order\nreentry: always\nwhile_inside: both\n"
ORDER = (
    ORDERED
    + "steps:\n"
    + send("thanks")
    + "  - branch: size\n    if:\n      - trigger.total: {at_least: 100}\n    then:\n"
    + send("large", 6)
    + "  - split: ab\n    arms:\n      a:\n        share: 50%\n        steps:\n"
    + send("drawn", 10)
    + "      b:\n        share: 50%\n        steps:\n"
    + "          - update:\n              add_tags: [b]\n"
    + "  - start: child\n"
    + "  - delay: 1 minute\n"
    + "  - wait_for: rating\n    if:\n      - did: {event: rated_order, since: trigger}\n"
    + "    at_most: 2 minutes\n    then:\n"
    + send("rated", 6)
    + "    else:\n"
    + send("unrated", 6)
    + send("last")
)
CHILD = "trigger: manual\nreentry: always\nwhile_inside: both\nsteps:\n" + send("started")
OFFER = (
    ORDERED
    + "frequency_cap: {at_most: 1, per: 5 minutes, of: this_flow}\nsteps:\n"
    + send("offer")
    + "    on_cap: skip\n"
)
FLOWS: Mapping[str, str] = {"order": ORDER, "child": CHILD, "offer": OFFER}
OFFERS_APART = timedelta(minutes=5)
RATED_AFTER = timedelta(seconds=90)
"""A rating comes while its customer stands at the wait, or is on the way there."""


class Order(NamedTuple):
    number: int
    customer: int
    total: int

    @property
    def is_rated(self) -> bool:
        return self.customer % 2 == 0


class Owed(NamedTuple):
    """One message; a customer with two orders is owed most of them twice."""

    flow: str
    step: str
    customer: str


def owed(order: Order) -> list[Owed]:
    steps = ["thanks", "rated" if order.is_rated else "unrated", "last"]
    if order.total >= 100:
        steps.append("large")
    if lot("order/ab", order.customer) < 0.5:
        steps.append("drawn")
    messages = [("order", step) for step in steps] + [("child", "started"), ("offer", "offer")]
    return [Owed(flow, step, str(order.customer)) for flow, step in messages]
