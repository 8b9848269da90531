"""A flow in sentences, then its program and SQL: those are what the runner runs, so they cannot lie."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import BindParameter, literal_column
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.sql import ClauseElement, visitors

from orchestrator.program import Operation, Program, Statement
from orchestrator.program.listing import statements_of
from orchestrator.words.text import wrapped

_MARGIN = " " * 5
DIALECTS = {"sqlite": sqlite.dialect, "postgresql": postgresql.dialect}


def explain(program: Program, dialect: str | None = None) -> str:
    """The operations of a tick in order; with a dialect each with its SQL."""
    lines = [f"{program.flow}: {program.title} (version {program.digest})", ""]
    for number, operation in enumerate(program.operations, start=1):
        lines.append(f"{number:3}. {operation.name}")
        lines += wrapped(operation.sentence, _MARGIN, _MARGIN)
        if dialect is not None:
            lines += _sql_of(operation, dialect)
    return "\n".join(lines) + "\n"


def _sql_of(operation: Operation, dialect: str) -> Iterator[str]:
    for statement in statements_of(operation):
        yield ""
        yield f"{_MARGIN}-- {statement.purpose}"
        yield from (f"{_MARGIN}{line}" for line in sql(statement, dialect).splitlines())
    yield ""


def sql(statement: Statement, dialect: str) -> str:
    """The statement in one dialect; what the runner binds stands as `:name`."""
    clause = statement.clause
    if not isinstance(clause, ClauseElement):
        message = f"a statement that is no SQL expression: {statement.purpose}"
        raise TypeError(message)
    named: ClauseElement = visitors.replacement_traverse(clause, {}, _as_name)  # type: ignore[assignment]
    compiled = named.compile(
        dialect=DIALECTS[dialect](paramstyle="named"), compile_kwargs={"literal_binds": True}
    )
    return "\n".join(line.rstrip() for line in str(compiled).splitlines()) + ";"


def _as_name(element: object, **_: object) -> object:
    if isinstance(element, BindParameter) and element.required:
        return literal_column(f":{element.key}")
    return None
