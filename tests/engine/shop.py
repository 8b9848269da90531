"""A shop's database, in both dialects, written to as its own application would."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from itertools import count
from sqlite3 import Connection

from sqlalchemy import Engine, create_engine, event, text
from sqlalchemy.engine import make_url

TABLES = """
create table customers (
  id integer primary key, email text, phone text, first_name text, nickname text, country text,
  language text, timezone text, accepts_email boolean, accepts_sms boolean, is_vip boolean, points numeric(12, 2),
  birth_date {date}, seen_at {instant}, seen_iso text, seen_epoch bigint, created_at {instant}
);
create table carts (
  id integer primary key, customer_id integer, value numeric(12, 2), updated_at {instant}
);
create table orders (
  id integer primary key, customer_id integer, order_no text, status {status}, sku text,
  country text, total numeric(12, 2), is_gift boolean, delivered_on {date}, paid_at {instant},
  created_at {instant}
);
create table order_lines (order_id integer, sku text, price numeric(12, 2));
create table refunds (
  id integer primary key, customer_id integer, order_id integer, amount numeric(12, 2),
  reason text, created_at {instant}
);
create table products (
  sku text primary key, name text, stock integer, price numeric(12, 2), lasts_days integer
);
create table subscriptions (id integer primary key, customer_id integer, renews_on {date}, plan text);
create table ratings (
  id integer primary key, customer_id integer, order_id integer, stars integer, words text,
  created_at {instant}
);
create table mail_events (message_id text, kind text, happened_at {instant});
create index orders_of on orders (customer_id, created_at);
create index carts_of on carts (customer_id, updated_at);
"""
TYPES: Mapping[str, Mapping[str, str]] = {
    "sqlite": {"instant": "text", "date": "text", "status": "text"},
    "postgresql": {"instant": "timestamptz", "date": "date", "status": "order_status"},
}
ORDER_STATUS = "create type order_status as enum ('paid', 'open', 'cancelled')"


class Shop:
    """Its own connections, apart from the engine's."""

    def __init__(self, url: str) -> None:
        self.engine = _engine(url)
        self._number = count(1)

    def create_tables(self) -> None:
        dialect = self.engine.dialect.name
        self.do(ORDER_STATUS if dialect == "postgresql" else "pragma journal_mode = wal")
        for statement in TABLES.format(**TYPES[dialect]).split(";"):
            if statement.strip():
                self.do(statement)

    def customer(self, key: int, **values: object) -> None:
        given = {
            "email": f"c{key}@shop.example",
            "first_name": f"Name {key}",
            "accepts_email": True,
            "created_at": "2026-01-01 00:00:00",
        }
        self.add("customers", id=key, **(given | values))

    def customers(self, how_many: int) -> None:
        for key in range(1, how_many + 1):
            self.customer(key)

    def order(self, customer: int | None, at: str, **values: object) -> int:
        given = {"id": next(self._number), "status": "paid", "total": 100} | values
        self.add("orders", customer_id=customer, created_at=instant(at), **given)
        return int(str(given["id"]))

    def cart(self, key: int, customer: int | None, at: str, value: float = 100) -> None:
        self.add("carts", id=key, customer_id=customer, updated_at=instant(at), value=value)

    def rating(self, customer: int, at: str, stars: int | None, **values: object) -> None:
        given = {"id": next(self._number), "stars": stars} | values
        self.add("ratings", customer_id=customer, created_at=instant(at), **given)

    def refund(self, customer: int, at: str, **values: object) -> None:
        given = {"id": next(self._number), "amount": 10, "reason": "too big"} | values
        self.add("refunds", customer_id=customer, created_at=instant(at), **given)

    def add(self, table: str, **values: object) -> None:
        names, marks = ", ".join(values), ", ".join(f":{name}" for name in values)
        self.do(f"insert into {table} ({names}) values ({marks})", **values)

    def many(self, table: str, rows: Sequence[Mapping[str, object]]) -> None:
        names, marks = ", ".join(rows[0]), ", ".join(f":{name}" for name in rows[0])
        with self.engine.begin() as connection:
            connection.execute(text(f"insert into {table} ({names}) values ({marks})"), list(rows))

    def change(self, table: str, key: int | str, *, by: str = "id", **values: object) -> None:
        pairs = ", ".join(f"{name} = :{name}" for name in values)
        self.do(f"update {table} set {pairs} where {by} = :the_key", the_key=key, **values)

    def do(self, sql: str, **values: object) -> None:
        with self.engine.begin() as connection:
            connection.execute(text(sql), values)

    def close(self) -> None:
        self.engine.dispose()


def forgo_durability(engine: Engine, schema: str) -> None:
    """Tests outlive no power cut, so that they need not wait for the disk."""

    def hasten(connection: Connection, *_: object) -> None:
        connection.execute(f"pragma {schema}.synchronous = off")

    if engine.dialect.name == "sqlite":
        event.listen(engine, "checkout", hasten)


def instant(at: str) -> str:
    """`2026-03-01 08:00` as both databases take it, UTC."""
    return datetime.fromisoformat(at).isoformat(" ", timespec="seconds")


def _engine(url: str) -> Engine:
    if url.startswith("sqlite"):
        engine = create_engine(url, connect_args={"timeout": 30})
        forgo_durability(engine, "main")
        return engine
    driver = make_url(url).set(drivername="postgresql+psycopg")
    return create_engine(driver, connect_args={"options": "-c TimeZone=UTC"}, pool_size=2)
