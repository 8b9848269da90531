"""Rules on who enters a flow, when, and how often."""

from __future__ import annotations

import pathlib
from collections.abc import Iterator, Mapping

from orchestrator.catalog import Catalog, Type
from orchestrator.conditions import Compare, Ref, Scope
from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import CalendarTrigger, DateTrigger, EventTrigger, Flow, Per
from orchestrator.parse import Names
from orchestrator.rules.columns import column_of
from orchestrator.rules.context import Context
from orchestrator.rules.ids import differs_by_case
from orchestrator.rules.operators import EQUALITY, KINDS
from orchestrator.rules.say import problem, unknown
from orchestrator.rules.values import values_of

NAME = Ref(Scope.TRIGGER, "name")
UNREAD = EventTrigger("")
"""The trigger of a flow in which none could be read, which has been told."""
DATES = (Type.DATE, Type.TIME)


def key_is_the_file_name(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    stem = pathlib.PurePosixPath(flow.file).stem
    if flow.key and flow.key != stem:
        message = f'the flow is called "{flow.key}", its file "{stem}"; give both the same name'
        yield problem(Code.FLOW_NAME, ("flow",), message)


def reentry_is_said(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    """A date and a calendar have their occasion as the key, so they need none."""
    if flow.trigger == UNREAD:
        return
    if not isinstance(flow.trigger, DateTrigger | CalendarTrigger) and not flow.reentry.path:
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
    if trigger.record is None:
        yield from _misfit_of_customer(trigger, catalog, context)
    else:
        yield from _misfit_of_record(trigger, trigger.record, catalog, context)


def _misfit_of_customer(
    trigger: DateTrigger, catalog: Catalog, context: Context
) -> Iterator[Diagnostic]:
    if not context.is_doubtful("catalog", "customers", "attributes", trigger.attribute):
        attributes = catalog.customers.attributes
        types = {name: attribute.type for name, attribute in attributes.items()}
        yield from _misfit(trigger, types, f"customer.{trigger.attribute}", catalog)


def _misfit_of_record(
    trigger: DateTrigger, name: str, catalog: Catalog, context: Context
) -> Iterator[Diagnostic]:
    path = (*trigger.path, "date")
    record = catalog.records.get(name)
    if context.is_doubtful("catalog", "records", name):
        return
    if record is None:
        message = f'the catalog has no record "{name}"'
        owned = ("customer", *(key for key, each in catalog.records.items() if each.customer))
        yield unknown(Code.UNKNOWN_RECORD, path, message, name, owned)
    elif record.customer is None:
        message = (
            f'nobody knows whose "{name}" is; say under catalog.records.{name} which column '
            'names the customer, as in "customer: customer_id"'
        )
        yield problem(Code.NOT_ALLOWED, path, message)
    else:
        types = {key: column.type for key, column in record.attributes.items()}
        yield from _misfit(trigger, types, f"{name}.{trigger.attribute}", catalog)


def _misfit(
    trigger: DateTrigger, types: Mapping[str, Type], said: str, catalog: Catalog
) -> Iterator[Diagnostic]:
    name, path = trigger.attribute, (*trigger.path, "date")
    if name not in types:
        dates = [key for key, type_ in types.items() if type_ in DATES]
        message = f'the catalog has no date "{said}"'
        yield unknown(Code.UNKNOWN_ATTRIBUTE, path, message, name, dates)
    elif types[name] not in DATES:
        column = column_of(Names.of(catalog), trigger.date)
        hint = f"; if it is, say so: {{column: {column}, type: date}}" if column else ""
        yield problem(Code.VALUE_TYPE, path, f"{said} is {KINDS[types[name]]}, not a date{hint}")


def occasions_exist(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    """`trigger.name` is the name of one of the occasions."""
    trigger = flow.trigger
    if not isinstance(trigger, CalendarTrigger):
        return
    names = [occasion.name for occasion in trigger.occasions]
    for found in context.conditions(flow):
        compare = found.condition
        if isinstance(compare, Compare) and compare.ref == NAME and compare.operator in EQUALITY:
            for value, path in values_of(compare):
                if isinstance(value, str) and value not in names:
                    message = f'the calendar has no occasion "{value}"'
                    yield unknown(Code.NOT_ALLOWED, path, message, value, names)


def occasions_have_names_of_their_own(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    """The name is the key of entering: of two of the same name the second would let nobody in."""
    seen: dict[str, str] = {}
    for occasion in flow.trigger.occasions if isinstance(flow.trigger, CalendarTrigger) else ():
        first, path = seen.get(occasion.name.lower()), (*occasion.path, "name")
        if first is None:
            seen[occasion.name.lower()] = occasion.name
        elif first == occasion.name:
            message = f'a second occasion with the name "{occasion.name}"'
            yield problem(Code.DUPLICATE_ID, path, message)
        else:
            yield differs_by_case(occasion.name, first, path, "the occasions")
