"""What the two flows must do, worked out customer by customer from the delivered rows.

It follows docs/how-it-runs.md and nothing else: no SQL, and no code shared with the engine. Two
readers of one page that agree on every customer and every day are unlikely to be both wrong.
"""

from __future__ import annotations

from bisect import bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import NamedTuple, TypeAlias

from pyarrow import parquet

Step: TypeAlias = timedelta | str
"""A delay, or the id of a send."""

THANK_YOU: tuple[Step, ...] = (
    timedelta(days=1),
    "thank-you",
    timedelta(days=13),
    "how-was-it",
)
WIN_BACK: tuple[Step, ...] = ("we-miss-you", timedelta(days=14), "last-offer")

LAPSED_ORDERS = 2
LAPSED_AFTER = timedelta(days=90)
REENTRY_AFTER = timedelta(days=180)


class Happening(NamedTuple):
    """`what` is entered, exited, finished or `sent STEP`; win-back has no trigger key to compare."""

    at: datetime
    flow: str
    customer: str
    trigger_key: str | None
    what: str


class Order(NamedTuple):
    time: datetime
    invoice: str


@dataclass(frozen=True)
class Customer:
    """One customer's history; orders and refunds stand in the order of their times."""

    key: str
    created: datetime
    orders: tuple[Order, ...] = ()
    refunds: tuple[datetime, ...] = ()


def read_customers(delivered: Path) -> list[Customer]:
    """Read the lines that are somebody's; an invoice happens when its first line does."""
    invoices: dict[int, dict[str, datetime]] = defaultdict(dict)
    lines = parquet.read_table(delivered, columns=["invoice", "invoice_date", "customer_id"])
    for invoice, at, customer in zip(*(column.to_pylist() for column in lines), strict=True):
        if customer is not None:
            first_lines = invoices[customer]
            first_lines[invoice] = min(at, first_lines.get(invoice, at))
    return [_customer(key, first_lines) for key, first_lines in sorted(invoices.items())]


def _customer(key: int, first_lines: dict[str, datetime]) -> Customer:
    dated = sorted((at.replace(tzinfo=UTC), invoice) for invoice, at in first_lines.items())
    return Customer(
        key=str(key),
        created=dated[0][0],
        orders=tuple(Order(*row) for row in dated if not row[1].startswith(("C", "A"))),
        refunds=tuple(at for at, invoice in dated if invoice.startswith("C")),
    )


def replay(customers: Sequence[Customer], ticks: Sequence[datetime]) -> list[Happening]:
    return sorted(
        happening
        for customer in customers
        for flow in (thank_you, win_back)
        for happening in flow(customer, ticks)
    )


def thank_you(customer: Customer, ticks: Sequence[datetime]) -> Iterator[Happening]:
    """Follow one passage an order, side by side; any refund since the order ends it.

    Where that refund came before the tick that would let the order in, nobody enters.
    """

    def leaves(passage: Passage, now: datetime) -> bool:
        return any(passage.since <= refund <= now for refund in customer.refunds)

    passages: list[Passage] = []
    # The first tick takes no event from before it and nobody is inside yet: it does nothing.
    for watermark, now in pairwise(ticks):
        happened = [(passage, "exited") for passage in passages if passage.exits(leaves, now)]
        for order in orders_between(customer, watermark, now):
            passage = Passage(THANK_YOU, since=order.time, trigger_key=order.invoice)
            if customer.created <= now and not leaves(passage, now):
                passages.append(passage)
                happened.append((passage, "entered"))
        happened += [(passage, what) for passage in passages for what in passage.steps(leaves, now)]
        passages = [passage for passage in passages if passage.is_open]
        for passage, what in happened:
            yield Happening(now, "thank-you", customer.key, passage.trigger_key, what)


def win_back(customer: Customer, ticks: Sequence[datetime]) -> Iterator[Happening]:
    """Follow one passage at a time, from lapsing on; an order since the entry ends it."""

    def leaves(passage: Passage, now: datetime) -> bool:
        return any(passage.since <= order.time <= now for order in customer.orders)

    passage: Passage | None = None
    last_entry: datetime | None = None
    # Those who are members at the first tick only count as such: nobody enters in it.
    for last_tick, now in pairwise(ticks):
        happened = []
        if passage and passage.exits(leaves, now):
            happened.append("exited")
        joins = is_lapsed(customer, now) and not is_lapsed(customer, last_tick)
        is_inside = passage is not None and passage.is_open
        may_enter = last_entry is None or now - last_entry >= REENTRY_AFTER
        if joins and may_enter and not is_inside and customer.created <= now:
            passage, last_entry = Passage(WIN_BACK, since=now), now
            happened.append("entered")
        if passage:
            happened += passage.steps(leaves, now)
        for what in happened:
            yield Happening(now, "win-back", customer.key, None, what)


def orders_between(customer: Customer, after: datetime, until: datetime) -> Sequence[Order]:
    """Take those in `(after, until]`."""
    first = bisect_right(customer.orders, after, key=lambda order: order.time)
    last = bisect_right(customer.orders, until, key=lambda order: order.time)
    return customer.orders[first:last]


def is_lapsed(customer: Customer, now: datetime) -> bool:
    """Judge the segment: two orders ever and none with `now - 90 days < time <= now`."""
    visible = bisect_right(customer.orders, now, key=lambda order: order.time)
    recent = visible - bisect_right(customer.orders, now - LAPSED_AFTER, key=lambda o: o.time)
    return visible >= LAPSED_ORDERS and recent == 0


@dataclass
class Passage:
    """One way through the steps; `since` is where `exit_when` starts to look."""

    path: tuple[Step, ...]
    since: datetime
    trigger_key: str | None = None
    position: int = 0
    due: datetime | None = None
    is_open: bool = True

    def exits(self, leaves: Callable[[Passage, datetime], bool], now: datetime) -> bool:
        """End it where `exit_when` holds: judged before anybody enters and again before each send."""
        if self.is_open and leaves(self, now):
            self.is_open = False
            return True
        return False

    def steps(self, leaves: Callable[[Passage, datetime], bool], now: datetime) -> Iterator[str]:
        """Go on until it waits or ends, all within one tick."""
        while self.is_open:
            if self.position == len(self.path):
                self.is_open = False
                yield "finished"
                return
            step = self.path[self.position]
            if isinstance(step, str):
                if self.exits(leaves, now):
                    yield "exited"
                    return
                yield f"sent {step}"
            else:
                self.due = self.due or now + step
                if now < self.due:
                    return
                self.due = None
            self.position += 1
