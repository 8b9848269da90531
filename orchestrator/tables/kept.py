"""What is kept as text, read in the type that the catalog gives it today.

A fact may have been written when the catalog said another type; one that cannot be read is missing,
instead of an error for everybody.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import BigInteger, Double, String, cast
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from orchestrator.catalog import TimeFormat, Type
from orchestrator.tables.days import as_date
from orchestrator.tables.moments import as_instant
from orchestrator.tables.patterns import NUMBER, UUID, WHOLE
from orchestrator.tables.types import AsItIs, Sql


class _AsNumber(FunctionElement[Any]):
    name = "as_number"
    type = Double()
    inherit_cache = True


class _AsWhole(FunctionElement[Any]):
    name = "as_whole"
    type = BigInteger()
    inherit_cache = True


class _AsUuid(FunctionElement[Any]):
    name = "as_uuid"
    type = String()
    inherit_cache = True


class _CertainUuid(FunctionElement[Any]):
    name = "certain_uuid"
    type = String()
    inherit_cache = True


class _AsItIs(FunctionElement[Any]):
    name = "as_it_is"
    type = AsItIs()
    inherit_cache = True


def as_it_is(value: Sql) -> Sql:
    """A value to be read, bound again, and compared with its like."""
    return _AsItIs(value)


def keep(value: Sql) -> Sql:
    """A value as a fact keeps it."""
    return cast(value, String)


def read_kept(kept: Sql, kind: Type) -> Sql:
    match kind:
        case Type.NUMBER:
            return _AsNumber(kept)
        case Type.TIME:
            return as_instant(kept, TimeFormat.ISO)
        case Type.DATE:
            return as_date(kept)
        case Type.TEXT | Type.BOOLEAN | Type.TAGS:
            return kept


def as_whole(kept: Sql) -> Sql:
    """The whole number that a key was which is kept as text; what is none belongs to no row."""
    return _AsWhole(kept)


def as_uuid(kept: Sql) -> Sql:
    """The uuid that a key was which is kept as text; what is none belongs to no row."""
    return _AsUuid(kept)


def certain_uuid(kept: Sql) -> Sql:
    """The same of what is one for certain."""
    return _CertainUuid(kept)


@compiles(_AsNumber, "sqlite")
def _(element: _AsNumber, compiler: SQLCompiler, **kw: object) -> str:
    text = compiler.process(element.clauses, **kw)
    return f"read_number({text})"


@compiles(_AsNumber)
def _(element: _AsNumber, compiler: SQLCompiler, **kw: object) -> str:
    text = compiler.process(element.clauses, **kw)
    return f"CASE WHEN {text} ~ '{NUMBER}' THEN CAST({text} AS DOUBLE PRECISION) END"


@compiles(_AsWhole, "sqlite")
def _(element: _AsWhole, compiler: SQLCompiler, **kw: object) -> str:
    text = compiler.process(element.clauses, **kw)
    # A cast alone would take any other text for 0. Keys that are stored as 12.0 are whole too.
    is_whole = f"{text} GLOB '*[0-9]' AND {text} NOT GLOB '?*[^.0-9]*' AND {text} GLOB '[-0-9]*'"
    return f"CASE WHEN {is_whole} THEN CAST({text} AS INTEGER) END"


@compiles(_AsWhole)
def _(element: _AsWhole, compiler: SQLCompiler, **kw: object) -> str:
    text = compiler.process(element.clauses, **kw)
    return f"CASE WHEN {text} ~ '{WHOLE}' THEN CAST({text} AS BIGINT) END"


@compiles(_AsItIs, "sqlite")
@compiles(_AsUuid, "sqlite")
@compiles(_CertainUuid, "sqlite")
def _(element: _AsItIs | _AsUuid | _CertainUuid, compiler: SQLCompiler, **kw: object) -> str:
    return compiler.process(element.clauses, **kw)


@compiles(_AsUuid)
def _(element: _AsUuid, compiler: SQLCompiler, **kw: object) -> str:
    text = compiler.process(element.clauses, **kw)
    return f"CASE WHEN {text} ~ '{UUID}' THEN CAST({text} AS UUID) END"


@compiles(_CertainUuid)
def _(element: _CertainUuid, compiler: SQLCompiler, **kw: object) -> str:
    return f"CAST({compiler.process(element.clauses, **kw)} AS UUID)"


@compiles(_AsItIs)
def _(element: _AsItIs, compiler: SQLCompiler, **kw: object) -> str:
    # Python knows neither a `real` nor a time after the year 9999. Text is of whichever type it is
    # compared with, and loses nothing.
    return f"CAST({compiler.process(element.clauses, **kw)} AS TEXT)"
