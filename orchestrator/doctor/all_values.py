"""Values that no sample shows: one text among a million numbers, where the database lets it in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import func, select

from orchestrator.catalog import Type
from orchestrator.diagnostics import Code, Diagnostic, Path
from orchestrator.doctor.advice import quoted, read_with
from orchestrator.doctor.database import Kind
from orchestrator.doctor.looking import Seen
from orchestrator.doctor.parts import Part, Role, Use
from orchestrator.doctor.questions import Questions, rows_of
from orchestrator.doctor.say import count, say
from orchestrator.doctor.times import shown

_VALUES = (Role.VALUE, Role.SELECTED)


def all_values(
    every: Sequence[Seen], wrong: set[Path], questions: Questions
) -> Iterator[Diagnostic]:
    """Every row of what is declared as number, unless the sample said enough."""
    for seen in every:
        for use in seen.part.of(*_VALUES):
            is_loose = seen.shape[use.column.name].kind is Kind.LOOSE
            if is_loose and use.path not in wrong and use.column.type is Type.NUMBER:
                yield from _texts(seen.part, use, questions)


def _texts(part: Part, use: Use, questions: Questions) -> Iterator[Diagnostic]:
    value = rows_of(part, [use.column.name]).subquery("row").c[use.column.name]
    is_text = func.typeof(value).not_in(("integer", "real", "null"))
    query = select(func.count(), func.min(value)).where(is_text)
    label = part.label(use)
    column = quoted(use.column.name)
    advice = read_with(use.column.name, f"case when typeof({column}) <> 'text' then {column} end")
    for number, first in questions.ask(query, f"whether every {label} is a number"):
        if number:
            message = (
                f"{label} holds text, declared as number, in {count(number, 'row')}, "
                f"such as {shown(first)}; mend it in the database, or {advice}"
            )
            yield say(Code.COLUMN_TYPE, use.path, message)
