"""Values that the database itself must turn into another type, which fails for odd ones."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from sqlalchemy import FromClause, Select, String, case, cast, func, literal, null, select

from orchestrator import tables
from orchestrator.catalog import Column, TimeFormat, Type
from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.doctor.database import Kind, RefusedError, Why
from orchestrator.doctor.looking import Seen
from orchestrator.doctor.questions import SAMPLE, Questions, rows_of
from orchestrator.doctor.say import say
from orchestrator.tables import Sql

YES_AND_NO = ("true", "t", "1", "yes", "on", "false", "f", "0", "no", "off", "")


def strict_values(every: Sequence[Seen], questions: Questions) -> Iterator[Diagnostic]:
    for seen in every:
        for use in seen.part.uses:
            column = use.column
            if seen.shape[column.name].kind is not Kind.TEXT:
                continue
            if _all_turn(rows_of(seen.part, [column.name]), column, questions):
                continue
            label = seen.part.label(use)
            message = f"{label} holds text that cannot be read as a {column.type}"
            code = Code.TIME_FORMAT if column.type is Type.TIME else Code.COLUMN_TYPE
            yield say(code, use.path, f"{message}; make it one in sql:")


def _all_turn(rows: Select[Any], column: Column, questions: Questions) -> bool:
    """Whether every value can be turned; of a table that is too large, those of a sample."""
    for asked in (rows, rows.limit(SAMPLE)):
        some = asked.subquery("some")
        value = _turned(some, column)
        if value is None:
            return True
        # Where the engine passes over odd values, they are null.
        counts = select(func.count(some.c[column.name]), func.count(value))
        try:
            ((given, turned),) = questions.rows(counts)
        except RefusedError as error:
            if error.why is Why.OTHER:
                return False
        else:
            return bool(given == turned)
    return True


def _turned(some: FromClause, column: Column) -> Sql | None:
    """The value as the engine reads it; None where text stays text."""
    raw = some.c[column.name]
    match column.type:
        case Type.DATE:
            return tables.as_date(raw)
        case Type.BOOLEAN:
            # The engine takes any other word for a no; whoever wrote it may have meant yes.
            is_word = func.lower(cast(raw, String)).in_(YES_AND_NO)
            return case((is_word, literal(1)), else_=null())
        case Type.TIME if column.format is TimeFormat.ISO:
            return tables.as_instant(raw, column.format)
        case _:
            return None
