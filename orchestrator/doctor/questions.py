"""Questions to the customer database: none writes, and none may take long."""

from __future__ import annotations

import math
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import (
    Connection,
    Dialect,
    Executable,
    FromClause,
    Row,
    Select,
    func,
    literal_column,
    select,
)
from sqlalchemy.exc import DBAPIError

from orchestrator.catalog import Query, Source, Table
from orchestrator.compiler.sources import from_clause, named_table, users_sql
from orchestrator.doctor.database import Database, RefusedError, Shape, Storage, Why
from orchestrator.doctor.explaining import Explain
from orchestrator.doctor.parts import Part
from orchestrator.tables import Sql

SAMPLE = 1000
FEW = 20


@dataclass
class Questions:
    connection: Connection
    database: Database
    now: datetime
    seconds: float
    unchecked: list[str] = field(default_factory=list)
    """What stayed open, in sentences."""
    ends_at: float = math.inf
    """When to ask no more, by the monotonic clock."""
    in_transaction: bool = False
    """Then a statement must not keep its locks until the end of it."""
    _tables: tuple[str, ...] = ()
    _storages: dict[str, Storage | None] = field(default_factory=dict)

    @property
    def dialect(self) -> Dialect:
        return self.connection.dialect

    def shape(self, source: Source) -> Shape:
        """The columns of a table or SELECT, all of them. Raises RefusedError."""
        with self._limited():
            result = self.connection.execute(_nothing_of(source), {"now": self.now})
            return self.database.shape(self.connection, result)

    def prepare(self, query: Select[Any]) -> None:
        """Have the database read a statement. Raises RefusedError."""
        with self._limited():
            self.connection.execute(query.limit(0), {"now": self.now})

    def ask(
        self, query: Select[Any], about: str, values: Mapping[str, object] | None = None
    ) -> Sequence[Row[Any]]:
        """The rows; none where the database would not tell, which is then noted."""
        try:
            return self.rows(query, values)
        except RefusedError as error:
            self.note(about, error)
            return ()

    def note(self, about: str, error: RefusedError) -> None:
        """Write down what stayed open."""
        slow = error.why is Why.TOO_SLOW
        reason = f"it took longer than {self.seconds:g} s" if slow else str(error)
        note = f"{about}: {reason}"
        if note not in self.unchecked:
            self.unchecked.append(note)

    def explain(self, clause: Executable, values: Mapping[str, object]) -> Sequence[Row[Any]]:
        """How the database would run a statement; it is not run. Raises RefusedError."""
        with self._limited():
            return self.connection.execute(Explain(clause), values).all()

    def rows(
        self, query: Executable, values: Mapping[str, object] | None = None
    ) -> Sequence[Row[Any]]:
        """The rows, with `now` and other values bound. Raises RefusedError."""
        with self._limited():
            return self.connection.execute(query, {"now": self.now, **(values or {})}).all()

    def tables(self) -> Sequence[str]:
        """Every table and view, by the name that the catalog would use."""
        if not self._tables:
            self._tables = tuple(self.database.tables(self.connection))
        return self._tables

    def storage(self, source: Source) -> Storage | None:
        """How the table is kept; a view or SELECT is not."""
        if isinstance(source, Query):
            return None
        name = source.name
        if name not in self._storages:
            self._storages[name] = self.database.storage(self.connection, name)
        return self._storages[name]

    def sample(
        self, part: Part, columns: Sequence[str], *, only_newest: bool = False
    ) -> Sequence[Row[Any]]:
        """Some rows of the part, from the beginning, the end and in between."""
        query = rows_of(part, columns)
        size = FEW if only_newest else SAMPLE
        if isinstance(part.source, Table):
            table = named_table(part.source.name, ())
            test = self.database.some_rows(table, only_newest=only_newest)
            if test is not None:
                try:
                    return self.rows(query.where(test).limit(size))
                except RefusedError:
                    pass  # a view, or a table without row numbers
        return self.ask(query.limit(size), f"the values of {part.name}")

    def ends(self, part: Part, column: str) -> Sequence[Any]:
        """The least and the greatest value of a column."""
        rows = rows_of(part, [column]).subquery("row")
        query = select(func.min(rows.c[column]), func.max(rows.c[column]))
        found = self.ask(query, f"the earliest and latest {part.name}")
        return tuple(found[0]) if found else ()

    @contextmanager
    def _limited(self) -> Iterator[None]:
        left = self.ends_at - time.monotonic()
        if left <= 0:
            raise RefusedError(Why.NO_TIME, "the time for all checks together was up")
        try:
            with self.database.limited(self.connection, min(self.seconds, left)), self._unlocked():
                yield
        except DBAPIError as error:
            raise self.database.refusal(error) from error

    @contextmanager
    def _unlocked(self) -> Iterator[None]:
        if not self.in_transaction:
            yield
            return
        savepoint = self.connection.begin_nested()
        try:
            yield
        finally:
            savepoint.rollback()


def rows_of(part: Part, columns: Sequence[str]) -> Select[Any]:
    """Those columns of every row that counts."""
    clause = clause_of(part, columns)
    return _that_count(select(*(clause.c[name] for name in dict.fromkeys(columns))), part)


def clause_of(part: Part, columns: Sequence[str]) -> FromClause:
    return from_clause(part.source, columns, "asked")


def _that_count(query: Select[Any], part: Part) -> Select[Any]:
    return query.where(users_sql(f"({part.where}\n)")) if part.where else query


def _nothing_of(source: Source) -> Select[Any]:
    everything: Sql = literal_column("*")
    return select(everything).select_from(from_clause(source, (), "asked")).limit(0)
