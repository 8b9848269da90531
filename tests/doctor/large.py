"""A shop of 50,000 customers and 100,000 orders without an index, on both databases."""

from __future__ import annotations

from pathlib import Path

PROJECT = Path(__file__).with_name("large")
CUSTOMERS, ORDERS = 50_000, 100_000

_SCHEMA = """
create table customers (
  id {whole} not null, created_at {time}, email text, name text, accepts_email {yes}
);
create table orders (
  id {whole} not null, customer_id {whole}, created_at {time}, status text, total {number}, sku text
);
create table carts (
  id {whole} not null, customer_id {whole}, updated {whole}, value {number}, sku text
);
create table cart_lines (cart_id {whole}, sku text);
create table products (sku text, name text);
create table subscriptions (id {whole} not null, customer_id {whole}, renews_on {day});
create table tickets (customer_id {whole}, subject text);
"""
_WORDS = {
    "sqlite": {"whole": "int", "time": "text", "yes": "int", "number": "real", "day": "text"},
    "postgresql": {
        "whole": "bigint",
        "time": "timestamptz",
        "yes": "boolean",
        "number": "numeric",
        "day": "date",
    },
}
_SERIES = {
    "sqlite": "(with recursive n(i) as (select 1 union all select i + 1 from n where i < {0}) "
    "select i from n)",
    "postgresql": "(select generate_series(1, {0}) as i) n",
}
# The same rows on both: times go back minute by minute from the last of March.
_ROWS = """
insert into customers select i, {created}, 'c' || i || '@shop.example', 'C' || i, {yes} from {people};
insert into orders select i, i * 7 % {customers} + 1, {ordered}, 'paid', i % 90 + 10, 'S-' || (i % 50)
  from {orders};
insert into carts select i, i * 3 % {customers} + 1, 1774944000 - i * 60, i % 70, 'S-' || (i % 50)
  from {orders};
insert into cart_lines select i, 'S-' || (i % 50) from {orders};
insert into products select 'S-' || i, 'Thing ' || i from {people};
insert into subscriptions select i, i, {renews} from {people};
insert into tickets select i % 900, 'Help' from {people};
"""
_VALUES = {
    "sqlite": {
        "created": "datetime('2024-01-01', i || ' seconds')",
        "ordered": "datetime('2026-03-31 07:00', (-i * 5) || ' minutes')",
        "renews": "date('2026-04-01', (i % 365) || ' days')",
        "yes": "1",
    },
    "postgresql": {
        "created": "timestamptz '2024-01-01Z' + i * interval '1 second'",
        "ordered": "timestamptz '2026-03-31 07:00Z' - i * interval '5 minutes'",
        "renews": "date '2026-04-01' + i % 365",
        "yes": "true",
    },
}


def script(dialect: str, customers: int = CUSTOMERS, orders: int = ORDERS) -> str:
    series = _SERIES[dialect]
    rows = _ROWS.format(
        customers=customers,
        people=series.format(customers),
        orders=series.format(orders),
        **_VALUES[dialect],
    )
    return f"{_SCHEMA.format(**_WORDS[dialect])}{rows}analyze;\n"
