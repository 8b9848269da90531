"""Rules on names: events, attributes, properties, records, segments and steps."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from orchestrator.catalog import Catalog, Event
from orchestrator.conditions import Compare, Did, InSegment, Ref, Scope, SinceKind
from orchestrator.diagnostics import Code, Diagnostic, Path
from orchestrator.model import EventTrigger, Flow, SegmentTrigger, Send
from orchestrator.parse import Names
from orchestrator.rules.context import Context, Found, When, conditions_of
from orchestrator.rules.say import problem, unknown

TOO_EARLY = {
    When.SEGMENT: {SinceKind.TRIGGER, SinceKind.ENTRY, SinceKind.STEP},
    When.BEFORE_ENTERING: {SinceKind.ENTRY, SinceKind.STEP},
    When.INSIDE: set[SinceKind](),
}


def events_exist(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    if isinstance(flow.trigger, EventTrigger):
        yield from unknown_event(flow.trigger.event, (*flow.trigger.path, "event"), context)
    for found in conditions_of(flow, context.catalog):
        yield from unknown_event_of(found, context)


def unknown_event_of(found: Found, context: Context) -> Iterator[Diagnostic]:
    if isinstance(found.condition, Did):
        did = found.condition
        yield from unknown_event(did.event, _event_path(did), context)


def _event_path(did: Did) -> Path:
    """Of `did: EVENT` the value itself; the span falls back to it where there is no `event`."""
    return (*did.path, "event")


def unknown_event(name: str, path: Path, context: Context) -> Iterator[Diagnostic]:
    catalog = context.catalog
    if (
        not name
        or catalog is None
        or name in catalog.events
        or context.is_doubtful("catalog", "events", name)
    ):
        return
    message = f'the catalog has no event "{name}"'
    yield unknown(Code.UNKNOWN_EVENT, path, message, name, catalog.events)


def references_exist(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    trigger = flow.trigger
    for found in conditions_of(flow, context.catalog):
        yield from unknown_references_of(
            found, context, has_event=isinstance(trigger, EventTrigger)
        )
    if isinstance(trigger, EventTrigger) and trigger.key:
        names = Names.of(context.catalog, trigger.event)
        yield from _unknown_property(
            trigger.key, names.trigger, (*trigger.path, "key"), context, on_key=False
        )


def unknown_references_of(
    found: Found, context: Context, *, has_event: bool
) -> Iterator[Diagnostic]:
    compare = found.condition
    if not isinstance(compare, Compare) or context.catalog is None:
        return
    places = [(compare.ref, ref_path(compare), True)]
    if isinstance(compare.value, Ref):
        places.append((compare.value, compare.path, False))
    for ref, path, on_key in places:
        if ref.scope is Scope.TRIGGER and not has_event:
            message = f'there is no "{ref}" here: only an event that triggers a flow has properties'
            yield problem(Code.UNKNOWN_PROPERTY, path, message, on_key=on_key)
        else:
            yield from _unknown_reference(ref, found.names, path, context, on_key=on_key)


def ref_path(compare: Compare) -> Path:
    """The path of the key that names what is compared, above that of its operator."""
    path = compare.path
    return path if path and path[-1] == str(compare.ref) else path[:-1]


def _unknown_reference(
    ref: Ref, names: Names, path: Path, context: Context, *, on_key: bool
) -> Iterator[Diagnostic]:
    if ref.scope is Scope.CUSTOMER:
        yield from _unknown_attribute(ref.name, path, context, on_key=on_key)
        return
    event = names.trigger if ref.scope is Scope.TRIGGER else names.event
    if ref.record is None:
        yield from _unknown_property(ref.name, event, path, context, on_key=on_key)
    elif event is not None:
        yield from _unknown_record(ref, event, path, context, on_key=on_key)


def _unknown_attribute(
    name: str, path: Path, context: Context, *, on_key: bool
) -> Iterator[Diagnostic]:
    place = ("catalog", "customers", "attributes", name)
    if context.catalog is None or context.is_doubtful(*place):
        return
    known = context.catalog.customers.attributes
    if name not in known:
        message = f'the catalog has no attribute "{name}"'
        yield unknown(Code.UNKNOWN_ATTRIBUTE, path, message, name, known, on_key=on_key)


def _unknown_property(
    name: str, event: Event | None, path: Path, context: Context, *, on_key: bool
) -> Iterator[Diagnostic]:
    """An unknown event has been reported, so nothing is said of its properties."""
    if event is None or context.is_doubtful("catalog", "events", event.name):
        return
    known = event.property_types()
    if name not in known:
        message = f'the event "{event.name}" has no property "{name}"'
        yield unknown(Code.UNKNOWN_PROPERTY, path, message, name, known, on_key=on_key)


def _unknown_record(
    ref: Ref, event: Event, path: Path, context: Context, *, on_key: bool
) -> Iterator[Diagnostic]:
    if context.is_doubtful("catalog", "events", event.name):
        return
    record = ref.record or ""
    if record not in event.records:
        message = f'the event "{event.name}" has no record "{record}"'
        yield unknown(Code.UNKNOWN_RECORD, path, message, record, event.records, on_key=on_key)
        return
    known = _attributes_of(record, context.catalog)
    if ref.name not in known and not context.is_doubtful("catalog", "records", record):
        message = f'the record "{record}" has no attribute "{ref.name}"'
        yield unknown(Code.UNKNOWN_ATTRIBUTE, path, message, ref.name, known, on_key=on_key)


def _attributes_of(record: str, catalog: Catalog | None) -> Iterable[str]:
    found = catalog.records.get(record) if catalog else None
    return found.attributes if found else ()


def segments_exist(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    if isinstance(flow.trigger, SegmentTrigger):
        path = (*flow.trigger.path, "segment")
        yield from unknown_segment(flow.trigger.segment, path, context)
    for found in conditions_of(flow, context.catalog):
        yield from unknown_segment_of(found, context)


def unknown_segment_of(found: Found, context: Context) -> Iterator[Diagnostic]:
    if isinstance(found.condition, InSegment):
        yield from unknown_segment(found.condition.segment, found.condition.path, context)


def unknown_segment(name: str, path: Path, context: Context) -> Iterator[Diagnostic]:
    project = context.project
    if (
        not name
        or project is None
        or name in project.segments
        or context.is_doubtful("segments", name)
    ):
        return
    message = f'the project has no segment "{name}"'
    yield unknown(Code.UNKNOWN_SEGMENT, path, message, name, project.segments)


def since_fits_its_place(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    for found in conditions_of(flow, context.catalog):
        yield from since_of(found)


def since_of(found: Found) -> Iterator[Diagnostic]:
    did = found.condition
    if not isinstance(did, Did) or did.since is None or did.since.kind not in TOO_EARLY[found.when]:
        return
    word = did.since.step or did.since.kind.value
    place = "a segment" if found.when is When.SEGMENT else "conditions, before anybody entered"
    message = f'"since: {word}" means nothing in {place}'
    yield problem(Code.NOT_ALLOWED, (*did.path, "since"), message)


def awaited_steps_exist(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    """`since: STEP` counts from a message, so the step has to send one."""
    known = [step.id for step in flow.all_steps() if isinstance(step, Send)]
    for found in conditions_of(flow, context.catalog):
        did = found.condition
        if found.when is When.INSIDE and isinstance(did, Did) and did.since and did.since.step:
            step = did.since.step
            if step not in known:
                message = f'the flow sends no "{step}"'
                names = ("trigger", "entry", "ever", *known)
                yield unknown(Code.UNKNOWN_STEP, (*did.path, "since"), message, step, names)
