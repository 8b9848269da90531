"""Which tables, columns and SQL of the catalog the database knows."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from orchestrator.catalog import Catalog, Query, SqlAttribute, Table
from orchestrator.compiler.sources import named_table
from orchestrator.diagnostics import Code, Diagnostic, Path
from orchestrator.doctor.database import GAVE_UP, RefusedError, Shape, Why
from orchestrator.doctor.parts import Part, Use, attribute_part, parts, sql_attributes
from orchestrator.doctor.questions import SAMPLE, Questions, rows_of
from orchestrator.doctor.say import say
from orchestrator.schema import nearest

_UNKNOWN = re.compile(r'(?:no such (?:table|column): |(?:relation|column) ")([\w.]+)')


@dataclass(frozen=True)
class Seen:
    """A part that the database knows, with the columns that exist, by their real names."""

    part: Part
    shape: Shape


@dataclass(frozen=True)
class Looked:
    seen: tuple[Seen, ...]
    diagnostics: tuple[Diagnostic, ...]


def look(catalog: Catalog, questions: Questions) -> Looked:
    """Everything that the catalog names, and what of it is missing or refused."""
    seen: list[Seen] = []
    found: list[Diagnostic] = []
    for part in parts(catalog):
        _look_at(part, questions, seen, found)
    for path, attribute in sql_attributes(catalog):
        if _has_two_columns(path, attribute, questions, found):
            _look_at(attribute_part(path, attribute, catalog.customers.key), questions, seen, found)
    return Looked(tuple(seen), tuple(found))


def _look_at(part: Part, questions: Questions, seen: list[Seen], found: list[Diagnostic]) -> None:
    try:
        shape = questions.shape(part.source)
    except RefusedError as error:
        found += _refused(part, error, questions)
        return
    found += _missing_columns(part, shape, questions)
    known = _known(part, shape, questions)
    refusal = _refused_where(known, shape, questions)
    found += refusal
    if not refusal:
        seen.append(Seen(known, shape))


def _has_two_columns(
    path: Path, attribute: SqlAttribute, questions: Questions, found: list[Diagnostic]
) -> bool:
    part = Part(str(path[-1]), (*path, "sql"), Query(attribute.sql), ())
    try:
        columns = tuple(questions.shape(part.source))
    except RefusedError as error:
        found += _refused(part, error, questions)
        return False
    if len(columns) == len(("customer", "value")):
        return True
    message = (
        "the SELECT must have two columns, the customer's key and the value; "
        f"it has {len(columns)}: {', '.join(columns)}"
    )
    found.append(say(Code.BAD_SQL, part.path, message))
    return False


def _refused(part: Part, error: RefusedError, questions: Questions) -> list[Diagnostic]:
    if error.why in GAVE_UP:
        questions.note(part.name, error)
        return []
    if isinstance(part.source, Query):
        tables = questions.tables() if error.why is Why.NO_TABLE else ()
        message = f"the database refuses this SELECT: {error}"
        return [say(Code.BAD_SQL, part.path, message, suggestion=_meant(error, tables))]
    name = part.source.name
    if error.why is Why.NO_ACCESS:
        quote = questions.dialect.identifier_preparer
        owned = quote.format_table(named_table(name, ()))
        message = (
            f'this login may not read "{name}"; its owner can run: GRANT SELECT ON {owned} TO …'
        )
        return [say(Code.NO_ACCESS, part.path, message)]
    tables = questions.tables()
    if error.why is Why.NO_TABLE and name not in tables:
        return [_missing_table(part, name, tables)]
    return [say(Code.BAD_SQL, part.path, f'the database cannot read "{name}": {error}')]


def _missing_table(part: Part, name: str, tables: Sequence[str]) -> Diagnostic:
    if not tables:
        message = f'the database has no table "{name}"; it has none at all: is it the right one?'
        return say(Code.MISSING_TABLE, part.path, message)
    message = f'the database has no table "{name}"'
    return say(
        Code.MISSING_TABLE,
        part.path,
        message,
        allowed=tuple(tables),
        suggestion=nearest(name, tables),
    )


def _missing_columns(part: Part, shape: Shape, questions: Questions) -> Iterator[Diagnostic]:
    owner = f'table "{part.source.name}"' if isinstance(part.source, Table) else "SELECT"
    for use in part.uses:
        name = use.column.name
        if questions.database.matching(shape, name) is None:
            yield say(
                Code.MISSING_COLUMN,
                use.path,
                f'the {owner} has no column "{name}"',
                allowed=tuple(shape),
                suggestion=nearest(name, shape),
            )


def _known(part: Part, shape: Shape, questions: Questions) -> Part:
    def real(use: Use) -> Use | None:
        name = questions.database.matching(shape, use.column.name)
        return name and replace(use, column=replace(use.column, name=name))  # type: ignore[return-value]

    return replace(part, uses=tuple(use for each in part.uses if (use := real(each))))


def _refused_where(part: Part, shape: Shape, questions: Questions) -> list[Diagnostic]:
    if part.where is None:
        return []
    try:
        questions.prepare(rows_of(part, [use.column.name for use in part.uses]))
    except RefusedError as error:
        if error.why in GAVE_UP:
            return []
        message = f"the database refuses this condition: {error}"
        return [say(Code.BAD_SQL, part.where_path, message, suggestion=_meant(error, shape))]
    return []


def failing_rows(every: Iterable[Seen], questions: Questions) -> Iterator[Diagnostic]:
    """SQL of the catalog that the database understands, and that fails on some row."""
    for seen in every:
        part = seen.part
        if part.where is None and isinstance(part.source, Table):
            continue
        path = part.path if part.where is None else part.where_path
        names = [use.column.name for use in part.uses]
        try:
            questions.rows(rows_of(part, names).limit(SAMPLE))
        except RefusedError as error:
            if error.why in GAVE_UP:
                questions.note(part.name, error)
            else:
                message = f"the database fails on some row of {part.name}: {error}"
                yield say(Code.BAD_SQL, path, message)


def _meant(error: RefusedError, names: Iterable[str]) -> str | None:
    """The real name nearest to the one that the database does not know."""
    unknown = _UNKNOWN.search(str(error))
    return nearest(unknown[1], names) if unknown else None
