"""What type a reference has, given the catalog and what triggers the flow."""

from __future__ import annotations

from dataclasses import dataclass

from orchestrator.catalog import Catalog, Event, Type
from orchestrator.conditions import Ref, Scope


@dataclass(frozen=True)
class Names:
    """`event` is the event whose row a bare name or, for `trigger.`, the trigger reads."""

    catalog: Catalog | None
    trigger: Event | None = None
    event: Event | None = None

    @classmethod
    def of(cls, catalog: Catalog | None, trigger: str | None = None) -> Names:
        return cls(catalog, catalog.events.get(trigger) if catalog and trigger else None)

    def inside(self, event: str) -> Names:
        """The names that hold within a `where` of that event."""
        found = self.catalog.events.get(event) if self.catalog else None
        return Names(self.catalog, self.trigger, found)

    def type_of(self, ref: Ref) -> Type | None:
        """None where the name is unknown; that is for a rule to say."""
        if self.catalog is None:
            return None
        if ref.scope is Scope.CUSTOMER:
            attribute = self.catalog.customers.attributes.get(ref.name)
            return attribute.type if attribute else None
        event = self.trigger if ref.scope is Scope.TRIGGER else self.event
        if event is None:
            return None
        if ref.record is not None:
            return self._record_type(event, ref.record, ref.name)
        return event.property_types().get(ref.name)

    def _record_type(self, event: Event, record: str, attribute: str) -> Type | None:
        known = self.catalog.records.get(record) if self.catalog else None
        if known is None or record not in event.records or attribute not in known.attributes:
            return None
        return known.attributes[attribute].type
