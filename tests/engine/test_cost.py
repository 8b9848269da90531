"""A tick is a fixed number of statements, however many people it moves."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count

import pytest
from sqlalchemy import Engine, event

from tests.engine.world import World

FLOW = (
    "trigger:\n  event: placed_order\n  key: order_no\n  quiet_for: 10 minutes\nreentry:\n"
    "  after: 2 days\nwhile_inside: restart\n"
    "conditions:\n  - customer.country: SE\n  - in_segment: buyers\n"
    "exit_when:\n  - did: refunded\ngoal:\n  did: placed_order\n  within: 9 days\n"
    "steps:\n  - branch: b\n    if:\n      - customer.total_spent: {at_least: 50}\n    then:\n"
    "      - delay: 1 hour\n  - delay: 1 hour\n"
)
MANY_STEPS = (
    "trigger:\n  event: placed_order\nreentry: always\nholdout: 10%\n"
    "exit_when:\n  - did: refunded\n"
    "steps:\n  - split: s\n    arms:\n"
    "      a:\n        share: 50%\n        steps:\n          - delay: 10 minutes\n"
    "      b:\n        share: 50%\n"
    "  - update:\n      add_tags: [seen]\n"
    "  - wait_for: w\n    if:\n      - did: cart_updated\n    at_most: 1 hour\n"
    '  - delay:\n      until: "12:00"\n'
)
SEND = "  - send: hello\n    template: named\n    subject: Hello\n"
LAST = "  - delay: 9 days\n" + SEND


@contextmanager
def counting(engine: Engine) -> Iterator[list[str]]:
    said: list[str] = []

    def hear(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        said.append(statement)

    event.listen(engine, "before_cursor_execute", hear)
    try:
        yield said
    finally:
        event.remove(engine, "before_cursor_execute", hear)


def statements(world: World, flow_text: str, when: str) -> int:
    flow = world.flow(flow_text)
    world.apply(flow, when)
    with counting(world.workspace.store.engine) as said:
        world.tick(flow, when)
    return len(said)


def people(world: World, first: int, how_many: int, when: str) -> None:
    keys = range(first, first + how_many)
    created = "2026-01-01 00:00:00"
    world.shop.many(
        "customers",
        [
            {
                "id": key,
                "email": f"c{key}@shop.example",
                "first_name": "Anna",
                "accepts_email": True,
                "country": "SE",
                "birth_date": "1990-03-01",
                "created_at": created,
            }
            for key in keys
        ],
    )
    world.shop.many(
        "orders",
        [
            {
                "id": key,
                "customer_id": key,
                "order_no": str(key),
                "status": "paid",
                "total": 40 + key % 20,
                "created_at": when,
            }
            for key in keys
        ],
    )


def test_as_many_statements_for_a_thousand_as_for_ten(world: World) -> None:
    """Entering, branching, waiting, leaving: all of it in sets."""
    text = FLOW + LAST
    statements(world, text, "2026-03-01 08:00")
    numbers = []
    first = count(1, 10_000)
    for day, how_many in (("02", 10), ("12", 1000)):
        people(world, start := next(first), how_many, f"2026-03-{day} 08:00:00")
        ticks = [f"2026-03-{day} {hour}" for hour in ("08:10", "09:10", "10:10", "11:00", "12:00")]
        found = [statements(world, text, when) for when in ticks[:3]]
        refund = "insert into refunds (id, customer_id, reason, created_at) select id, id, 'x', :at"
        world.shop.do(f"{refund} from customers where id >= :start", at=ticks[3], start=start)
        found += [statements(world, text, when) for when in ticks[3:]]
        numbers.append(found)
    assert len(world.entered()) == 1010
    assert numbers[0] == numbers[1]


def test_every_kind_of_step_is_taken_in_sets(world: World) -> None:
    """As many statements for five hundred as for fifty: by lot, writing, waiting, by the clock."""
    text = MANY_STEPS + LAST
    statements(world, text, "2026-03-01 08:00")
    numbers = []
    for day, first, how_many in (("02", 1, 50), ("05", 1001, 500)):
        people(world, first, how_many, f"2026-03-{day} 08:00:00")
        hours = ("08:00", "08:10", "09:00", "09:10", "13:00")
        numbers.append([statements(world, text, f"2026-03-{day} {hour}") for hour in hours])
    assert len(world.entered()) == 550
    assert numbers[0] == numbers[1]


def test_delivery_costs_by_the_group_alone(world: World) -> None:
    """A handful of statements for each group of twenty and each batch of four hundred."""
    text = "trigger:\n  event: placed_order\nreentry: always\nsteps:\n" + SEND
    statements(world, text, "2026-03-01 08:00")
    numbers = []
    for hour, first, how_many in ((9, 1, 10), (10, 1001, 1000)):
        people(world, first, how_many, f"2026-03-01 {hour:02}:00:00")
        numbers.append(statements(world, text, f"2026-03-01 {hour:02}:00"))
    assert len(world.postbox.taken) == 1010
    groups, batches = 49, 2
    assert numbers[1] - numbers[0] <= groups * 11 + batches * 11


def test_caps_cost_by_the_batch_alone(world: World) -> None:
    """Two statements more for each batch, whether messages leave, are put off or skipped."""
    caps = "frequency_cap: [{at_most: 1, per: 2 days}, {at_most: 3, per: 7 days, of: this_flow}]\n"
    text = "trigger:\n  event: placed_order\nreentry: always\nwhile_inside: both\n" + caps
    for on_cap in ("defer", "skip"):
        flow = f"{text}steps:\n{SEND}    on_cap: {on_cap}\n"
        statements(world, flow, "2026-03-01 08:00")
    people(world, 1, 1000, "2026-03-01 09:00:00")
    groups, batches = 50, 3
    assert statements(world, flow, "2026-03-01 09:00") <= groups * 11 + batches * 13 + 25
    again = "insert into orders (id, customer_id, order_no, status, total, created_at) "
    for hour in (10, 11):
        number, on_cap = (1000, "defer") if hour == 10 else (2000, "skip")
        rows = f"select id + {number}, id, 'x', 'paid', 1, :at from customers"
        world.shop.do(again + rows, at=f"2026-03-01 {hour}:00:00")
        flow = f"{text}steps:\n{SEND}    on_cap: {on_cap}\n"
        assert statements(world, flow, f"2026-03-01 {hour}:00") <= batches * 13 + 25
    assert world.statuses() == {"sent": 1000, "queued": 1000, "skipped": 1000}


@pytest.mark.parametrize(
    "trigger",
    [
        "trigger:\n  event: placed_order\nreentry: always\n",
        "trigger:\n  segment: swedes\nreentry: always\n",
        "trigger:\n  date: customer.birthday\n  repeat: yearly\n",
    ],
)
def test_an_idle_tick_is_a_handful(world: World, trigger: str) -> None:
    """With a thousand customers in the shop and nothing to do for any of them."""
    text = trigger + "steps:\n" + SEND + LAST.replace("hello", "last", 1)
    people(world, 1, 1000, "2026-02-01 08:00:00")
    statements(world, text, "2026-03-02 08:00")
    assert statements(world, text, "2026-03-02 09:00") <= 24
