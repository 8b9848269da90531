"""What a flow may ask for and this release cannot run: it is compiled, explained and refused."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

from orchestrator.compiler.mentions import conditions_of_flow, every_condition, segments_of
from orchestrator.conditions import Condition, Responded, Response
from orchestrator.diagnostics import Path
from orchestrator.model import Flow, Project, Start, Status
from orchestrator.words.listing import listed


@dataclass(frozen=True)
class NotYet:
    """What is asked for, and where: in the flow's file, or in the project's."""

    construct: str
    path: Path
    of_project: bool = False


def not_yet(flow: Flow, project: Project, flows: Iterable[Flow] = ()) -> Iterator[NotYet]:
    """`flows` are those of the project: one that starts a refused one is refused as well."""
    known = {each.key: each for each in flows}
    yield from _asked(flow, project)
    for step in flow.all_steps():
        other = known.get(step.flow) if isinstance(step, Start) else None
        if other is not None and other.status is Status.LIVE:
            asked = dict.fromkeys(each.construct for each in _asked(other, project))
            if asked:
                words = f"the start of {other.key}, which asks for {listed([*asked])}"
                yield NotYet(words, step.path)


def _asked(flow: Flow, project: Project) -> Iterator[NotYet]:
    if project.catalog.responses is not None:
        return
    yield from _responses(conditions_of_flow(flow))
    for segment in segments_of((flow,), project):
        for each in _responses(every_condition((*segment.conditions, *segment.stay))):
            words = f"{each.construct} in the segment {segment.name}"
            yield replace(each, construct=words, of_project=True)


def _responses(conditions: Iterable[Condition]) -> Iterator[NotYet]:
    """What becomes of a message that was sent is nowhere to be read."""
    for each in conditions:
        if isinstance(each, Responded) and each.response is not Response.RECEIVED:
            word = each.response.value
            yield NotYet(f"not_{word}" if each.negated else word, each.path)
