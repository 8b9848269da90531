"""What the segments mean that a flow names, so that nobody has to look them up."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from orchestrator.conditions import (
    AllOf,
    AnyOf,
    Condition,
    InSegment,
    NoneOf,
    Ranked,
)
from orchestrator.model import Branch, Flow, Project, Segment, SegmentTrigger, Send, WaitFor
from orchestrator.words.names import ANYWHERE
from orchestrator.words.outline import Item, condition_item


def segment_items(flow: Flow, project: Project) -> Iterator[Item]:
    """Each segment that is named, and those that it rests on, in the order of reading."""
    for name in _reached([*_named_by_flow(flow)], project.segments):
        yield from _meaning(project.segments[name])


def _meaning(segment: Segment) -> Iterator[Item]:
    enter = AllOf(segment.conditions)
    if not segment.stay:
        yield condition_item(f"{segment.name}:", enter, ANYWHERE)
        return
    yield condition_item(f"{segment.name}, to become one:", enter, ANYWHERE)
    yield condition_item(f"{segment.name}, to stay one:", AllOf(segment.stay), ANYWHERE)


def _reached(names: list[str], segments: Mapping[str, Segment]) -> list[str]:
    reached: list[str] = []
    while names:
        name = names.pop(0)
        if name in segments and name not in reached:
            reached.append(name)
            segment = segments[name]
            names += _named((*segment.conditions, *segment.stay))
    return reached


def _named_by_flow(flow: Flow) -> Iterator[str]:
    if isinstance(flow.trigger, SegmentTrigger):
        yield flow.trigger.segment
    yield from _named(flow.conditions)
    yield from _named(flow.exit_when)
    yield from _named(flow.hold.conditions if flow.hold else ())
    for step in flow.all_steps():
        match step:
            case Send():
                yield from _named(step.only_if)
            case Branch():
                for case in step.cases:
                    yield from _named(case.conditions)
            case WaitFor():
                yield from _named(step.awaited)
            case _:
                pass


def _named(conditions: Sequence[Condition]) -> Iterator[str]:
    for each in conditions:
        match each:
            case InSegment():
                yield each.segment
            case Ranked(among=str(among)):
                yield among
            case AllOf() | AnyOf() | NoneOf():
                yield from _named(each.conditions)
            case _:
                pass
