"""The shop by the catalog's names; what its SQL says is said once more in Python."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from orchestrator.catalog import (
    Aggregate,
    AggregateAttribute,
    Catalog,
    ColumnAttribute,
    Event,
    Record,
    Table,
)
from tests.oracle.books import Books, Row, Value

# The SQL of tests/engine/project/orchestrator.yml.
_COUNTS: Mapping[str, Callable[[Row], bool]] = {
    "placed_order": lambda row: row.get("status") not in (None, "cancelled"),
    "refunded": lambda row: row.get("reason") is not None,
}
_TABLES = {"refunded": "refunds"}


@dataclass(frozen=True)
class Happened:
    """One row of an event."""

    event: Event
    raw: Row

    @property
    def key(self) -> Value:
        return self.raw.get(self.event.key.name)

    @property
    def customer(self) -> Value:
        return self.raw.get(self.event.customer.name)

    @property
    def time(self) -> datetime | None:
        at = self.raw.get(self.event.time.name)
        return at if isinstance(at, datetime) else None

    def value(self, name: str) -> Value:
        if name in self.event.properties:
            return self.raw.get(self.event.properties[name].name)
        if name == "value" and self.event.value is not None:
            return self.raw.get(self.event.value.name)
        return {"key": self.key, "time": self.time}[name]

    def record_key(self, name: str) -> Value:
        return self.raw.get(self.event.records[name].name)


@dataclass(frozen=True)
class Reader:
    catalog: Catalog
    books: Books

    def customer(self, key: int) -> Row | None:
        return self.books.tables["customers"].get(key)

    def customers(self, now: datetime) -> list[int]:
        """Those who exist by then."""
        return [key for key in self.everybody() if self.is_there(key, now)]

    def everybody(self) -> list[int]:
        return sorted(int(str(key)) for key in self.books.tables["customers"])

    def is_there(self, key: int, now: datetime) -> bool:
        created = (self.customer(key) or {}).get("created_at")
        return isinstance(created, datetime) and created <= now

    def happened(self, event: str, now: datetime, customer: int | None = None) -> list[Happened]:
        """The rows that exist by then, in the order of their time and key."""
        found = [
            each
            for each in self._rows(event)
            if each.time is not None
            and each.time <= now
            and (customer is None or each.customer == customer)
        ]
        return sorted(found, key=lambda each: (each.time, each.key))

    def _rows(self, name: str) -> Iterator[Happened]:
        event = self.catalog.events[name]
        source = event.source
        table = source.name if isinstance(source, Table) else _TABLES[name]
        for row in self.books.rows(table):
            if name not in _COUNTS or _COUNTS[name](row):
                yield Happened(event, row)

    def lines(self, event: Event, key: Value) -> list[Row]:
        if event.items is None or key is None:
            return []
        items = event.items
        return [row for row in self.books.rows(items.table) if row.get(items.on) == key]

    def record(self, name: str, key: Value) -> Row | None:
        """The record's attributes by name."""
        found = [each for each in self.records(name) if each["key"] == key]
        return found[0] if found and key is not None else None

    def records(self, name: str) -> Iterator[Row]:
        """Every record's attributes, with `key` and, where it belongs to one, `customer`."""
        record: Record = self.catalog.records[name]
        assert isinstance(record.source, Table)
        for row in self.books.rows(record.source.name):
            named = {each: row.get(column.name) for each, column in record.attributes.items()}
            belongs = record.customer.name if record.customer else ""
            yield {**named, "key": row.get(record.key.name), "customer": row.get(belongs)}

    def attribute(self, name: str, customer: int, now: datetime) -> Value:
        row = self.customer(customer)
        if row is None:
            return None
        declared = self.catalog.customers.attributes[name]
        match declared:
            case ColumnAttribute():
                return row.get(declared.column.name)
            case AggregateAttribute():
                return self._aggregate(declared, customer, now)
            case _:
                return self._by_sql(name, customer, now)

    def _aggregate(self, declared: AggregateAttribute, customer: int, now: datetime) -> Value:
        rows = self.happened(declared.event, now, customer)
        match declared.aggregate:
            case Aggregate.COUNT:
                return len(rows)
            case Aggregate.SUM:
                values = [each.value(declared.of or "value") for each in rows]
                return sum(float(str(each)) for each in values if each is not None)
            case Aggregate.LATEST:
                return rows[-1].time if rows else None
            case Aggregate.FIRST:
                return rows[0].time if rows else None

    def _by_sql(self, name: str, customer: int, now: datetime) -> Value:
        refunds = [
            row
            for row in self.books.rows("refunds")
            if row.get("customer_id") == customer and _is_by(row.get("created_at"), now)
        ]
        if name == "is_returner":
            return True if refunds else None
        counted = [row for row in refunds if row.get("reason") is not None]
        return len(counted) or None


def _is_by(at: Value, now: datetime) -> bool:
    return isinstance(at, datetime) and at <= now
