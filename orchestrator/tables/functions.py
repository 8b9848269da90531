"""The few expressions that SQLite and PostgreSQL write differently.

Each is a SQLAlchemy construct, so a program holds one expression and the dialect renders it.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import timedelta
from typing import Any

from sqlalchemy import Boolean, Double, String, cast, literal, literal_column
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from orchestrator.catalog import Type
from orchestrator.tables.types import AnyType, Day, Instant, Sql

_SQLITE_INSTANT = "rtrim(rtrim(strftime('%Y-%m-%d %H:%M:%f', {0}), '0'), '.')"


class _Later(FunctionElement[Any]):
    name = "later"
    type = Instant()
    inherit_cache = True


class _Truthy(FunctionElement[Any]):
    name = "truthy"
    type = Boolean()
    inherit_cache = True


class _Contains(FunctionElement[Any]):
    name = "contains"
    type = Boolean()
    inherit_cache = True


class _LowerCase(FunctionElement[Any]):
    name = "lower_case"
    type = String()
    inherit_cache = True


class _Draw(FunctionElement[Any]):
    name = "draw"
    type = Double()
    inherit_cache = True


class _FrozenObject(FunctionElement[Any]):
    name = "frozen_object"
    inherit_cache = True


class _Frozen(FunctionElement[Any]):
    name = "frozen"
    inherit_cache = True


def later(moment: Sql, by: timedelta, days: Sql | None = None) -> Sql:
    """The instant that much (and so many days) later, reckoned by the database, row by row."""
    seconds: Sql = literal_column(str(by.total_seconds()))
    if days is not None:
        seconds = seconds + days * literal_column("86400.0")
    return _Later(moment, seconds)


def truthy(column: Sql) -> Sql:
    """True where a consent or boolean column says yes: true, 1, or such a word on SQLite."""
    return _Truthy(column)


def contains(column: Sql, part: Sql) -> Sql:
    """Whether the text holds the part, upper and lower case told apart on both databases."""
    return _Contains(column, part)


def lower_case(text: Sql) -> Sql:
    """In small letters; SQLite's own `lower` knows those of English alone."""
    return _LowerCase(text)


def draw(salt: str, customer: Sql) -> Sql:
    """A number in [0, 1) from MD5 of salt and customer: the same in every tick and database."""
    return _Draw(literal(salt + ":").op("||")(customer))


def frozen_object(values: Mapping[str, Sql]) -> Sql:
    """A JSON object of the values, as the `trigger` column keeps it."""
    parts: list[Sql] = []
    for name, value in values.items():
        parts += [literal_column(_quoted(name)), value]
    return _FrozenObject(*parts)


def frozen(document: Sql, name: str, kind: Type) -> Sql:
    """The value of that name in a frozen object, in its type."""
    value = _Frozen(document, literal_column(_quoted(name)))
    target = _TYPES[kind]
    return value if target is None else cast(value, target)


_TYPES: Mapping[Type, AnyType | None] = {
    Type.TEXT: None,
    Type.NUMBER: Double(),
    Type.BOOLEAN: None,
    Type.DATE: Day(),
    Type.TIME: Instant(),
    Type.TAGS: None,
}


def _quoted(name: str) -> str:
    return "'" + name.replace("'", "''") + "'"


def _inner(element: FunctionElement[Any], compiler: SQLCompiler, **kw: object) -> str:
    return compiler.process(element.clauses, **kw)


@compiles(_Later, "sqlite")
def _(element: _Later, compiler: SQLCompiler, **kw: object) -> str:
    moment, seconds = (compiler.process(clause, **kw) for clause in element.clauses)
    return _SQLITE_INSTANT.format(f"{moment}, ({seconds}) || ' seconds'")


@compiles(_Later)
def _(element: _Later, compiler: SQLCompiler, **kw: object) -> str:
    moment, seconds = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"({moment} + ({seconds}) * INTERVAL '1 second')"


@compiles(_Truthy, "sqlite")
def _(element: _Truthy, compiler: SQLCompiler, **kw: object) -> str:
    yes = "(1, '1', 'true', 'TRUE', 't', 'yes', 'on')"
    return f"({_inner(element, compiler, **kw)} IN {yes})"


@compiles(_Truthy)
def _(element: _Truthy, compiler: SQLCompiler, **kw: object) -> str:
    # Through text, so that one odd value is a no instead of an error for everybody.
    text = f"lower(CAST({_inner(element, compiler, **kw)} AS VARCHAR))"
    return f"({text} IN ('true', 't', '1', 'yes', 'on'))"


@compiles(_Contains, "sqlite")
def _(element: _Contains, compiler: SQLCompiler, **kw: object) -> str:
    return f"(instr({_inner(element, compiler, **kw)}) > 0)"


@compiles(_Contains)
def _(element: _Contains, compiler: SQLCompiler, **kw: object) -> str:
    return f"(strpos({_inner(element, compiler, **kw)}) > 0)"


@compiles(_LowerCase, "sqlite")
def _(element: _LowerCase, compiler: SQLCompiler, **kw: object) -> str:
    return f"lower_case({_inner(element, compiler, **kw)})"


@compiles(_LowerCase)
def _(element: _LowerCase, compiler: SQLCompiler, **kw: object) -> str:
    return f"lower({_inner(element, compiler, **kw)})"


@compiles(_Draw, "sqlite")
def _(element: _Draw, compiler: SQLCompiler, **kw: object) -> str:
    return f"draw({_inner(element, compiler, **kw)})"


@compiles(_Draw)
def _(element: _Draw, compiler: SQLCompiler, **kw: object) -> str:
    digest = f"substr(md5({_inner(element, compiler, **kw)}), 1, 8)"
    return f"((('x' || {digest})::bit(32)::bigint & 4294967295) / 4294967296.0)"


@compiles(_FrozenObject, "sqlite")
def _(element: _FrozenObject, compiler: SQLCompiler, **kw: object) -> str:
    return f"json_object({_inner(element, compiler, **kw)})"


@compiles(_FrozenObject)
def _(element: _FrozenObject, compiler: SQLCompiler, **kw: object) -> str:
    return f"jsonb_build_object({_inner(element, compiler, **kw)})"


@compiles(_Frozen, "sqlite")
def _(element: _Frozen, compiler: SQLCompiler, **kw: object) -> str:
    document, name = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"""json_extract({document}, '$."' || {name} || '"')"""


@compiles(_Frozen)
def _(element: _Frozen, compiler: SQLCompiler, **kw: object) -> str:
    document, name = (compiler.process(clause, **kw) for clause in element.clauses)
    return f"({document} ->> {name})"
