"""What the customer database means, as plain data: the only bridge from a flow to a table."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from enum import StrEnum
from typing import TypeAlias

from orchestrator.diagnostics import Path
from orchestrator.records import dataclass


class Type(StrEnum):
    TEXT = "text"
    NUMBER = "number"
    BOOLEAN = "boolean"
    DATE = "date"
    TIME = "time"
    """An instant."""
    TAGS = "tags"
    """A set of words; only `customer.tags` is of this type."""


class TimeFormat(StrEnum):
    """How a column tells an instant. PostgreSQL's timestamps need no word for it."""

    NATIVE = "native"
    """A database timestamp; on SQLite the text `YYYY-MM-DD HH:MM:SS[.ffffff]`, in UTC."""
    ISO = "iso"
    """Text with a `T` and a zone, such as 2026-03-31T08:00:00Z."""
    EPOCH = "epoch"
    """Seconds since 1970-01-01 UTC."""
    EPOCH_MS = "epoch_ms"
    """Milliseconds since 1970-01-01 UTC."""


@dataclass(frozen=True)
class Column:
    name: str
    type: Type = Type.TEXT
    format: TimeFormat = TimeFormat.NATIVE
    is_uuid: bool = field(default=False, repr=False)
    """PostgreSQL keeps the text as a uuid, and compares it with no other text.

    Not shown, and so no part of what a flow means: only of how its rows are found.
    """


@dataclass(frozen=True)
class Table:
    name: str


@dataclass(frozen=True)
class Query:
    """A SELECT written in the catalog; `:now` in it is the tick's instant."""

    sql: str


Source: TypeAlias = Table | Query


class Aggregate(StrEnum):
    COUNT = "count"
    SUM = "sum"
    LATEST = "latest"
    FIRST = "first"


@dataclass(frozen=True)
class ColumnAttribute:
    column: Column
    path: Path = field(default=(), compare=False)

    @property
    def type(self) -> Type:
        return self.column.type


@dataclass(frozen=True)
class AggregateAttribute:
    """An aggregate over the customer's rows of one event, dated no later than the tick.

    COUNT and SUM of nothing are 0; LATEST and FIRST (times of the event) of nothing are null.
    """

    aggregate: Aggregate
    event: str
    of: str | None = None
    """SUM: the property that is added up."""
    path: Path = field(default=(), compare=False)

    @property
    def type(self) -> Type:
        return Type.NUMBER if self.aggregate in (Aggregate.COUNT, Aggregate.SUM) else Type.TIME


@dataclass(frozen=True)
class SqlAttribute:
    """A SELECT of two columns: the customer's key and the value. No row means null."""

    sql: str
    type: Type
    path: Path = field(default=(), compare=False)


Attribute: TypeAlias = ColumnAttribute | AggregateAttribute | SqlAttribute


@dataclass(frozen=True)
class Items:
    """The lines of an event row: rows of `table` whose column `on` holds the row's key."""

    table: str
    on: str
    properties: Mapping[str, Column]


@dataclass(frozen=True)
class Event:
    """Rows that happen to customers. `value` is also readable as the property `value`."""

    name: str
    source: Source
    key: Column
    customer: Column
    time: Column
    changed: Column | None = None
    """When a row last changed, where rows change after they were written."""
    where: str | None = None
    value: Column | None = None
    properties: Mapping[str, Column] = field(default_factory=dict)
    items: Items | None = None
    records: Mapping[str, Column] = field(default_factory=dict)
    path: Path = field(default=(), compare=False)

    def property_types(self) -> dict[str, Type]:
        """Every name that `where` and `trigger.` may use, with its type."""
        types = {name: column.type for name, column in self.properties.items()}
        types.setdefault("key", self.key.type)
        types.setdefault("time", Type.TIME)
        if self.value is not None:
            types.setdefault("value", Type.NUMBER)
        return types


@dataclass(frozen=True)
class Record:
    """A thing that events refer to by `key`, read live.

    With `customer` it belongs to one, so that a flow can start at a date of it.
    """

    name: str
    source: Source
    key: Column
    attributes: Mapping[str, Column]
    customer: Column | None = None
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class Customers:
    source: Source
    key: Column
    """Its type is integer-like (`number`) or text; state keeps it as text."""
    created: Column | None = None
    email: str | None = None
    phone: str | None = None
    timezone: str | None = None
    locale: str | None = None
    consent: Mapping[str, str] = field(default_factory=dict)
    """Channel to the column that is true where the customer opted in."""
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    facts: Mapping[str, Type] = field(default_factory=dict)
    """What steps may set, kept by the project itself; read as `customer.facts.NAME`."""


@dataclass(frozen=True)
class Responses:
    """Rows that tell who opened or clicked what, read live."""

    source: Source
    message: Column
    """The Message-ID with which it left, with or without `<>`, or the part before its `@`."""
    kind: Column
    """opened | clicked; other values tell of something else."""
    time: Column
    domains: tuple[str, ...] = ()
    """What stands behind the `@`: the domains of the project's own senders."""
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class Catalog:
    customers: Customers
    events: Mapping[str, Event] = field(default_factory=dict)
    records: Mapping[str, Record] = field(default_factory=dict)
    responses: Responses | None = None
    """None: nothing tells what becomes of messages."""
