"""Facts as they are kept: text, read in the type that the catalog gives them today.

A fact may have been written when the catalog said another type; one that cannot be read is missing,
instead of an error for everybody.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Double, String, cast
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.compiler import SQLCompiler
from sqlalchemy.sql.functions import FunctionElement

from orchestrator.catalog import TimeFormat, Type
from orchestrator.tables.days import as_date
from orchestrator.tables.functions import as_instant
from orchestrator.tables.types import Sql

_NUMBER = r"^-?\d+(\.\d+)?([eE][+-]?\d+)?$"


class _AsNumber(FunctionElement[Any]):
    name = "as_number"
    type = Double()
    inherit_cache = True


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
            return as_date(as_instant(kept, TimeFormat.ISO))
        case Type.TEXT | Type.BOOLEAN | Type.TAGS:
            return kept


@compiles(_AsNumber, "sqlite")
def _(element: _AsNumber, compiler: SQLCompiler, **kw: object) -> str:
    text = compiler.process(element.clauses, **kw)
    is_number = f"json_valid({text}) AND json_type({text}) IN ('integer', 'real')"
    return f"CASE WHEN {is_number} THEN CAST({text} AS REAL) END"


@compiles(_AsNumber)
def _(element: _AsNumber, compiler: SQLCompiler, **kw: object) -> str:
    text = compiler.process(element.clauses, **kw)
    return f"CASE WHEN {text} ~ '{_NUMBER}' THEN CAST({text} AS DOUBLE PRECISION) END"
