"""What a rule may look at besides its flow, and how it finds the conditions of one."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from enum import Enum, auto

from orchestrator.catalog import Catalog
from orchestrator.conditions import AllOf, AnyOf, Compare, Condition, Did, InSegment, NoneOf
from orchestrator.diagnostics import Path
from orchestrator.model import Branch, EventTrigger, Flow, Project
from orchestrator.parse import Names
from orchestrator.templates import TemplateSet


@dataclass(frozen=True)
class Context:
    """The project as far as it could be read; `doubtful` are the places that could not."""

    project: Project | None
    templates: TemplateSet
    doubtful: Collection[Path] = ()

    @property
    def catalog(self) -> Catalog | None:
        return self.project.catalog if self.project else None

    def is_doubtful(self, *path: str) -> bool:
        """Whether something is wrong at that place of orchestrator.yml, above it or below it."""
        return any(
            place[: len(path)] == path or path[: len(place)] == place for place in self.doubtful
        )


class When(Enum):
    """When a condition is judged, which decides what it may refer to."""

    SEGMENT = auto()
    BEFORE_ENTERING = auto()
    INSIDE = auto()


@dataclass(frozen=True)
class Found:
    """One condition in its place."""

    condition: Compare | Did | InSegment
    names: Names
    when: When


def conditions_of(flow: Flow, catalog: Catalog | None) -> Iterator[Found]:
    """Every condition of a flow that is not a group, `where` included."""
    trigger = flow.trigger
    event = trigger.event if isinstance(trigger, EventTrigger) else None
    names = Names.of(catalog, event)
    if isinstance(trigger, EventTrigger):
        inside = names.inside(trigger.event)
        yield from leaves(trigger.where, inside, When.BEFORE_ENTERING)
    yield from leaves(flow.conditions, names, When.BEFORE_ENTERING)
    for conditions in _inside(flow):
        yield from leaves(conditions, names, When.INSIDE)


def _inside(flow: Flow) -> Iterator[tuple[Condition, ...]]:
    yield flow.exit_when
    if flow.goal:
        yield (flow.goal.condition,)
    for step in flow.all_steps():
        if isinstance(step, Branch):
            yield from (case.conditions for case in step.cases)


def leaves(conditions: tuple[Condition, ...], names: Names, when: When) -> Iterator[Found]:
    for condition in conditions:
        match condition:
            case AllOf() | AnyOf() | NoneOf():
                yield from leaves(condition.conditions, names, when)
            case Did():
                yield Found(condition, names, when)
                yield from leaves(condition.where, names.inside(condition.event), when)
            case Compare() | InSegment():
                yield Found(condition, names, when)
