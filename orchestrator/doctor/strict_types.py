"""Types where the database is strict about them: PostgreSQL compares nothing that does not fit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from orchestrator.catalog import Column, Query, TimeFormat, Type
from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.doctor.advice import quoted
from orchestrator.doctor.database import ColumnType, Kind
from orchestrator.doctor.looking import Seen
from orchestrator.doctor.parts import Part, Role, Use
from orchestrator.doctor.say import say

_TIMES = frozenset({Kind.DATE, Kind.TIME, Kind.NAIVE_TIME})
_NUMBERS = frozenset({Kind.WHOLE, Kind.NUMBER})
_FITS = {
    Type.NUMBER: _NUMBERS,
    Type.DATE: _TIMES | {Kind.TEXT},
    Type.BOOLEAN: frozenset({Kind.BOOLEAN, Kind.TEXT}),
    Type.TEXT: frozenset({Kind.TEXT}),
}
_FITS_FORMAT = {
    TimeFormat.NATIVE: _TIMES,
    TimeFormat.ISO: _TIMES | {Kind.TEXT},
    TimeFormat.EPOCH: _NUMBERS,
    TimeFormat.EPOCH_MS: _NUMBERS,
}
# The one whole number that PostgreSQL casts to a boolean.
_CAST_TO_BOOLEAN = "integer"
_LOOKED_UP = (Role.CUSTOMER_KEY, Role.RECORD_KEY)
_VALUES = (Role.VALUE, Role.SELECTED, Role.TIME, Role.ZONE, Role.LOCALE, Role.MESSAGE)


def strict_types(seen: Seen) -> Iterator[Diagnostic]:
    for use in seen.part.uses:
        actual = seen.shape[use.column.name]
        if actual.kind is Kind.LOOSE:
            continue
        label = f"{seen.part.label(use)} is of type {actual.name}"
        if use.role in _LOOKED_UP:
            yield from _key(use, actual, label, seen)
        elif use.role in _VALUES and not _fits(use, actual):
            yield _unfit(use, actual, label)


def naive_times(every: Sequence[Seen]) -> Iterator[Diagnostic]:
    """Each column once: whether it is in UTC is a question to whoever fills it."""
    told: set[str] = set()
    for seen in every:
        for use in seen.part.uses:
            label = seen.part.label(use)
            naive = seen.shape[use.column.name].kind is Kind.NAIVE_TIME
            if naive and use.column.type is Type.TIME and label not in told:
                told.add(label)
                message = (
                    f"{label} has no time zone; it is read as UTC: make sure that UTC is written"
                )
                yield say(Code.NAIVE_TIME, use.path, message)


def related_types(every: Sequence[Seen]) -> Iterator[Diagnostic]:
    """Columns that are compared with each other: customers' keys, and keys of events' rows."""
    keys = {use.role: (seen, use) for seen in every for use in seen.part.of(Role.CUSTOMER_KEY)}
    rows = {seen.part.name: seen for seen in every if any(seen.part.of(Role.EVENT_KEY))}
    for seen in every:
        if Role.CUSTOMER_KEY in keys:
            yield from _as_the_customers_key(seen, *keys[Role.CUSTOMER_KEY])
        yield from _as_the_rows_key(seen, rows.get(seen.part.name.removesuffix(".items")))


def lacks(declared: Column, actual: ColumnType) -> bool:
    """Whether a key of that column cannot be looked up as it is declared."""
    if actual.kind is Kind.LOOSE:
        return False
    if declared.is_uuid:
        return actual.kind is not Kind.UUID
    return actual.kind is not (Kind.WHOLE if declared.type is Type.NUMBER else Kind.TEXT)


def _key(use: Use, actual: ColumnType, label: str, seen: Seen) -> Iterator[Diagnostic]:
    if lacks(use.column, actual):
        message = f"{label}, declared as {_declared(use.column)}: no row could be looked up by it; "
        message += _declare(use, use.column.name, actual, seen.part)
        yield say(Code.COLUMN_TYPE, use.path, message)


def _declare(use: Use, name: str, actual: ColumnType, part: Part) -> str:
    if actual.kind is Kind.WHOLE:
        return f"write {use.path[-1]}: {{column: {name}, type: number}}"
    if actual.kind is Kind.UUID:
        return f"write {use.path[-1]}: {{column: {name}, type: uuid}}"
    if actual.kind is Kind.TEXT:
        return f"write {use.path[-1]}: {name}"
    if isinstance(part.source, Query):
        return f"read it from sql: with {name}::text as {name}"
    others = dict.fromkeys(each.column.name for each in part.uses if each.column.name != name)
    key = quoted(name)
    columns = ", ".join([f"{key}::text as {key}", *(quoted(each) for each in others)])
    table = ".".join(quoted(each) for each in part.source.name.split("."))
    advice = f"instead of table: write sql: select {columns} from {table}"
    return f"{advice}, and so wherever that key is held" if use.role in _LOOKED_UP else advice


def _declared(column: Column) -> str:
    return "uuid" if column.is_uuid else column.type


def _fits(use: Use, actual: ColumnType) -> bool:
    column = use.column
    if column.is_uuid:
        return actual.kind is Kind.UUID
    if column.type is Type.TIME:
        return actual.kind in _FITS_FORMAT[column.format]
    if column.type is Type.BOOLEAN and actual.name == _CAST_TO_BOOLEAN:
        return True
    return actual.kind in _FITS[column.type]


def _unfit(use: Use, actual: ColumnType, label: str) -> Diagnostic:
    column = use.column
    if column.type is Type.TEXT:
        message = f"{label}, read as text: templates can show it, but conditions on it fail"
        return say(Code.READ_AS_TEXT, use.path, message + _other_type(use, actual))
    advice = _time_advice(use, actual) if column.type is Type.TIME else _cast(use, actual)
    return say(Code.COLUMN_TYPE, use.path, f"{label}, declared as {column.type}; {advice}")


def _cast(use: Use, actual: ColumnType) -> str:
    name = use.column.name
    if use.column.type is Type.BOOLEAN and actual.kind in _NUMBERS:
        return f"read it from sql: with {name} <> 0 as {name}"
    if use.column.type is Type.NUMBER and actual.kind is Kind.TEXT:
        # A cast alone would fail for everybody because of one row.
        number = f"case when {name} ~ '^-?[0-9]+([.][0-9]+)?$' then {name}::numeric end"
        return f"read it from sql: with {number} as {name}"
    sql_type = {Type.NUMBER: "numeric", Type.TIME: "timestamptz"}.get(use.column.type)
    return f"read it from sql: with {name}::{sql_type or use.column.type} as {name}"


def _other_type(use: Use, actual: ColumnType) -> str:
    types = {
        Kind.WHOLE: Type.NUMBER,
        Kind.NUMBER: Type.NUMBER,
        Kind.BOOLEAN: Type.BOOLEAN,
        Kind.DATE: Type.DATE,
        Kind.TIME: Type.TIME,
        Kind.NAIVE_TIME: Type.TIME,
    }
    name = use.column.name
    if actual.kind in types and use.role is Role.SELECTED:
        return f"; write type: {types[actual.kind]}"
    if actual.kind in types and use.role is Role.VALUE:
        kind = types[actual.kind]
        return f"; write {use.path[-1]}: {{column: {name}, type: {kind}}}"
    return f"; read it from sql: with {name}::text as {name}"


def _time_advice(use: Use, actual: ColumnType) -> str:
    if use.column.format is not TimeFormat.NATIVE and actual.kind in _TIMES:
        return f"leave out format: {use.column.format}"
    if use.role is Role.SELECTED:
        return _cast(use, actual)
    write = f"write {use.path[-1]}: {{column: {use.column.name}, format:"
    if actual.kind is Kind.TEXT:
        return f"{write} {TimeFormat.ISO}}}"
    if actual.kind in _NUMBERS:
        return f"{write} {TimeFormat.EPOCH}}} for seconds, {TimeFormat.EPOCH_MS} for milliseconds"
    return _cast(use, actual)


def _as_the_customers_key(seen: Seen, owner: Seen, key: Use) -> Iterator[Diagnostic]:
    wanted = owner.shape[key.column.name]
    for use in seen.part.of(Role.CUSTOMER):
        actual = seen.shape[use.column.name]
        if _family(actual.kind) is not _family(wanted.kind):
            message = (
                f"{seen.part.label(use)} is {actual.name} but {owner.part.label(key)} is "
                f"{wanted.name}: the two cannot be compared; read one of them from sql: with a cast"
            )
            yield say(Code.COLUMN_TYPE, use.path, message)


def _as_the_rows_key(seen: Seen, owner: Seen | None) -> Iterator[Diagnostic]:
    """An event's lines are found by the row's key as the catalog declares it."""
    for use in seen.part.of(Role.ON):
        actual = seen.shape[use.column.name]
        if owner is None or not lacks(use.column, actual):
            continue
        key = next(owner.part.of(Role.EVENT_KEY))
        label = f"{seen.part.label(use)} is {actual.name}"
        if _family(owner.shape[key.column.name].kind) is _family(actual.kind):
            message = f"{label} but the event's key is declared as {_declared(key.column)}; "
            message += _declare(key, key.column.name, actual, owner.part)
            yield say(Code.COLUMN_TYPE, key.path, message)
        else:
            own = owner.shape[key.column.name].name
            message = f"{label} but {owner.part.label(key)} is {own}: the two cannot be compared"
            yield say(Code.COLUMN_TYPE, use.path, message)


def _family(kind: Kind) -> Kind:
    return Kind.WHOLE if kind in _NUMBERS else kind
