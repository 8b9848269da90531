"""Rules on orchestrator.yml alone: its catalog and its segments."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.catalog import Aggregate, AggregateAttribute, Type
from orchestrator.conditions import InSegment, Ranked
from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import Project, Segment
from orchestrator.parse import Names
from orchestrator.rules import behaviour, names, operators, possible, references, values
from orchestrator.rules.context import Context
from orchestrator.rules.ids import differs_by_case
from orchestrator.rules.places import (
    Kind,
    Place,
    When,
    conditions_of_project,
    leaves,
    places_of_project,
)
from orchestrator.rules.say import problem, unknown


def aggregates_fit_their_events(project: Project, context: Context) -> Iterator[Diagnostic]:
    for attribute in project.catalog.customers.attributes.values():
        if isinstance(attribute, AggregateAttribute):
            yield from _misfit_aggregate(attribute, context)


def _misfit_aggregate(attribute: AggregateAttribute, context: Context) -> Iterator[Diagnostic]:
    path = (*attribute.path, attribute.aggregate.value)
    yield from names.unknown_event(attribute.event, path, context)
    event = context.catalog.events.get(attribute.event) if context.catalog else None
    if event is None or attribute.aggregate is not Aggregate.SUM or attribute.of is None:
        return
    if context.is_doubtful("catalog", "events", event.name):
        return
    types = event.property_types()
    if attribute.of not in types:
        message = f'the event "{event.name}" has no property "{attribute.of}"'
        numbers = [name for name, type_ in types.items() if type_ is Type.NUMBER]
        yield unknown(Code.UNKNOWN_PROPERTY, path, message, attribute.of, numbers)
    elif types[attribute.of] is not Type.NUMBER:
        message = f'"{attribute.of}" is {types[attribute.of]}, and only numbers can be added up'
        column = event.properties.get(attribute.of)
        if column is not None:
            mended = f"{attribute.of}: {{column: {column.name}, type: number}}"
            message = f"{message}; if it holds some, write {mended}"
        yield problem(Code.VALUE_TYPE, path, message)


def records_exist(project: Project, context: Context) -> Iterator[Diagnostic]:
    known = project.catalog.records
    for event in project.catalog.events.values():
        for record in event.records:
            if record not in known and not context.is_doubtful("catalog", "records", record):
                path = (*event.path, "records", record)
                message = f'the catalog has no record "{record}"'
                yield unknown(Code.UNKNOWN_RECORD, path, message, record, known, on_key=True)


def conditions_name_what_exists(project: Project, context: Context) -> Iterator[Diagnostic]:
    """Those of segments, and of what the defaults hold messages back for."""
    for found in conditions_of_project(project):
        yield from names.unknown_event_of(found, context)
        yield from references.unknown_references_of(found, context)
        yield from names.unknown_segment_of(found, context)
        yield from behaviour.since_of(found)
        yield from behaviour.response_of(found)
        yield from operators.misfit_operator(found)
        yield from values.misfit_values(found, project.constants)


def conditions_can_be_met(project: Project, _context: Context) -> Iterator[Diagnostic]:
    for place in places_of_project(project):
        yield from possible.impossible_in(place, project.segments)
        yield from possible.superfluous_in(place, project.segments)


def segments_have_no_circle(project: Project, _context: Context) -> Iterator[Diagnostic]:
    """Every circle is told once, at the first of its segments in the file."""
    told: set[str] = set()
    for name in project.segments:
        circle = _circle(name, project, ())
        if circle and not told & {*circle}:
            told |= {*circle}
            message = f"segments in a circle: {' asks for '.join((*circle, circle[0]))}"
            yield problem(Code.SEGMENT_CIRCLE, ("segments", name), message, on_key=True)


def _circle(name: str, project: Project, before: tuple[str, ...]) -> tuple[str, ...]:
    """The names on the way from a segment back to itself; empty if there is none."""
    if before and name == before[0]:
        return before
    if name in before or name not in project.segments:
        return ()
    for asked in _asked_for(project.segments[name], project):
        circle = _circle(asked, project, (*before, name))
        if circle:
            return circle
    return ()


def _asked_for(segment: Segment, project: Project) -> Iterator[str]:
    place = Place(
        (*segment.conditions, *segment.stay), Names.of(project.catalog), When.SEGMENT, Kind.MEMBERS
    )
    for found in leaves(place):
        match found.condition:
            case InSegment(segment=asked) | Ranked(among=str() as asked):
                yield asked
            case _:
                pass


def segments_differ_by_more_than_case(project: Project, _context: Context) -> Iterator[Diagnostic]:
    seen: dict[str, str] = {}
    for name in project.segments:
        first = seen.setdefault(name.lower(), name)
        if first != name:
            yield differs_by_case(name, first, ("segments", name), "the segments", on_key=True)
