"""Values of tests as a database keeps them, by the type that the catalog says."""

from __future__ import annotations

from datetime import date, datetime, tzinfo

from orchestrator.catalog import Type
from orchestrator.parse.fit import fit
from orchestrator.parse.values import Unreadable
from orchestrator.testing.model import Plain

WORDS = {
    Type.TEXT: "a text",
    Type.NUMBER: "a number",
    Type.BOOLEAN: "true or false",
    Type.DATE: 'a date such as "2026-03-31"',
    Type.TIME: 'a time such as "2026-03-31 10:00"',
}
Stored = str | int | float | bool | date | datetime | None


def stored(value: Plain, kind: Type, zone: tzinfo) -> Stored | Unreadable:
    """The value in its type; `zone` is that of a time which says none."""
    if value is None:
        return None
    found = fit(value, kind, zone)
    return found if _is_of(found, kind) else Unreadable(WORDS[kind])  # type: ignore[return-value]


def stored_key(value: Plain, kind: Type, zone: tzinfo) -> Stored | Unreadable:
    """The same of a key: that of a record is a key of the file, and so a text."""
    if kind is Type.NUMBER and isinstance(value, str):
        value = _number(value)
    return stored(value, kind, zone)


def _number(text: str) -> str | int:
    try:
        return int(text)
    except ValueError:
        return text


def _is_of(value: object, kind: Type) -> bool:
    match kind:
        case Type.TEXT:
            return isinstance(value, str)
        case Type.NUMBER:
            return isinstance(value, int | float) and not isinstance(value, bool)
        case Type.BOOLEAN:
            return isinstance(value, bool)
        case Type.DATE:
            return isinstance(value, date) and not isinstance(value, datetime)
        case Type.TIME:
            return isinstance(value, datetime)
        case _:
            return False
