"""The rows from which somebody may enter."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import FromClause, Select, null

from orchestrator import tables
from orchestrator.catalog import Type
from orchestrator.compiler.expressions import TriggerRow
from orchestrator.program import instant
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
    trigger: TriggerRow
    """`trigger.x` in `conditions`."""
    key: Sql
    id: Sql
    at: Sql
    order: Sql
    frozen: Sql
    due: Sql | None
    """When it should have entered: an outage makes messages late from then on. None: now."""
    moved: Sql
    """The row and when it moved: what is judged once."""


def keyed_by_now(query: Select[Any], customers: FromClause, person: Sql, key: Sql) -> Candidates:
    """Candidates that something else than an event's row brings, at the tick's instant."""
    frozen = {"time": instant()}
    return Candidates(
        query,
        customers,
        person,
        trigger=bound_trigger(frozen, {"time": Type.TIME}),
        key=key,
        id=key,
        at=instant(),
        order=key,
        frozen=tables.frozen_object(frozen),
        due=instant(),
        moved=key,
    )


def bound_trigger(
    values: Mapping[str, Sql],
    types: Mapping[str, Type],
    record_keys: Mapping[str, Sql] | None = None,
) -> TriggerRow:
    """A trigger whose values are at hand; what it does not have is missing."""
    keys = record_keys or {}
    return TriggerRow(
        value=lambda name, _: values.get(name, null()),
        types=types,
        record_key=lambda name: keys.get(name, null()),
    )
