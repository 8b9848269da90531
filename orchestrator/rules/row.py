"""What is known of a customer because of the row that has just let them in."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from orchestrator.catalog import Aggregate, AggregateAttribute, Catalog
from orchestrator.conditions import Compare, Condition, Did, Operator, Ref, Scope, Since, SinceKind
from orchestrator.model import EventTrigger

SOON = timedelta(hours=1)
"""So long after it happened a row is noticed, unless something has stopped."""
EVER = Since(SinceKind.EVER)
NOW = timedelta(0)
DATED = (Aggregate.LATEST, Aggregate.FIRST)


def row_of(trigger: EventTrigger, catalog: Catalog) -> tuple[Condition, ...]:
    """The row was done, lately unless the past is included, and aggregates know of it."""
    age = (trigger.quiet_for or NOW) + (trigger.include_past or NOW) + SOON
    done = Did(trigger.event, where=trigger.where, within=age, since=EVER)
    return (done, *_dates(trigger.event, catalog))


def _dates(event: str, catalog: Catalog) -> Iterator[Condition]:
    for name, attribute in catalog.customers.attributes.items():
        if not isinstance(attribute, AggregateAttribute) or attribute.event != event:
            continue
        if attribute.aggregate in DATED:
            yield Compare(Ref(Scope.CUSTOMER, name), Operator.EXISTS, value=True)
