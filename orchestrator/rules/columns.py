"""The column behind a name, for messages that say where its type can be mended."""

from __future__ import annotations

from collections.abc import Mapping

from orchestrator.catalog import Column, ColumnAttribute
from orchestrator.conditions import FACTS, Ref, Scope
from orchestrator.parse import Names


def column_of(names: Names, ref: Ref) -> str | None:
    """None where no column of the customer database is read as it stands."""
    if names.catalog is None:
        return None
    if ref.scope is Scope.CUSTOMER and ref.record != FACTS:
        attribute = names.catalog.customers.attributes.get(ref.name)
        return attribute.column.name if isinstance(attribute, ColumnAttribute) else None
    column = _columns(names, ref).get(ref.name)
    return column.name if column else None


def _columns(names: Names, ref: Ref) -> Mapping[str, Column]:
    if names.catalog and ref.scope in (Scope.TRIGGER, Scope.RECORD) and ref.record:
        record = names.catalog.records.get(ref.record)
        return record.attributes if record else {}
    if ref.scope is Scope.LINE:
        return names.lines.properties if names.lines else {}
    events = {
        Scope.TRIGGER: names.trigger,
        Scope.EVENT: names.event,
        Scope.AWAITED: names.awaited_event(ref.record or ""),
    }
    event = events.get(ref.scope)
    return event.properties if event else {}
