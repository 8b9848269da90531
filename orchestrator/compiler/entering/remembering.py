"""Segments with `stay`: who was a member has to be remembered, once for all flows."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from orchestrator.compiler.entering.spells import join_segment, leave_segment
from orchestrator.compiler.expressions.membership import memory_of
from orchestrator.compiler.mentions import segments_of
from orchestrator.model import Flow, Project, Segment
from orchestrator.program import Remember
from orchestrator.words import condition_words


def remember(flow: Flow, started: Iterable[Flow], project: Project) -> Iterator[Remember]:
    """One operation for each such segment that these flows ask for."""
    for segment in segments_of((flow, *started), project):
        if segment.stay:
            yield _remember(segment, project)


def _remember(segment: Segment, project: Project) -> Remember:
    enter, stay = condition_words(segment.conditions), condition_words(segment.stay)
    return Remember(
        name=f"remember {segment.name}",
        sentence=f"Become {segment.name} when {enter}; remain it as long as {stay}.",
        leave_segment=leave_segment(memory_of(segment.name), segment.name, project),
        join_segment=join_segment(memory_of(segment.name), segment.name, project),
    )
