"""The shop's tables as plain Python, and what its own application does to them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeAlias

Value: TypeAlias = str | int | float | bool | date | datetime | None
"""An instant is aware and in UTC."""
Key: TypeAlias = int | str
Row: TypeAlias = dict[str, Value]

KEYS = {
    "customers": "id",
    "carts": "id",
    "orders": "id",
    "order_lines": None,
    "refunds": "id",
    "products": "sku",
    "subscriptions": "id",
    "ratings": "id",
}
"""The column that holds the key of a row; rows of tables without one are never changed."""


@dataclass(frozen=True)
class Edit:
    """A row is written, or some columns of it; with no values it is deleted."""

    table: str
    key: Key
    values: Mapping[str, Value] | None


@dataclass(frozen=True)
class Reply:
    """Somebody opens or clicks the so-manieth of all that was sent so far."""

    nth: int
    kind: str
    at: datetime
    bare: bool
    """Reported by the part before the @ alone."""


@dataclass(frozen=True)
class Stop:
    """An address is suppressed from outside; `stops` is marketing or all."""

    channel: str
    address: str
    stops: str
    at: datetime


Happening: TypeAlias = Edit | Reply | Stop


@dataclass
class Books:
    tables: dict[str, dict[Key, Row]] = field(default_factory=lambda: {name: {} for name in KEYS})

    def apply(self, edits: Iterable[Edit]) -> None:
        for edit in edits:
            rows = self.tables[edit.table]
            if edit.values is None:
                rows.pop(edit.key, None)
                continue
            row = rows.setdefault(edit.key, {})
            column = KEYS[edit.table]
            row |= {**edit.values, **({column: edit.key} if column else {})}

    def rows(self, table: str) -> Iterable[Row]:
        return self.tables[table].values()
