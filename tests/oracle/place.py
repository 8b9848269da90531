"""Where a condition stands, and the values that can be named there."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from orchestrator.catalog import Type
from orchestrator.conditions import FACTS, TAGS, Ref, Scope, SinceKind
from orchestrator.model import Project
from tests.oracle.books import Row, Value
from tests.oracle.reading import Happened, Reader
from tests.oracle.state import Passage, State, Trigger


@dataclass(frozen=True)
class Place:
    project: Project
    reader: Reader
    state: State
    now: datetime
    customer: int
    default_since: SinceKind = SinceKind.EVER
    trigger: Trigger | None = None
    passage: Passage | None = None
    """None: the condition is judged before anybody enters."""
    row: Happened | None = None
    line: Row | None = None
    until: datetime | None = None
    """Rows after it don't count."""

    def outside(self) -> Place:
        """As a segment sees the customer."""
        return replace(
            self,
            default_since=SinceKind.EVER,
            trigger=None,
            passage=None,
            row=None,
            line=None,
        )

    def of(self, customer: int) -> Place:
        return replace(self.outside(), customer=customer, until=None)

    def read(self, ref: Ref) -> Value:
        match ref.scope:
            case Scope.CUSTOMER if ref.record == FACTS:
                return self.state.facts.get((self.customer, ref.name))
            case Scope.CUSTOMER:
                return self.reader.attribute(ref.name, self.customer, self.now)
            case Scope.TRIGGER:
                return self._trigger(ref)
            case Scope.EVENT:
                assert self.row is not None
                return self.row.value(ref.name)
            case Scope.LINE:
                return self._line(ref.name)
            case Scope.AWAITED:
                assert self.passage is not None
                return self.passage.awaited.get(ref.record or "", {}).get(ref.name)
            case Scope.RECORD:
                raise LookupError(ref)

    def tags(self) -> set[str]:
        return {tag for customer, tag in self.state.tags if customer == self.customer}

    def _trigger(self, ref: Ref) -> Value:
        if self.trigger is None:
            return None
        if ref.record is None:
            return self.trigger.values.get(ref.name)
        found = self.reader.record(ref.record, self.trigger.records.get(ref.record))
        return found[ref.name] if found else None

    def _line(self, name: str) -> Value:
        assert self.line is not None
        columns = {
            name: column.name
            for event in self.project.catalog.events.values()
            if event.items
            for name, column in event.items.properties.items()
        }
        return self.line.get(columns[name])

    def type_of(self, ref: Ref) -> Type:
        catalog = self.project.catalog
        match ref.scope:
            case Scope.CUSTOMER if ref.record == FACTS:
                return catalog.customers.facts[ref.name]
            case Scope.CUSTOMER if ref.name == TAGS:
                return Type.TAGS
            case Scope.CUSTOMER:
                return catalog.customers.attributes[ref.name].type
            case _:
                raise LookupError(ref)
