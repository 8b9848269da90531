"""The shop's tables, filled by the database itself: the same rows on both.

Of N customers half come in the window that enrols them, and a tenth buy afterwards. Two hours of
busy traffic stand ten days later; all else is the history of the year before.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

START = datetime(2026, 1, 1, tzinfo=UTC)
"""The flow's first tick."""
DAY = timedelta(days=1)
BOUGHT = START + timedelta(hours=30)
BUSY = START + timedelta(days=10)
BUSY_FOR = timedelta(hours=2)
_YEAR = 365 * 86_400
_STEP = 7919
"""Prime: one customer after the other, each once before anyone comes twice."""


@dataclass(frozen=True)
class Size:
    """How many rows there are."""

    customers: int

    @property
    def orders(self) -> int:
        return 3 * self.customers

    @property
    def visits(self) -> int:
        return 10 * self.customers

    @property
    def entering(self) -> int:
        return self.customers // 2

    @property
    def busy(self) -> int:
        return min(12_000, self.customers * 2 // 5)

    @property
    def past(self) -> int:
        """Visits of the year before."""
        return self.visits - self.entering - self.busy


TABLES = """
create table customers (id integer primary key, email text, first_name text, country text,
  accepts_email boolean, created_at {instant});
create table orders (id integer primary key, customer_id integer, total integer,
  created_at {instant});
create table visits (id integer primary key, customer_id integer, page text, seconds integer,
  at {instant})
"""
INDEXES = """
create index orders_of on orders (customer_id, created_at);
create index orders_at on orders (created_at);
create index visits_of on visits (customer_id, at);
create index visits_at on visits (at)
"""
_ROWS = {
    "sqlite": "(with recursive n(i) as (select 1 union all select i + 1 from n where i < {count}) "
    "select i from n)",
    "postgresql": "(select i from generate_series(1, {count}) i) n",
}
_INSTANT = {
    "sqlite": "strftime('%Y-%m-%d %H:%M:%S', {0}, 'unixepoch')",
    "postgresql": "to_timestamp({0})",
}
TYPES = {"sqlite": "text", "postgresql": "timestamptz"}


def filling(size: Size, dialect: str) -> list[str]:
    """The statements that make the shop, the slowest ones last."""
    return [
        *TABLES.format(instant=TYPES[dialect]).split(";"),
        _customers(size, dialect),
        _orders(size, dialect),
        _visits(size, dialect),
        *INDEXES.split(";"),
    ]


def _customers(size: Size, dialect: str) -> str:
    then = _instant(dialect, _epoch(START - 700 * DAY))
    rows = _ROWS[dialect].format(count=size.customers)
    return (
        "insert into customers select i, 'c' || i || '@shop.example', 'Name ' || i, "
        f"case when i % 10 < 7 then 'SE' else 'NO' end, true, {then} from {rows}"
    )


def _orders(size: Size, dialect: str) -> str:
    late = size.orders - size.customers // 10
    past = _spread("i", late, _epoch(START) - _YEAR, _YEAR - 7200)
    bought = _spread(f"(i - {late})", size.customers // 10, _epoch(BOUGHT), 600)
    at = _instant(dialect, f"case when i <= {late} then {past} else {bought} end")
    rows = _ROWS[dialect].format(count=size.orders)
    return f"insert into orders select i, {_customer('i', size)}, i % 90 + 10, {at} from {rows}"


def _visits(size: Size, dialect: str) -> str:
    first = size.past + size.entering
    past = _spread("i", size.past, _epoch(START) - _YEAR, _YEAR - 7200)
    entering = _spread(f"(i - {size.past})", size.entering, _epoch(START) + 1, 82_800)
    busy = _spread(f"(i - {first})", size.busy, _epoch(BUSY), int(BUSY_FOR.total_seconds()))
    at = f"case when i <= {size.past} then {past} when i <= {first} then {entering} else {busy} end"
    rows = _ROWS[dialect].format(count=size.visits)
    who = _customer(f"(i - {size.past} + {size.visits})", size)
    return (
        f"insert into visits select i, {who}, '/page/' || (i % 400), i % 300, "
        f"{_instant(dialect, at)} from {rows}"
    )


def _customer(number: str, size: Size) -> str:
    return f"cast((cast({number} as bigint) * {_STEP}) % {size.customers} as integer) + 1"


def _spread(number: str, count: int, begin: int, seconds: int) -> str:
    return f"({begin} + cast(cast({number} as bigint) * {seconds} / {count} as bigint))"


def _instant(dialect: str, epoch: object) -> str:
    return _INSTANT[dialect].format(epoch)


def _epoch(moment: datetime) -> int:
    return int(moment.timestamp())
