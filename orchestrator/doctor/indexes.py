"""Columns by which a tick looks rows up, and the index that each wants."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from sqlalchemy import Connection
from sqlalchemy.sql.expression import TableClause

from orchestrator.catalog import Table, TimeFormat
from orchestrator.compiler.sources import named_table
from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.doctor.database import Storage
from orchestrator.doctor.looking import Seen
from orchestrator.doctor.parts import Part, Role, Use
from orchestrator.doctor.questions import Questions
from orchestrator.doctor.say import say

_LOOKED_UP = (Role.CUSTOMER_KEY, Role.CUSTOMER, Role.TIME, Role.ON, Role.RECORD_KEY)


def missing_indexes(every: Sequence[Seen], questions: Questions) -> Iterator[Diagnostic]:
    """One warning a column; views and SELECTs cannot have an index."""
    told: set[str] = set()
    for seen in every:
        part = seen.part
        storage = questions.storage(part.source)
        if storage is None or not isinstance(part.source, Table):
            continue
        for use in part.of(*_LOOKED_UP):
            label = part.label(use)
            if label not in told and not _is_served(part, use, storage):
                told.add(label)
                message = f"{label} has no index, and every tick looks rows up by it"
                table = named_table(part.source.name, ())
                rest = _statement(table, _columns(part, use), questions.connection)
                run = f"{storage.create_index} {rest}"
                yield say(Code.NO_INDEX, use.path, f"{message}; run: {run}")


def _is_served(part: Part, use: Use, storage: Storage) -> bool:
    if use.role is Role.TIME and use.column.format is not TimeFormat.NATIVE:
        return True  # it is compared after a conversion, which an index of the column can't help
    return any(
        index.columns[:1] == (use.column.name,) and (part.where or not index.is_partial)
        for index in storage.indexes
    )


def _columns(part: Part, use: Use) -> list[str]:
    """Whose rows are asked for together with when they happened."""
    names = [use.column.name]
    if use.role is Role.CUSTOMER:
        names += [
            time.column.name
            for time in part.of(Role.TIME)
            if time.column.format is TimeFormat.NATIVE
        ]
    return list(dict.fromkeys(names))


def _statement(table: TableClause, columns: Sequence[str], connection: Connection) -> str:
    """Name, table and columns, quoted where they must be."""
    quote = connection.dialect.identifier_preparer
    name = re.sub(r"\W+", "_", "_".join([table.name, *columns])).lower()
    listed = ", ".join(quote.quote(each) for each in columns)
    return f"{quote.quote(f'{name}_idx')} ON {quote.format_table(table)} ({listed})"
