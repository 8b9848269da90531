"""The rows from which somebody may enter."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from sqlalchemy import (
    FromClause,
    Select,
)

from orchestrator import tables
from orchestrator.compiler.sources import Rows
from orchestrator.program import (
    instant,
)
from orchestrator.tables import Sql

LOW = "low"
"""The name of the bound instant where the window begins, itself not in it."""


@dataclass(frozen=True)
class Candidates:
    """The rows from which somebody may enter."""

    query: Select[Any]
    """Selects nothing yet: FROM and WHERE stand."""
    customers: FromClause
    person: Sql
    key: Sql
    id: Sql
    at: Sql
    order: Sql
    frozen: Sql
    due: Sql
    """When it should have entered: an outage makes messages late from then on."""
    moved: Sql
    """The row and when it moved: what is judged once."""
    rows: Rows | None = None


def keyed_by_now(query: Select[Any], customers: FromClause, person: Sql, key: Sql) -> Candidates:
    nothing = tables.frozen_object({"time": instant()})
    return Candidates(query, customers, person, key, key, instant(), key, nothing, instant(), key)
