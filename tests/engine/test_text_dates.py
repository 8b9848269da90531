"""Dates that a shop keeps as text: a value that is none is missing, and stops nobody else."""

from __future__ import annotations

from datetime import date

import pytest
from sqlalchemy import column, create_engine, func, literal, select, table, text
from sqlalchemy.engine import make_url

from orchestrator.tables import Day, Sql, as_date
from tests.engine.server import Server
from tests.engine.world import World

ODD = ("2026-02-30", "unknown", "", "infinity", "01/03/1990", "0000-00-00")
BIRTHDAY = """
trigger:
  date: customer.birthday
  repeat: yearly
  at: "09:00"
"""


@pytest.fixture
def shop_of_texts(world: World) -> World:
    """As any SQLite file is, and many an imported table elsewhere."""
    if world.dialect == "postgresql":
        for each, name in (
            ("customers", "birth_date"),
            ("orders", "delivered_on"),
            ("subscriptions", "renews_on"),
        ):
            world.shop.do(f"alter table {each} alter column {name} type text")
    return world


def customers(world: World, **rows: str) -> None:
    """The odd ones, and after them who has a real day."""
    for key, birth_date in enumerate((*ODD, "1990-03-01", "1990-03-01 00:00:00"), 1):
        world.shop.customer(key, birth_date=birth_date, **rows)


REAL = [len(ODD) + 1, len(ODD) + 2]


def test_a_birthday(shop_of_texts: World) -> None:
    world = shop_of_texts
    flow = world.flow(BIRTHDAY)
    world.tick(flow, "2026-02-28 00:00")
    customers(world)
    world.tick(flow, "2026-03-01 12:00")
    assert world.entered() == REAL
    # The date of who is inside becomes none: as if it had gone.
    world.shop.change("customers", REAL[0], birth_date="unknown")
    world.tick(flow, "2026-03-01 13:00")
    assert set(world.messages().values()) == {"sent"}


@pytest.mark.parametrize(
    ("test", "who"),
    [
        ("{before: 2000-01-01}", REAL),
        ("{after: 1900-01-01}", REAL),
        ("[1990-03-01, 1990-03-02]", REAL),
        ("{exists: true}", REAL),
        ("{exists: false}", list(range(1, len(ODD) + 1))),
        ("{is_not: 1990-03-01}", list(range(1, len(ODD) + 1))),
    ],
)
def test_a_condition(shop_of_texts: World, test: str, who: list[int]) -> None:
    world = shop_of_texts
    flow = world.flow(
        "trigger:\n  event: placed_order\nreentry: always\n"
        f"conditions:\n  - customer.birthday: {test}\n"
    )
    world.tick(flow, "2026-03-01 08:00")
    customers(world)
    for key in range(1, REAL[-1] + 1):
        world.shop.order(key, "2026-03-01 08:30")
    world.tick(flow, "2026-03-01 09:00")
    assert world.entered() == who


def test_a_delay_until_what_was_frozen(shop_of_texts: World) -> None:
    world = shop_of_texts
    flow = world.flow(
        "trigger:\n  event: placed_order\nreentry: always\n"
        "steps:\n  - delay:\n      until_date: trigger.delivered_on\n"
        "  - send: hello\n    template: hello\n    subject: Hello\n"
    )
    world.tick(flow, "2026-03-01 08:00")
    customers(world)
    for key, day in ((1, "2026-02-30"), (2, "unknown"), (3, "2026-03-03")):
        world.shop.order(key, "2026-03-01 08:30", delivered_on=day)
    world.tick(flow, "2026-03-01 09:00")
    assert world.endings() == {1: "no date", 2: "no date"}
    assert list(world.inside()) == [3]


def test_a_date_of_a_record(shop_of_texts: World) -> None:
    world = shop_of_texts
    flow = world.flow('trigger:\n  date: subscription.renews_on\n  at: "09:00"\n')
    world.tick(flow, "2026-02-28 00:00")
    for key, day in enumerate((*ODD, "2026-03-01"), 1):
        world.shop.customer(key)
        world.shop.add("subscriptions", id=key, customer_id=key, renews_on=day, plan="x")
    world.tick(flow, "2026-03-01 12:00")
    assert world.entered() == REAL[:1]


def test_a_real_date_is_looked_up_by_its_index(server: Server) -> None:
    """What makes sure of text is gone before PostgreSQL plans."""
    with server.database() as url:
        engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
        with engine.begin() as connection:
            connection.execute(text("create index birthdays on customers (birth_date)"))
            connection.execute(text("set enable_seqscan = off"))
            people = table("customers", column("birth_date"))
            wanted: Sql = literal(date(1990, 3, 1), Day())
            asked = select(func.count()).select_from(people)
            asked = asked.where(as_date(people.c.birth_date) == wanted)
            compiled = asked.compile(engine)
            rows = connection.exec_driver_sql(f"explain {compiled}", dict(compiled.params))
            plan = "\n".join(row[0] for row in rows)
        engine.dispose()
    assert "Index Cond: (birth_date = '1990-03-01'::date)" in plan
