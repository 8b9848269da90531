"""What a replay cannot know of the past: columns that tell only today's value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from orchestrator.catalog import AggregateAttribute, SqlAttribute
from orchestrator.compiler import refs_of, refs_of_flow, segments_of
from orchestrator.conditions import TAGS, Ref, Scope
from orchestrator.model import DateTrigger, Flow, Project


def undated(flows: Sequence[Flow], project: Project) -> list[str]:
    """One sentence a flow that names what was read as it is today; none where all is dated."""
    sentences = []
    for flow in flows:
        names = sorted(set(_attributes(flow, project)) - _dated(project))
        if names:
            listed = ", ".join(names)
            sentences.append(f"{flow.key}: {listed}, addresses and consent have today's value")
        else:
            sentences.append(f"{flow.key}: addresses and consent have today's value")
    return sentences


def _dated(project: Project) -> set[str]:
    return {
        f"customer.{name}"
        for name, attribute in project.catalog.customers.attributes.items()
        if isinstance(attribute, AggregateAttribute)
        or (isinstance(attribute, SqlAttribute) and ":now" in attribute.sql)
    }


def _attributes(flow: Flow, project: Project) -> Iterator[str]:
    yield from _names(refs_of_flow(flow))
    if isinstance(flow.trigger, DateTrigger):
        yield from _names([flow.trigger.date])
    for segment in segments_of((flow,), project):
        for _condition, refs in refs_of((*segment.conditions, *segment.stay)):
            yield from _names(refs)


def _names(refs: Iterable[Ref]) -> Iterator[str]:
    """Attributes and records; tags and facts are replayed with all that writes them."""
    for ref in refs:
        if ref.scope is Scope.CUSTOMER and ref.record is None and ref.name != TAGS:
            yield str(ref)
        elif ref.scope in (Scope.TRIGGER, Scope.RECORD) and ref.record is not None:
            yield f"{ref.record}.{ref.name}"
