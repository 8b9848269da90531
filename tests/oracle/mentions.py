"""What conditions speak of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from orchestrator.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Did,
    InSegment,
    Lines,
    NoneOf,
    Ranked,
    Ref,
    Responded,
    Scope,
)
from orchestrator.model import Branch, Flow, Project, SegmentTrigger, Send, WaitFor


def asks_customer(condition: Condition) -> bool:
    """Whether it holds for nobody who is gone."""
    match condition:
        case InSegment() | Ranked():
            return True
        case Compare():
            values = condition.value if isinstance(condition.value, tuple) else (condition.value,)
            refs = [condition.ref, *(each for each in values if isinstance(each, Ref))]
            return any(each.scope is Scope.CUSTOMER for each in refs)
        case Did():
            return any(asks_customer(each) for each in (*condition.where, *condition.sums))
        case Lines():
            return any(asks_customer(each) for each in condition.where)
        case Responded():
            return False
        case _:
            return any(asks_customer(each) for each in condition.conditions)


def events_of(conditions: Iterable[Condition]) -> set[str]:
    return {each.event for each in _flat(conditions) if isinstance(each, Did)}


def segments_of(flows: Iterable[Flow], project: Project) -> list[str]:
    """Those that the flows ask for, each behind those that it is made of."""
    found: list[str] = []

    def add(name: str) -> None:
        segment = project.segments[name]
        for inner in _segments((*segment.conditions, *segment.stay)):
            add(inner)
        if name not in found:
            found.append(name)

    for flow in flows:
        for name in _segments(_conditions(flow)):
            add(name)
        if isinstance(flow.trigger, SegmentTrigger):
            add(flow.trigger.segment)
    return found


def _conditions(flow: Flow) -> Iterator[Condition]:
    yield from (*flow.conditions, *flow.exit_when)
    yield from flow.hold.conditions if flow.hold else ()
    yield from (flow.goal.condition,) if flow.goal else ()
    for step in flow.all_steps():
        match step:
            case Branch():
                for case in step.cases:
                    yield from case.conditions
            case WaitFor():
                yield from step.awaited
            case Send():
                yield from step.only_if


def _segments(conditions: Iterable[Condition]) -> Iterator[str]:
    for condition in _flat(conditions):
        if isinstance(condition, InSegment):
            yield condition.segment
        elif isinstance(condition, Ranked) and condition.among is not None:
            yield condition.among


def _flat(conditions: Iterable[Condition]) -> Iterator[Condition]:
    for condition in conditions:
        yield condition
        if isinstance(condition, AllOf | AnyOf | NoneOf):
            yield from _flat(condition.conditions)
