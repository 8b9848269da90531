"""The world of one case: who is there, and what happens when its time has come."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta, tzinfo
from itertools import count

from orchestrator.catalog import Catalog, Column, ColumnAttribute, Event, Type
from orchestrator.parse.values import Unreadable
from orchestrator.testing.model import (
    Becomes,
    Case,
    Did,
    Person,
    Plain,
    RecordBecomes,
    Thing,
)
from orchestrator.testing.scratch import (
    CUSTOMERS,
    RESPONSES,
    Scratch,
    event_table,
    record_table,
)
from orchestrator.testing.values import Stored, stored_key

A_YEAR = timedelta(days=365)


@dataclass
class World:
    """Writes rows as the clock reaches them; `keys` are those of the customers, by name."""

    scratch: Scratch
    catalog: Catalog
    zone: tzinfo
    keys: Mapping[str, str | int]
    zones: set[str] = field(default_factory=set)
    """In which somebody has lived."""
    _numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def begin(self, case: Case, first: datetime) -> None:
        """`first` is the earliest instant of the case."""
        for name, person in case.customers.items():
            self.scratch.insert(CUSTOMERS, self._new_person(name, person, first))
        for record, things in case.records.items():
            for key, thing in things.items():
                self._new_thing(record, key, thing)

    def did(self, did: Did) -> None:
        event = self.catalog.events[did.did]
        row = self._event_row(event, did)
        key = row.get(event.key.name)
        if key is None:
            key = row[event.key.name] = self._next_key(event)
        table = event_table(event)
        if not self.scratch.update(table, event.key.name, key, row):
            self.scratch.insert(table, row)
        if event.items is not None and did.items is not None:
            self.scratch.delete(event.items.table, event.items.on, key)
            for line in did.items:
                values = self._named(line, event.items.properties)
                self.scratch.insert(event.items.table, {event.items.on: key, **values})

    def becomes(self, becomes: Becomes) -> None:
        changed = self._person_row(becomes.becomes)
        key = self.keys[becomes.customer]
        if changed:
            self.scratch.update(CUSTOMERS, self.catalog.customers.key.name, key, changed)

    def record_becomes(self, becomes: RecordBecomes) -> None:
        record = self.catalog.records[becomes.record]
        row = self._named(becomes.becomes, record.attributes)
        key = self._as(becomes.key, record.key)
        if not self.scratch.update(record_table(record), record.key.name, key, row):
            self.scratch.insert(record_table(record), {record.key.name: key, **row})

    def answered(self, message: str, word: str, at: datetime) -> None:
        self.scratch.insert(RESPONSES, {"message": message, "kind": word, "time": at})

    def address(self, customer: str, column: str | None) -> str | None:
        if column is None:
            return None
        key = self.keys[customer]
        found = self.scratch.value(CUSTOMERS, self.catalog.customers.key.name, key, column)
        return str(found) if found is not None else None

    def _new_person(self, name: str, person: Person, first: datetime) -> dict[str, Stored]:
        customers = self.catalog.customers
        number = list(self.keys).index(name)
        row: dict[str, Stored] = {}
        if customers.email:
            row[customers.email] = f"{name}@customer.example"
        if customers.phone:
            row[customers.phone] = f"+467000000{number:02}"
        row |= dict.fromkeys(customers.consent.values(), True)
        row |= self._person_row(person)
        row[customers.key.name] = self.keys[name]
        if customers.created is not None:
            long_before = row.get(customers.created.name) or first - A_YEAR
            row[customers.created.name] = person.created or long_before
        return row

    def _person_row(self, person: Person) -> dict[str, Stored]:
        customers = self.catalog.customers
        fixed = {
            "email": customers.email,
            "phone": customers.phone,
            "timezone": customers.timezone,
            "locale": customers.locale,
        }
        row: dict[str, Stored] = {}
        for name, value in person.values.items():
            attribute = customers.attributes.get(name)
            column = fixed.get(name)
            if column is not None:
                row[column] = self._as(value, Column(column))
            if isinstance(attribute, ColumnAttribute):
                row[attribute.column.name] = self._as(value, attribute.column)
        self.zones |= {str(row[column]) for column in (customers.timezone,) if column in row}
        return row | {customers.consent[channel]: yes for channel, yes in person.consent.items()}

    def _new_thing(self, name: str, key: str, thing: Thing) -> None:
        record = self.catalog.records[name]
        row = self._named(thing.values, record.attributes)
        if record.customer is not None and thing.customer is not None:
            row[record.customer.name] = self.keys[thing.customer]
        row[record.key.name] = self._as(key, record.key)
        self.scratch.insert(record_table(record), row)

    def _event_row(self, event: Event, did: Did) -> dict[str, Stored]:
        columns = dict(event.properties)
        columns.setdefault("key", event.key)
        if event.value is not None:
            columns.setdefault("value", Column(event.value.name, Type.NUMBER))
        row = self._named(did.properties, columns)
        if did.key is not None:
            row[event.key.name] = self._as(did.key, event.key)
        for record, key in did.records.items():
            row[event.records[record].name] = self._as(key, event.records[record])
        if event.changed is not None:
            row[event.changed.name] = did.at
        row[event.time.name] = did.at
        row[event.customer.name] = self.keys[did.customer]
        return row

    def _next_key(self, event: Event) -> str | int:
        """One that no row has which was given a key of its own, most likely."""
        number = 1_000_000 + next(self._numbers)
        return number if event.key.type is Type.NUMBER else f"{event.name}-{number}"

    def _named(
        self, values: Mapping[str, Plain], columns: Mapping[str, Column]
    ) -> dict[str, Stored]:
        return {
            columns[name].name: self._as(value, columns[name]) for name, value in values.items()
        }

    def _as(self, value: Plain, column: Column) -> Stored:
        found = stored_key(value, column.type, self.zone)
        if isinstance(found, Unreadable):
            message = f"{column.name}: {value!r} is not {found.message}"
            raise TypeError(message)
        return found
