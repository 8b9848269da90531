"""Rules on date triggers that come once where they seem meant to come again, or never."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from orchestrator.catalog import Aggregate, AggregateAttribute, Catalog
from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import DateTrigger, Flow
from orchestrator.rules.context import Context
from orchestrator.rules.say import problem

DATED = (Aggregate.LATEST, Aggregate.FIRST)


def birthdays_come_every_year(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    trigger = flow.trigger
    if not isinstance(trigger, DateTrigger) or trigger.yearly:
        return
    if "birth" in trigger.attribute.lower():
        message = (
            f'{trigger.date} comes once, on the day of birth itself; write "repeat: yearly" '
            "if every birthday is meant"
        )
        yield problem(Code.COMES_ONCE, (*trigger.path, "date"), message)


def dates_of_the_past_come_again(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    """What is known only once it has happened cannot be told beforehand."""
    trigger = flow.trigger
    if not isinstance(trigger, DateTrigger) or trigger.yearly or trigger.record:
        return
    if trigger.offset < timedelta(0) and _has_happened(trigger.attribute, context.catalog):
        message = (
            f"nobody enters: {trigger.date} is always past, and so are the days before it; "
            "write an offset without a minus"
        )
        yield problem(Code.CONTRADICTION, (*trigger.path, "offset"), message)


def _has_happened(name: str, catalog: Catalog | None) -> bool:
    attribute = catalog.customers.attributes.get(name) if catalog else None
    return isinstance(attribute, AggregateAttribute) and attribute.aggregate in DATED
