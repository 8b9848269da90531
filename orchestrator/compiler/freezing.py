"""Rows of the customer database as the state keeps them, whatever becomes of them later."""

from __future__ import annotations

from collections.abc import Mapping

from orchestrator import tables
from orchestrator.catalog import Event
from orchestrator.compiler.sources import Rows, to_state
from orchestrator.tables import Sql


def frozen_row(event: Event, rows: Rows, beside: Mapping[str, Sql] | None = None) -> Sql:
    """Everything that a flow may read of an event's row, and what stands beside it."""
    names = {**(beside or {}), **{name: rows[name] for name in event.property_types()}}
    names["key"] = to_state(rows["row:key"])
    names["time"] = rows["row:time"]
    names |= {f"record:{name}": to_state(rows[f"record:{name}"]) for name in event.records}
    return tables.frozen_object(names)
