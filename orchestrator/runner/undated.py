"""What a replay cannot know of the past: columns that tell only today's value."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from orchestrator.catalog import AggregateAttribute, SqlAttribute
from orchestrator.conditions import AllOf, AnyOf, Compare, Condition, Did, InSegment, NoneOf, Scope
from orchestrator.model import Branch, Flow, Project, SegmentTrigger


def undated(flows: Sequence[Flow], project: Project) -> list[str]:
    """One sentence a flow that names what was read as it is today; none where all is dated."""
    sentences = []
    for flow in flows:
        names = sorted(set(_attributes(flow, project)) - _dated(project))
        if names:
            listed = ", ".join(f"customer.{name}" for name in names)
            sentences.append(f"{flow.key}: {listed}, addresses and consent have today's value")
        else:
            sentences.append(f"{flow.key}: addresses and consent have today's value")
    return sentences


def _dated(project: Project) -> set[str]:
    return {
        name
        for name, attribute in project.catalog.customers.attributes.items()
        if isinstance(attribute, AggregateAttribute)
        or (isinstance(attribute, SqlAttribute) and ":now" in attribute.sql)
    }


def _attributes(flow: Flow, project: Project) -> Iterator[str]:
    yield from _read(flow.conditions, project)
    yield from _read(flow.exit_when, project)
    if isinstance(flow.trigger, SegmentTrigger):
        yield from _read(project.segments[flow.trigger.segment].conditions, project)
    for step in flow.all_steps():
        if isinstance(step, Branch):
            for case in step.cases:
                yield from _read(case.conditions, project)


def _read(conditions: Iterable[Condition], project: Project) -> Iterator[str]:
    for condition in conditions:
        match condition:
            case Compare():
                if condition.ref.scope is Scope.CUSTOMER:
                    yield condition.ref.name
            case Did():
                yield from _read(condition.where, project)
            case InSegment():
                yield from _read(project.segments[condition.segment].conditions, project)
            case AllOf() | AnyOf() | NoneOf():
                yield from _read(condition.conditions, project)
