"""Reckoning with instants to the microsecond, the same in both databases."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from sqlalchemy import literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from orchestrator.tables.types import Instant, Sql


class _SecondsLater(FunctionElement[Any]):
    name = "seconds_later"
    type = Instant()
    inherit_cache = True


class _EarlierOf(FunctionElement[Any]):
    name = "earlier_of"
    type = Instant()
    inherit_cache = True


class _LaterOf(FunctionElement[Any]):
    name = "later_of"
    type = Instant()
    inherit_cache = True


def seconds_later(moment: Sql, by: timedelta) -> Sql:
    """One of our own instants and so many whole seconds, with not a microsecond lost."""
    return _SecondsLater(moment, literal_column(str(int(by.total_seconds()))))


def earlier_of(first: Sql, *others: Sql) -> Sql:
    return _EarlierOf(first, *others) if others else first


def later_of(first: Sql, *others: Sql) -> Sql:
    return _LaterOf(first, *others) if others else first


def _called(name: str, element: FunctionElement[Any], compiler: SQLCompiler, **kw: object) -> str:
    return f"{name}({compiler.process(element.clauses, **kw)})"


@compiles(_SecondsLater, "sqlite")
def _(element: _SecondsLater, compiler: SQLCompiler, **kw: object) -> str:
    moment, seconds = (compiler.process(clause, **kw) for clause in element.clauses)
    # The fraction is put aside: SQLite would round it to thousandths, and up to the next second.
    whole = f"strftime('%Y-%m-%d %H:%M:%S', substr({moment}, 1, 19), '{seconds} seconds')"
    return f"({whole} || substr({moment}, 20))"


@compiles(_SecondsLater)
def _(element: _SecondsLater, compiler: SQLCompiler, **kw: object) -> str:
    moment, seconds = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"({moment} + {seconds} * INTERVAL '1 second')"


@compiles(_EarlierOf, "sqlite")
def _(element: _EarlierOf, compiler: SQLCompiler, **kw: object) -> str:
    return _called("min", element, compiler, **kw)


@compiles(_EarlierOf)
def _(element: _EarlierOf, compiler: SQLCompiler, **kw: object) -> str:
    return _called("least", element, compiler, **kw)


@compiles(_LaterOf, "sqlite")
def _(element: _LaterOf, compiler: SQLCompiler, **kw: object) -> str:
    return _called("max", element, compiler, **kw)


@compiles(_LaterOf)
def _(element: _LaterOf, compiler: SQLCompiler, **kw: object) -> str:
    return _called("greatest", element, compiler, **kw)
