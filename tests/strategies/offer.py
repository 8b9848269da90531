"""What can be named at one place of a flow."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from orchestrator.catalog import Catalog, Event, Type
from orchestrator.conditions import FACTS, TAGS, Ref, Scope
from orchestrator.model import (
    CalendarTrigger,
    DateTrigger,
    EventTrigger,
    Project,
    Trigger,
)

Values = tuple[tuple[Ref, Type], ...]


@dataclass(frozen=True)
class Offer:
    project: Project
    values: Values
    sends: tuple[str, ...] = ()
    """Messages of this flow whose answer can be asked for."""
    is_inside: bool = False
    trigger_lines: Mapping[str, Type] | None = None

    def of(self, *types: Type) -> tuple[Ref, ...]:
        return tuple(ref for ref, type_ in self.values if type_ in types)

    def with_awaited(self, step: str, event: str) -> Offer:
        types = self.project.catalog.events[event].property_types()
        more = tuple((Ref(Scope.AWAITED, name, step), type_) for name, type_ in types.items())
        return replace(self, values=(*self.values, *more))


def before_entering(project: Project, trigger: Trigger) -> Offer:
    lines = None
    if isinstance(trigger, EventTrigger):
        items = project.catalog.events[trigger.event].items
        lines = {name: each.type for name, each in items.properties.items()} if items else None
    values = (*_of_customers(project.catalog), *_of_trigger(trigger, project.catalog))
    return Offer(project, values, trigger_lines=lines)


def of_customers(project: Project) -> Offer:
    """What a segment can name."""
    return Offer(project, tuple(_of_customers(project.catalog)))


def of_event(event: Event) -> Values:
    return tuple((Ref(Scope.EVENT, name), type_) for name, type_ in event.property_types().items())


def of_lines(properties: Mapping[str, Type]) -> Values:
    return tuple((Ref(Scope.LINE, name), type_) for name, type_ in properties.items())


def _of_customers(catalog: Catalog) -> Iterator[tuple[Ref, Type]]:
    for name, attribute in catalog.customers.attributes.items():
        yield Ref(Scope.CUSTOMER, name), attribute.type
    for name, type_ in catalog.customers.facts.items():
        yield Ref(Scope.CUSTOMER, name, FACTS), type_
    yield Ref(Scope.CUSTOMER, TAGS), Type.TAGS


def _of_trigger(trigger: Trigger, catalog: Catalog) -> Iterator[tuple[Ref, Type]]:
    match trigger:
        case EventTrigger():
            event = catalog.events[trigger.event]
            for name, type_ in event.property_types().items():
                yield Ref(Scope.TRIGGER, name), type_
            yield Ref(Scope.TRIGGER, "nth"), Type.NUMBER
            for record in event.records:
                yield from _of_record(record, catalog)
        case DateTrigger():
            yield Ref(Scope.TRIGGER, "date"), Type.DATE
            yield Ref(Scope.TRIGGER, "years"), Type.NUMBER
            if trigger.record:
                yield from _of_record(trigger.record, catalog)
        case CalendarTrigger():
            yield Ref(Scope.TRIGGER, "name"), Type.TEXT
            yield Ref(Scope.TRIGGER, "date"), Type.DATE
        case _:
            return


def _of_record(record: str, catalog: Catalog) -> Iterator[tuple[Ref, Type]]:
    for name, column in catalog.records[record].attributes.items():
        yield Ref(Scope.TRIGGER, name, record), column.type
