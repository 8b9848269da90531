"""Values that no sample shows: one odd date among a million, where the database lets it in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import and_, func, select

from orchestrator.catalog import Type
from orchestrator.diagnostics import Code, Diagnostic, Path
from orchestrator.doctor.database import Kind
from orchestrator.doctor.looking import Seen
from orchestrator.doctor.parts import Part, Role, Use
from orchestrator.doctor.questions import Questions, rows_of
from orchestrator.doctor.say import count, say
from orchestrator.doctor.times import shown
from orchestrator.tables import Sql, as_date

_VALUES = (Role.VALUE, Role.SELECTED)


def all_values(
    every: Sequence[Seen], wrong: set[Path], questions: Questions
) -> Iterator[Diagnostic]:
    """Every row of what is declared as date or number, unless the sample said enough."""
    for seen in every:
        for use in seen.part.of(*_VALUES):
            is_loose = seen.shape[use.column.name].kind is Kind.LOOSE
            if is_loose and use.path not in wrong and use.column.type in _ODD:
                yield from _odd_ones(seen.part, use, questions)


def _odd_ones(part: Part, use: Use, questions: Questions) -> Iterator[Diagnostic]:
    is_odd, words = _ODD[use.column.type]
    value = rows_of(part, [use.column.name]).subquery("row").c[use.column.name]
    query = select(func.count(), func.min(value)).where(is_odd(value))
    label = part.label(use)
    for number, first in questions.ask(query, f"whether every {label} is a {use.column.type}"):
        if number:
            message = f"{label} holds {words} in {count(number, 'row')}, such as {shown(first)}"
            yield say(Code.COLUMN_TYPE, use.path, f"{message}; mend it in the database")


def _no_date(value: Sql) -> Sql:
    # As the engine reads it.
    return and_(value.is_not(None), as_date(value).is_(None))


def _no_number(value: Sql) -> Sql:
    return func.typeof(value).not_in(("integer", "real", "null"))


_ODD = {
    Type.DATE: (_no_date, "what is no day of any calendar"),
    Type.NUMBER: (_no_number, "text, declared as number,"),
}
