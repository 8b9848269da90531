"""What can be named at one place of a flow, with values that are likely to be met."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import datetime

from orchestrator.catalog import Event, Type
from orchestrator.conditions import FACTS, TAGS, Ref, Scope
from orchestrator.model import (
    CalendarTrigger,
    DateTrigger,
    EventTrigger,
    Project,
    Trigger,
)

Values = tuple[tuple[Ref, Type], ...]
TEXTS = {
    "country": ("SE", "NO", "DK"),
    "first_name": ("Ann", "Bo"),
    "nickname": ("nils", "nilsson", "a%b", "Nils"),
    "sku": ("A", "B", "C"),
    "status": ("paid", "open"),
    "order_no": ("n-1", "n-2"),
    "reason": ("too big", "broken"),
    "words": ("good", "very good"),
    "plan": ("basic", "plus"),
    "name": ("Ann", "cup", "christmas", "often"),
}


@dataclass(frozen=True)
class Offer:
    project: Project
    now: datetime
    values: Values
    is_inside: bool = False
    sends: tuple[str, ...] = ()
    """Steps of this flow whose messages can be asked about."""
    lines_of: Event | None = None
    """The trigger's event, where it has items."""
    others: tuple[tuple[str, str], ...] = field(default=())
    """Flow and step of messages that can be asked about."""

    def of(self, *types: Type) -> list[Ref]:
        return [ref for ref, kind in self.values if kind in types]

    def with_awaited(self, step: str, event: Event) -> Offer:
        more = tuple(
            (Ref(Scope.AWAITED, name, step), kind) for name, kind in event.property_types().items()
        )
        return replace(
            self, values=(*self.values, *(each for each in more if each[0].name != "key"))
        )


def before_entering(project: Project, now: datetime, trigger: Trigger) -> Offer:
    values = (*of_customers(project), *_of_trigger(project, trigger))
    event = project.catalog.events[trigger.event] if isinstance(trigger, EventTrigger) else None
    return Offer(project, now, values, lines_of=event if event and event.items else None)


def of_customers(project: Project) -> Values:
    customers = project.catalog.customers
    named = tuple(
        (Ref(Scope.CUSTOMER, name), attribute.type)
        for name, attribute in customers.attributes.items()
    )
    facts = tuple(
        (Ref(Scope.CUSTOMER, name, FACTS), kind) for name, kind in customers.facts.items()
    )
    return (*named, *facts, (Ref(Scope.CUSTOMER, TAGS), Type.TAGS))


def _of_trigger(project: Project, trigger: Trigger) -> Values:
    types: dict[str, Type] = {"time": Type.TIME}
    records: tuple[str, ...] = ()
    match trigger:
        case EventTrigger():
            event = project.catalog.events[trigger.event]
            types = {"nth": Type.NUMBER, **event.property_types()}
            types.pop("key")
            records = tuple(event.records)
        case DateTrigger():
            types |= {"date": Type.DATE, "years": Type.NUMBER}
            records = (trigger.record,) if trigger.record else ()
        case CalendarTrigger():
            types |= {"date": Type.DATE, "name": Type.TEXT}
    own = tuple((Ref(Scope.TRIGGER, name), kind) for name, kind in types.items())
    of_records = tuple(
        (Ref(Scope.TRIGGER, name, record), column.type)
        for record in records
        for name, column in project.catalog.records[record].attributes.items()
    )
    return (*own, *of_records)


def of_event(event: Event) -> Values:
    return tuple(
        (Ref(Scope.EVENT, name), kind)
        for name, kind in event.property_types().items()
        if name != "key"
    )


def of_lines(event: Event) -> Values:
    assert event.items is not None
    return tuple(
        (Ref(Scope.LINE, name), column.type) for name, column in event.items.properties.items()
    )
