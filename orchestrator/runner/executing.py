"""Running one statement of a program."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from orchestrator.program import Statement, values_in


def execute(
    connection: Connection, statement: Statement | None, given: Mapping[str, object]
) -> int:
    """Run one statement; how many rows it changed."""
    if statement is None:
        return 0
    # Without the option psycopg tells -1 of an INSERT.
    counting = {"preserve_rowcount": True}
    values = values_in(connection, statement, given)
    return connection.execute(statement.clause, values, execution_options=counting).rowcount
