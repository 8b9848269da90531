"""What the names of one place mean: which there are, and of what type each is.

Parsing fits values to these types and the rules check names against them, so both ask here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import field, replace

from orchestrator.catalog import Catalog, Column, Event, Items, Type
from orchestrator.conditions import (
    FACTS,
    TAGS,
    AllOf,
    AnyOf,
    Condition,
    Did,
    NoneOf,
    Ref,
    Scope,
)
from orchestrator.model import (
    CalendarTrigger,
    DateTrigger,
    EventTrigger,
    Step,
    Trigger,
    WaitFor,
    walk,
)
from orchestrator.records import dataclass

OF_AN_EVENT = {"nth": Type.NUMBER}
OF_A_DATE = {"date": Type.DATE, "years": Type.NUMBER}
OF_THE_CALENDAR = {"name": Type.TEXT, "date": Type.DATE}


@dataclass(frozen=True)
class Names:
    """`trigger` is the event that triggers the flow, if one does; `event` that of a `where`."""

    catalog: Catalog | None
    trigger: Event | None = None
    event: Event | None = None
    lines: Items | None = None
    """Whose lines a bare name reads, inside `items`."""
    offered: Mapping[str, Type] = field(default_factory=dict)
    """What the trigger brings along beside the properties of its event."""
    records: tuple[str, ...] = ()
    """Those that `trigger.RECORD.NAME` may read."""
    awaited: Mapping[str, str] = field(default_factory=dict)
    """Id of a `wait_for` to the event whose row ends it."""

    @classmethod
    def of(cls, catalog: Catalog | None, event: str | None = None) -> Names:
        """Where an event of that name triggers the flow, or nothing does."""
        found = catalog.events.get(event) if catalog and event else None
        records = tuple(found.records) if found else ()
        return cls(catalog, found, offered=OF_AN_EVENT if event else {}, records=records)

    @classmethod
    def of_flow(
        cls, catalog: Catalog | None, trigger: Trigger, steps: tuple[Step, ...] = ()
    ) -> Names:
        """Those of a flow's conditions and steps."""
        return replace(_of_trigger(catalog, trigger), awaited=awaited_events(steps))

    def inside(self, event: str) -> Names:
        """The names that hold within a `where` of that event."""
        return replace(self, event=self._event(event))

    def inside_lines(self, scope: Scope) -> Names:
        """The names of one line of the trigger's row (TRIGGER) or of the event's (EVENT)."""
        event = self.trigger if scope is Scope.TRIGGER else self.event
        return replace(self, lines=event.items if event else None)

    def type_of(self, ref: Ref) -> Type | None:
        """None where the name is unknown; that is for a rule to say."""
        return None if self.catalog is None else self.types_beside(ref).get(ref.name)

    def types_beside(self, ref: Ref) -> Mapping[str, Type]:
        """Every name that could stand in the place of the reference's own, with its type."""
        match ref.scope:
            case Scope.CUSTOMER:
                return self.fact_types() if ref.record == FACTS else self.customer_types()
            case Scope.TRIGGER if ref.record is None:
                return self.trigger_types()
            case Scope.TRIGGER | Scope.RECORD:
                readable = ref.scope is Scope.RECORD or ref.record in self.records
                return self.record_types(ref.record or "") if readable else {}
            case Scope.LINE:
                return _column_types(self.lines.properties if self.lines else {})
            case Scope.EVENT:
                return _property_types(self.event)
            case Scope.AWAITED:
                return _property_types(self.awaited_event(ref.record or ""))

    def customer_types(self) -> Mapping[str, Type]:
        """Every NAME of `customer.NAME`; an attribute of the catalog hides the tags."""
        attributes = self.catalog.customers.attributes if self.catalog else {}
        return {TAGS: Type.TAGS, **{name: found.type for name, found in attributes.items()}}

    def fact_types(self) -> Mapping[str, Type]:
        """Every NAME of `customer.facts.NAME`."""
        return self.catalog.customers.facts if self.catalog else {}

    def trigger_types(self) -> Mapping[str, Type]:
        """Every NAME of `trigger.NAME`."""
        return {**self.offered, **(self.trigger.property_types() if self.trigger else {})}

    def record_types(self, record: str) -> Mapping[str, Type]:
        """Every attribute of a record of the catalog."""
        found = self.catalog.records.get(record) if self.catalog else None
        return _column_types(found.attributes if found else {})

    def awaited_event(self, step: str) -> Event | None:
        """The event whose row ends the wait of that step."""
        return self._event(self.awaited.get(step, ""))

    def _event(self, name: str) -> Event | None:
        return self.catalog.events.get(name) if self.catalog else None


def _property_types(event: Event | None) -> Mapping[str, Type]:
    return event.property_types() if event else {}


def _column_types(columns: Mapping[str, Column]) -> Mapping[str, Type]:
    return {name: column.type for name, column in columns.items()}


def _of_trigger(catalog: Catalog | None, trigger: Trigger) -> Names:
    match trigger:
        case EventTrigger():
            return Names.of(catalog, trigger.event)
        case DateTrigger():
            records = (trigger.record,) if trigger.record else ()
            return Names(catalog, offered=OF_A_DATE, records=records)
        case CalendarTrigger():
            return Names(catalog, offered=OF_THE_CALENDAR)
        case _:
            return Names(catalog)


def awaited_events(steps: tuple[Step, ...]) -> dict[str, str]:
    """The event of the first `did` that each `wait_for` waits for, by the step's id; "" for none."""
    waits = (step for step in walk(steps) if isinstance(step, WaitFor))
    return {wait.id: next(_events_of(wait.awaited), "") for wait in waits}


def _events_of(conditions: tuple[Condition, ...]) -> Iterator[str]:
    for condition in conditions:
        match condition:
            case Did(negated=False):
                yield condition.event
            case AllOf() | AnyOf() | NoneOf():
                yield from _events_of(condition.conditions)
            case _:
                pass
