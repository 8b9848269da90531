"""Rules on values that are read: what is written as customer., trigger. or the id of a wait."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace

from orchestrator.catalog import Column, Customers, Event
from orchestrator.conditions import FACTS, TAGS, Compare, Lines, Ranked, Ref, Scope
from orchestrator.diagnostics import Code, Diagnostic, Path
from orchestrator.model import EventTrigger, Flow
from orchestrator.parse import Names
from orchestrator.records import dataclass
from orchestrator.rules.context import Context
from orchestrator.rules.passed import Passed
from orchestrator.rules.places import Found, When
from orchestrator.rules.say import problem, unknown

ITEMS = "items"


@dataclass(frozen=True)
class Reading:
    """A value that is read at a place of the file; `on_key` if a key names it."""

    ref: Ref
    path: Path
    on_key: bool = False

    def unknown(
        self, code: Code, message: str, word: str, known: Mapping[str, object]
    ) -> Diagnostic:
        return unknown(code, self.path, message, word, known, on_key=self.on_key)

    def problem(self, code: Code, message: str) -> Diagnostic:
        return problem(code, self.path, message, on_key=self.on_key)


def references_exist(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    for found in context.conditions(flow):
        yield from unknown_references_of(found, context)


def trigger_key_exists(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    trigger = flow.trigger
    if isinstance(trigger, EventTrigger) and trigger.key:
        event = Names.of(context.catalog, trigger.event).trigger
        reading = Reading(Ref(Scope.EVENT, trigger.key), (*trigger.path, "key"))
        yield from _unknown_property(reading, event, context)


def unknown_references_of(found: Found, context: Context) -> Iterator[Diagnostic]:
    condition = found.condition
    if context.catalog is None:
        return
    if isinstance(condition, Lines):
        yield from _missing_lines(condition, found.names, context)
    if isinstance(condition, Compare | Ranked):
        for reading in readings_of(condition):
            if constant := _constant(reading):
                yield constant
            elif reading.ref.scope is Scope.AWAITED and found.when is not When.INSIDE:
                message = f'"{reading.ref}" means nothing before anybody entered'
                yield reading.problem(Code.NOT_ALLOWED, message)
            else:
                yield from unknown_reference(reading, found.names, found.place.passed, context)


def readings_of(condition: Compare | Ranked) -> Iterator[Reading]:
    """What is compared, and with what as far as that is read too."""
    yield Reading(condition.ref, key_path(condition), on_key=True)
    if not isinstance(condition, Compare):
        return
    if isinstance(condition.value, Ref):
        yield Reading(condition.value, condition.path)
    elif isinstance(condition.value, tuple):
        for index, value in enumerate(condition.value):
            if isinstance(value, Ref):
                yield Reading(value, (*condition.path, index))


def key_path(condition: Compare | Ranked) -> Path:
    """The path of the key that names what is compared, above that of its operator."""
    path = condition.path
    return path if path and path[-1] == str(condition.ref) else path[:-1]


def unknown_reference(
    reading: Reading, names: Names, passed: Passed, context: Context
) -> Iterator[Diagnostic]:
    match reading.ref.scope:
        case Scope.CUSTOMER:
            yield from _unknown_of_customer(reading, context)
        case Scope.TRIGGER:
            yield from _unknown_of_trigger(reading, names, context)
        case Scope.EVENT:
            yield from _unknown_property(reading, names.event, context)
        case Scope.LINE if names.lines is not None:
            known = names.lines.properties
            if reading.ref.name not in known:
                message = f'the lines have no property "{reading.ref.name}"'
                yield reading.unknown(Code.UNKNOWN_PROPERTY, message, reading.ref.name, known)
        case Scope.AWAITED:
            yield from _unknown_of_wait(reading, names, passed, context)
        case _:  # the date of a record that triggers the flow has a rule of its own
            return


def _unknown_of_customer(reading: Reading, context: Context) -> Iterator[Diagnostic]:
    if context.catalog is None:
        return
    ref, customers = reading.ref, context.catalog.customers
    if ref.record == FACTS:
        if ref.name not in customers.facts and not context.is_doubtful(
            "catalog", "customers", "facts", ref.name
        ):
            message = f'the catalog has no fact "{ref.name}"'
            yield reading.unknown(Code.UNKNOWN_FACT, message, ref.name, customers.facts)
        return
    is_doubtful = context.is_doubtful("catalog", "customers", "attributes", ref.name)
    if ref.name != TAGS and ref.name not in customers.attributes and not is_doubtful:
        message = f'the catalog has no attribute "{ref.name}"{_to_add(ref.name, customers)}'
        found = reading.unknown(Code.UNKNOWN_ATTRIBUTE, message, ref.name, customers.attributes)
        yield found if found.suggestion or ref.name != "tag" else replace(found, suggestion=TAGS)


def _to_add(name: str, customers: Customers) -> str:
    """How to ask for a column that the catalog knows for another purpose."""
    columns = {
        "email": customers.email,
        "phone": customers.phone,
        "locale": customers.locale,
        "timezone": customers.timezone,
    }
    column = columns.get(name)
    if column is None:
        return ""
    return f'; to ask for it, write "{name}: {column}" below "attributes:" in orchestrator.yml'


def _unknown_of_trigger(reading: Reading, names: Names, context: Context) -> Iterator[Diagnostic]:
    ref = reading.ref
    if not names.offered:
        message = (
            f'nothing fills "{ref}" here; only the event, date or calendar that triggers a flow '
            "brings values"
        )
        yield reading.problem(Code.UNKNOWN_PROPERTY, message)
    elif ref.record is not None:
        yield from _unknown_of_record(reading, names, context)
    elif names.trigger is not None:
        known = names.trigger_types()
        if ref.name not in known and not context.is_doubtful(
            "catalog", "events", names.trigger.name
        ):
            message = f'the event "{names.trigger.name}" has no property "{ref.name}"'
            yield reading.unknown(Code.UNKNOWN_PROPERTY, message, ref.name, known)
    elif not _is_by_event(names) and ref.name not in names.offered:
        message = f'the trigger brings no "{ref.name}"'
        yield reading.unknown(Code.UNKNOWN_PROPERTY, message, ref.name, names.offered)


def _is_by_event(names: Names) -> bool:
    """An unknown event has been reported, so nothing is said of its properties."""
    return "nth" in names.offered


def _unknown_of_record(reading: Reading, names: Names, context: Context) -> Iterator[Diagnostic]:
    record, event = reading.ref.record or "", names.trigger
    if event is None and _is_by_event(names):
        return
    if event is not None and context.is_doubtful("catalog", "events", event.name):
        return
    if record == ITEMS and event is not None and event.items is not None:
        message = (
            f'"trigger.items" is a list; write "trigger.items:", below it "any:", and below that '
            f'"{reading.ref.name}:"'
        )
        yield reading.problem(Code.NOT_ALLOWED, message)
        return
    if record not in names.records:
        who = f'the event "{event.name}"' if event else "the trigger"
        message = f'{who} has no record "{record}"'
        yield reading.unknown(Code.UNKNOWN_RECORD, message, record, dict.fromkeys(names.records))
        return
    known = _attributes_of(record, context)
    name = reading.ref.name
    if name not in known and not context.is_doubtful("catalog", "records", record):
        message = f'the record "{record}" has no attribute "{name}"'
        yield reading.unknown(Code.UNKNOWN_ATTRIBUTE, message, name, known)


def _attributes_of(record: str, context: Context) -> Mapping[str, Column]:
    found = context.catalog.records.get(record) if context.catalog else None
    return found.attributes if found else {}


def _unknown_property(
    reading: Reading, event: Event | None, context: Context
) -> Iterator[Diagnostic]:
    """An unknown event has been reported, so nothing is said of its properties."""
    if event is None or context.is_doubtful("catalog", "events", event.name):
        return
    name, known = reading.ref.name, event.property_types()
    if name not in known:
        message = f'the event "{event.name}" has no property "{name}"'
        yield reading.unknown(Code.UNKNOWN_PROPERTY, message, name, known)


def _constant(reading: Reading) -> Diagnostic | None:
    """A constant stands where a value is written, not where one is read."""
    if reading.ref.scope is not Scope.AWAITED or reading.ref.record != "constants":
        return None
    message = f'"{reading.ref}" cannot stand here, where a value is read that differs by customer'
    if reading.path[-1:] == ("same_as",):
        message = f'a constant needs no "same_as": write "is: {reading.ref}"'
    return reading.problem(Code.NOT_ALLOWED, message)


def _unknown_of_wait(
    reading: Reading, names: Names, passed: Passed, context: Context
) -> Iterator[Diagnostic]:
    step = reading.ref.record or ""
    if constant := _constant(reading):
        yield constant
    elif step not in names.awaited:
        message = f'the flow has no "wait_for: {step}" to read this from'
        yield reading.unknown(Code.UNKNOWN_STEP, message, step, names.awaited)
    elif step not in passed.waits:
        message = f'nobody has waited for "{step}" yet when this is read'
        yield reading.problem(Code.UNKNOWN_STEP, message)
    else:
        yield from _unknown_property(reading, names.awaited_event(step), context)


def _missing_lines(lines: Lines, names: Names, context: Context) -> Iterator[Diagnostic]:
    reading = Reading(Ref(lines.scope, "items"), lines.path[:-1], on_key=True)
    if lines.scope is Scope.TRIGGER and names.trigger is None:
        if not _is_by_event(names):
            message = (
                'nothing fills "trigger.items" here; only an event that triggers a flow has lines'
            )
            yield reading.problem(Code.UNKNOWN_PROPERTY, message)
        return
    event = names.trigger if lines.scope is Scope.TRIGGER else names.event
    if event and event.items is None and not context.is_doubtful("catalog", "events", event.name):
        message = f'the event "{event.name}" has no lines; the catalog says no "items" of it'
        yield reading.problem(Code.UNKNOWN_PROPERTY, message)
