"""Calendar days, which SQLite keeps as text and PostgreSQL as dates."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Integer, String
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from orchestrator.tables.patterns import DAY
from orchestrator.tables.types import Day, Instant, Sql


class _AsDate(FunctionElement[Any]):
    name = "as_date"
    type = Day()
    inherit_cache = True


class _DayOf(FunctionElement[Any]):
    name = "day_of"
    type = Day()
    inherit_cache = True


class _StartOfDay(FunctionElement[Any]):
    name = "start_of_day"
    type = Instant()
    inherit_cache = True


class _DaysLater(FunctionElement[Any]):
    name = "days_later"
    type = Day()
    inherit_cache = True


class _MonthDay(FunctionElement[Any]):
    name = "month_day"
    type = String()
    inherit_cache = True


class _YearOf(FunctionElement[Any]):
    name = "year_of"
    type = Integer()
    inherit_cache = True


def as_date(column: Sql) -> Sql:
    """Read a column of the customer database as a day; what tells none is missing."""
    return _AsDate(column)


def day_of(moment: Sql) -> Sql:
    """The day, in UTC, of what is an instant already."""
    return _DayOf(moment)


def start_of_day(day: Sql) -> Sql:
    """The first instant of a day, UTC."""
    return _StartOfDay(day)


def days_later(day: Sql, days: Sql) -> Sql:
    """The day so many whole days later, reckoned by the database, row by row."""
    return _DaysLater(day, days)


def month_day(column: Sql) -> Sql:
    """`MM-DD` of a date column."""
    return _MonthDay(column)


def year_of(column: Sql) -> Sql:
    """The year of a date column, as a number."""
    return _YearOf(column)


def _inner(element: FunctionElement[Any], compiler: SQLCompiler, **kw: object) -> str:
    return compiler.process(element.clauses, **kw)


@compiles(_AsDate, "sqlite")
@compiles(_DayOf, "sqlite")
def _(element: _AsDate | _DayOf, compiler: SQLCompiler, **kw: object) -> str:
    # What is no date is missing, as 30 February is: no passage and no tick can end of it.
    text = f"substr({_inner(element, compiler, **kw)}, 1, 10)"
    # Only when it reckons does SQLite see that 30 February is 2 March.
    return f"CASE WHEN date({text}, '+0 days') = {text} AND {text} >= '1000' THEN {text} END"


@compiles(_AsDate)
def _(element: _AsDate, compiler: SQLCompiler, **kw: object) -> str:
    column = _inner(element, compiler, **kw)
    text = f"substr(CAST({column} AS VARCHAR), 1, 10)"
    # These are two texts but one date, and constants whatever the row: what the planner keeps of
    # the CASE is the column itself where it is a date (so that its index serves), else the rest.
    is_no_text = f"coalesce(CASE WHEN false THEN {column} END, '2000-01-01') = '2000-1-1'"
    return (
        f"CASE WHEN {is_no_text} THEN CAST({column} AS DATE) "
        f"WHEN {text} ~ '{DAY}' THEN CAST({text} AS DATE) END"
    )


@compiles(_DayOf)
def _(element: _DayOf, compiler: SQLCompiler, **kw: object) -> str:
    return f"CAST({_inner(element, compiler, **kw)} AS DATE)"


@compiles(_StartOfDay, "sqlite")
def _(element: _StartOfDay, compiler: SQLCompiler, **kw: object) -> str:
    return f"({_inner(element, compiler, **kw)} || ' 00:00:00')"


@compiles(_StartOfDay)
def _(element: _StartOfDay, compiler: SQLCompiler, **kw: object) -> str:
    # The session's zone is UTC.
    return f"CAST({_inner(element, compiler, **kw)} AS TIMESTAMP WITH TIME ZONE)"


@compiles(_DaysLater, "sqlite")
def _(element: _DaysLater, compiler: SQLCompiler, **kw: object) -> str:
    day, days = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"date({day}, CAST({days} AS INTEGER) || ' days')"


@compiles(_DaysLater)
def _(element: _DaysLater, compiler: SQLCompiler, **kw: object) -> str:
    day, days = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"({day} + CAST(trunc({days}) AS INTEGER))"


@compiles(_MonthDay, "sqlite")
def _(element: _MonthDay, compiler: SQLCompiler, **kw: object) -> str:
    return f"substr({_inner(element, compiler, **kw)}, 6, 5)"


@compiles(_MonthDay)
def _(element: _MonthDay, compiler: SQLCompiler, **kw: object) -> str:
    return f"to_char({_inner(element, compiler, **kw)}, 'MM-DD')"


@compiles(_YearOf, "sqlite")
def _(element: _YearOf, compiler: SQLCompiler, **kw: object) -> str:
    return f"CAST(substr({_inner(element, compiler, **kw)}, 1, 4) AS INTEGER)"


@compiles(_YearOf)
def _(element: _YearOf, compiler: SQLCompiler, **kw: object) -> str:
    return f"CAST(EXTRACT(YEAR FROM {_inner(element, compiler, **kw)}) AS INTEGER)"
