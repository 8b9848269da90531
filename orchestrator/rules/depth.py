"""How deep conditions may lie in each other: databases read a statement only so deep."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from orchestrator.conditions import AllOf, AnyOf, Condition, Did, InSegment, Lines, NoneOf, Ranked
from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import Flow, Project, Segment
from orchestrator.rules.context import Context
from orchestrator.rules.places import places_of_project
from orchestrator.rules.say import problem

MOST_LEVELS = 5
"""SQLite reads a hundred marks deep, and a statement has its own depth around a condition."""


def conditions_are_not_too_deep(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    segments = context.project.segments if context.project else {}
    for place in context.places(flow):
        yield from _too_deep(place.conditions, segments)


def shared_conditions_are_not_too_deep(project: Project, _context: Context) -> Iterator[Diagnostic]:
    for place in places_of_project(project):
        yield from _too_deep(place.conditions, project.segments)


def _too_deep(
    conditions: Sequence[Condition], segments: Mapping[str, Segment]
) -> Iterator[Diagnostic]:
    for condition in conditions:
        levels = levels_of(condition, segments)
        if levels > MOST_LEVELS:
            message = (
                f"conditions lie {levels} deep in each other here, segments that use segments "
                f"included; at most {MOST_LEVELS} are allowed"
            )
            yield problem(Code.TOO_DEEP, condition.path, message)


def levels_of(
    condition: Condition, segments: Mapping[str, Segment], within: tuple[str, ...] = ()
) -> int:
    """How many conditions, segments among them, stand around its innermost one."""
    match condition:
        case AllOf() | AnyOf() | NoneOf():
            inner = condition.conditions
        case Did() | Lines():
            inner = condition.where
        case InSegment():
            return _levels_of_segment(condition.segment, segments, within)
        case Ranked() if condition.among is not None:
            return _levels_of_segment(condition.among, segments, within)
        case _:
            return 0
    return 1 + _deepest(inner, segments, within)


def _levels_of_segment(name: str, segments: Mapping[str, Segment], within: tuple[str, ...]) -> int:
    # An unknown segment, or one that uses itself, is another rule's concern.
    if name not in segments or name in within:
        return 0
    segment = segments[name]
    return 1 + _deepest((*segment.conditions, *segment.stay), segments, (*within, name))


def _deepest(
    conditions: Sequence[Condition], segments: Mapping[str, Segment], within: tuple[str, ...]
) -> int:
    return max((levels_of(each, segments, within) for each in conditions), default=0)
