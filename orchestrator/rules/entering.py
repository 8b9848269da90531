"""Rules on who enters a flow, when, and how often."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator

from orchestrator.catalog import Type
from orchestrator.conditions import AllOf, AnyOf, Condition, Did, NoneOf
from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import DateTrigger, EventTrigger, Flow, Per
from orchestrator.rules.context import Context
from orchestrator.rules.say import problem, unknown


def key_is_the_file_name(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    stem = pathlib.PurePosixPath(flow.file).stem
    if flow.key and flow.key != stem:
        message = f'the flow is called "{flow.key}", its file "{stem}"; give both the same name'
        yield problem(Code.FLOW_NAME, ("flow",), message)


def reentry_is_said(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    """A date has its occurrence as the key, so it needs none."""
    if not isinstance(flow.trigger, DateTrigger) and not flow.reentry.path:
        message = (
            'the flow does not say who may enter again; add "reentry: never", '
            '"reentry: always", or "reentry:" with "after: 30 days" below it'
        )
        yield problem(Code.REENTRY_MISSING, ("reentry",), message)


def reentry_key_exists(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    trigger = flow.trigger
    has_key = isinstance(trigger, EventTrigger) and trigger.key is not None
    if flow.reentry.per is Per.KEY and not has_key:
        message = '"per: key" needs a "key" in the trigger'
        yield problem(Code.NOT_ALLOWED, (*flow.reentry.path, "per"), message)


def date_is_a_date(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    trigger, catalog = flow.trigger, context.catalog
    if not isinstance(trigger, DateTrigger) or catalog is None:
        return
    attributes = catalog.customers.attributes
    dates = {
        name: attribute
        for name, attribute in attributes.items()
        if attribute.type in (Type.DATE, Type.TIME)
    }
    name, path = trigger.attribute, (*trigger.path, "date")
    if name in dates or context.is_doubtful("catalog", "customers", "attributes", name):
        return
    if name in attributes:
        message = f"customer.{name} is {attributes[name].type}, not a date"
        yield problem(Code.VALUE_TYPE, path, message)
    else:
        message = f'the catalog has no date "customer.{name}"'
        yield unknown(Code.UNKNOWN_ATTRIBUTE, path, message, name, dates)


def cart_ends_with_the_purchase(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    """What waits for a rest is left lying about; whoever comes back should hear no more of it."""
    trigger = flow.trigger
    is_cart = isinstance(trigger, EventTrigger) and trigger.quiet_for is not None
    if is_cart and not any(_asks_for_an_event(condition) for condition in flow.exit_when):
        message = 'the flow goes on after the purchase; add "exit_when:" with "did:" and the event'
        yield problem(Code.NO_PURCHASE_EXIT, ("exit_when",), message)


def _asks_for_an_event(condition: Condition) -> bool:
    match condition:
        case Did():
            return not condition.negated
        case AllOf() | AnyOf() | NoneOf():
            return any(_asks_for_an_event(below) for below in condition.conditions)
        case _:
            return False
