"""Questions to the database: the engine's own expressions, for one customer at one instant."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, Select, String, cast, literal

from orchestrator.catalog import Type
from orchestrator.compiler.sources import Sources
from orchestrator.model import Project
from orchestrator.program import Statement, values_in
from orchestrator.tables import Sql, as_uuid
from orchestrator.timeline.times import Times


@dataclass(frozen=True)
class Asker:
    """Reads alone; `now` is the instant as of which is asked."""

    connection: Connection
    project: Project
    now: datetime

    @property
    def times(self) -> Times:
        return Times(self.project.defaults.timezone)

    def at(self, now: datetime) -> Asker:
        return replace(self, now=now)

    def rows(
        self, query: Select[Any], given: Mapping[str, object] | None = None
    ) -> Sequence[Row[Any]]:
        values = {"now": self.now, **(given or {})}
        statement = Statement.of("Asked for one customer.", query)
        return self.connection.execute(query, values_in(self.connection, statement, values)).all()

    def one(self, query: Select[Any], given: Mapping[str, object] | None = None) -> Any:  # noqa: ANN401 - whatever the column holds
        """The first column of the first row; None where there is none."""
        found = self.rows(query.limit(1), given)
        return found[0][0] if found else None

    def is_person(self, key: Sql, person: str) -> Sql:
        """Whether a key of the customer database is that person's; its index serves where it is of a declared type."""
        sources = Sources(self.project.catalog)
        if sources.catalog.customers.key.type is Type.NUMBER:
            return key == sources.from_state(literal(person))
        if sources.catalog.customers.key.is_uuid:
            return key == as_uuid(literal(person, String()))
        # PostgreSQL compares a uuid with no text.
        return cast(key, String) == literal(person)
