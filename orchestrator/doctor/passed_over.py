"""Days and times that the engine cannot read: missing for their row alone, so that they are counted."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, func, select

from orchestrator import tables
from orchestrator.catalog import Column, TimeFormat, Type
from orchestrator.diagnostics import Code, Diagnostic, Path
from orchestrator.doctor.advice import day_first, quoted, read_with
from orchestrator.doctor.database import Kind, RefusedError, Why
from orchestrator.doctor.looking import Seen
from orchestrator.doctor.parts import Part, Use
from orchestrator.doctor.questions import FEW, SAMPLE, Questions, rows_of
from orchestrator.doctor.say import count, say
from orchestrator.doctor.times import shown
from orchestrator.tables import Sql

_TEXTS = frozenset({Kind.LOOSE, Kind.TEXT})


@dataclass(frozen=True)
class _Counted:
    rows: Select[Any]
    """All of them, or a sample of a table that is too large."""
    given: int
    odd: int
    first: object
    is_sample: bool

    def words(self) -> str:
        rows = count(self.given, "sampled row" if self.is_sample else "row")
        return f"in {self.odd:,} of {rows}, such as {shown(self.first)}"


def passed_over(
    every: Sequence[Seen], wrong: set[Path], questions: Questions
) -> Iterator[Diagnostic]:
    """An error where most of a column cannot be read, else a warning that says in how many rows."""
    for seen in every:
        for use in seen.part.uses:
            is_text = seen.shape[use.column.name].kind in _TEXTS
            if is_text and use.path not in wrong and _is_read_row_by_row(use.column):
                counted = _count(seen.part, use, questions)
                if counted and counted.odd:
                    yield _told(seen.part, use, counted, questions)


def _is_read_row_by_row(column: Column) -> bool:
    is_iso = column.type is Type.TIME and column.format is TimeFormat.ISO
    return column.type is Type.DATE or is_iso


def _count(part: Part, use: Use, questions: Questions) -> _Counted | None:
    every = rows_of(part, [use.column.name])
    try:
        return _counted(every, use, questions, is_sample=False)
    except RefusedError as error:
        if error.why is Why.TOO_SLOW:
            try:
                return _counted(every.limit(SAMPLE), use, questions, is_sample=True)
            except RefusedError as again:
                error = again
        questions.note(f"whether every {part.label(use)} is a {use.column.type}", error)
    return None


def _counted(rows: Select[Any], use: Use, questions: Questions, *, is_sample: bool) -> _Counted:
    """Raises RefusedError."""
    # What the engine passes over is null.
    ((given, readable),) = questions.rows(select(*map(func.count, _values(rows, use))))
    odd = questions.rows(_odd(rows, use, 1)) if given > readable else [(None,)]
    return _Counted(rows, given, given - readable, odd[0][0], is_sample)


def _values(rows: Select[Any], use: Use) -> tuple[Sql, Sql]:
    """What the column gives and what the engine reads of it; empty text is a way to give nothing."""
    raw = rows.subquery("row").c[use.column.name]
    given = func.nullif(raw, "")
    if use.column.type is Type.DATE:
        return given, tables.as_date(raw)
    return given, tables.as_instant(raw, use.column.format)


def _odd(rows: Select[Any], use: Use, number: int) -> Select[Any]:
    """Some of the values that cannot be read, the least first."""
    given, read = _values(rows, use)
    return select(given).where(given.is_not(None), read.is_(None)).order_by(given).limit(number)


def _told(part: Part, use: Use, counted: _Counted, questions: Questions) -> Diagnostic:
    is_date = use.column.type is Type.DATE
    what = "is no day of any calendar" if is_date else "tells no time"
    message = f"{part.label(use)} holds what {what} {counted.words()}"
    if counted.odd * 2 <= counted.given:
        return say(Code.ODD_VALUES, use.path, f"{message}; there it counts as missing")
    form = "a date is the text YYYY-MM-DD" if is_date else "a time begins with YYYY-MM-DD"
    code = Code.COLUMN_TYPE if is_date else Code.TIME_FORMAT
    return say(code, use.path, f"{message}; {form}: {_advice(part, use, counted, questions)}")


def _advice(part: Part, use: Use, counted: _Counted, questions: Questions) -> str:
    found = questions.ask(_odd(counted.rows, use, FEW), f"the values of {part.label(use)}")
    examples = [str(row[0]) for row in found]
    form, other = day_first(use.column.name, examples)
    if counted.odd < counted.given:
        column = quoted(use.column.name)
        other = f"case when {column} like '____-__-__%' then {column} else {other} end"
    return f"where it says {form}, {read_with(use.column.name, other)}"
