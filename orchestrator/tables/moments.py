"""Columns of the customer database that tell an instant, in whatever form the catalog says.

What tells none is missing for that row alone: a cast that fails would fail for everybody.
"""

from __future__ import annotations

from typing import Any, assert_never

from sqlalchemy import literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from orchestrator.catalog import TimeFormat
from orchestrator.tables.patterns import ISO_INSTANT, TOO_LATE, USUAL_INSTANT
from orchestrator.tables.types import Instant, Sql

# The years 1 to 9999.
_FIRST_SECOND, _LAST_SECOND = -62135596800, 253402300799
# What programs write most often, by its length: SQLite reads these by itself, three times as fast as
# Python does. What it writes as it stood is a real instant.
_TO_THE_SECOND = "replace(substr({0}, 1, 19), 'T', ' ')"
_TO_THE_MILLISECOND = "rtrim(rtrim(replace(substr({0}, 1, 23), 'T', ' '), '0'), '.')"
_WRITTEN_OFTEN = (
    (20, "%Y-%m-%dT%H:%M:%SZ", _TO_THE_SECOND),
    (24, "%Y-%m-%dT%H:%M:%fZ", _TO_THE_MILLISECOND),
    (25, "%Y-%m-%dT%H:%M:%S+00:00", _TO_THE_SECOND),
)


class _IsoInstant(FunctionElement[Any]):
    name = "iso_instant"
    type = Instant()
    inherit_cache = True


class _EpochInstant(FunctionElement[Any]):
    name = "epoch_instant"
    type = Instant()
    inherit_cache = True


def as_instant(column: Sql, time_format: TimeFormat) -> Sql:
    """Read a column of the customer database as an instant."""
    match time_format:
        case TimeFormat.NATIVE:
            return column
        case TimeFormat.ISO:
            return _IsoInstant(column)
        case TimeFormat.EPOCH:
            return _EpochInstant(column)
        case TimeFormat.EPOCH_MS:
            return _EpochInstant(column / literal_column("1000.0"))
        case _:
            assert_never(time_format)


def _inner(element: FunctionElement[Any], compiler: SQLCompiler, **kw: object) -> str:
    return compiler.process(element.clauses, **kw)


@compiles(_IsoInstant, "sqlite")
def _(element: _IsoInstant, compiler: SQLCompiler, **kw: object) -> str:
    text = _inner(element, compiler, **kw)
    cases = [
        # Only when it reckons does SQLite see that 30 February is 2 March.
        f"WHEN length({text}) = {length} AND {text} >= '1000' "
        f"AND strftime('{form}', {text}, '+0 days') = {text} THEN {value.format(text)}"
        for length, form, value in _WRITTEN_OFTEN
    ]
    return f"CASE {' '.join(cases)} ELSE iso_instant({text}) END"


@compiles(_IsoInstant)
def _(element: _IsoInstant, compiler: SQLCompiler, **kw: object) -> str:
    text = f"CAST({_inner(element, compiler, **kw)} AS VARCHAR)"
    # PostgreSQL would round to the microsecond, and the last instant of 9999 out of all years.
    cut = f"regexp_replace({text}, '([.][0-9]{{6}})[0-9]+', '\\1')"
    return (
        f"CASE WHEN {text} ~ '{USUAL_INSTANT}' THEN CAST({text} AS TIMESTAMP WITH TIME ZONE) "
        f"WHEN {text} ~ '{ISO_INSTANT}' AND {text} !~ '{TOO_LATE}' "
        f"THEN CAST({cut} AS TIMESTAMP WITH TIME ZONE) END"
    )


@compiles(_EpochInstant, "sqlite")
def _(element: _EpochInstant, compiler: SQLCompiler, **kw: object) -> str:
    seconds = _inner(element, compiler, **kw)
    return f"rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', {seconds}, 'unixepoch'), '0'), '.')"


@compiles(_EpochInstant)
def _(element: _EpochInstant, compiler: SQLCompiler, **kw: object) -> str:
    seconds = _inner(element, compiler, **kw)
    # Milliseconds among seconds can be out of range.
    is_one = f"{seconds} BETWEEN {_FIRST_SECOND} AND {_LAST_SECOND}"
    return f"CASE WHEN {is_one} THEN to_timestamp({seconds}) END"
