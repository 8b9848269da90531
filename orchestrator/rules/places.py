"""Where conditions stand, and what they can refer to there."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import field
from enum import Enum, auto

from orchestrator.catalog import Catalog
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
    Responded,
)
from orchestrator.model import Branch, EventTrigger, Flow, Project, Send, Step, WaitFor
from orchestrator.parse import Names
from orchestrator.records import dataclass
from orchestrator.rules.passed import Passed, passed_at_the_end, passed_before


class When(Enum):
    """When a condition is judged, which decides what it may refer to."""

    SEGMENT = auto()
    BEFORE_ENTERING = auto()
    INSIDE = auto()


class Kind(Enum):
    """As what the conditions of a place are meant."""

    WHERE = auto()
    WHO_MAY_ENTER = auto()
    WAY_OUT = auto()
    GOAL = auto()
    CASE = auto()
    ONLY_IF = auto()
    HOLD = auto()
    AWAITED = auto()
    MEMBERS = auto()


@dataclass(frozen=True)
class Place:
    """Conditions that must all hold; `passed` is what may lie behind the customer then."""

    conditions: tuple[Condition, ...]
    names: Names
    when: When
    kind: Kind
    passed: Passed = field(default_factory=Passed)
    step: Step | None = None
    """That asks; None where the whole flow does."""


@dataclass(frozen=True)
class Found:
    """One condition that is no group, in its place; `where` and lines have names of their own."""

    condition: Compare | Ranked | Did | Responded | InSegment | Lines
    names: Names
    place: Place

    @property
    def when(self) -> When:
        return self.place.when


@dataclass(frozen=True)
class Conditions:
    """All conditions of a flow, by place and one by one."""

    names: Names
    places: tuple[Place, ...]
    found: tuple[Found, ...]

    @classmethod
    def of(cls, flow: Flow, catalog: Catalog | None) -> Conditions:
        names = Names.of_flow(catalog, flow.trigger, flow.steps)
        places = tuple(_places(flow, names))
        return cls(names, places, tuple(found for place in places for found in leaves(place)))


def _places(flow: Flow, names: Names) -> Iterator[Place]:
    """Each way out is a place of its own: any one of them suffices."""
    if isinstance(flow.trigger, EventTrigger):
        rows = names.inside(flow.trigger.event)
        yield Place(flow.trigger.where, rows, When.BEFORE_ENTERING, Kind.WHERE)
    yield Place(flow.conditions, names, When.BEFORE_ENTERING, Kind.WHO_MAY_ENTER)
    anything = passed_at_the_end(flow.steps)
    for way_out in flow.exit_when:
        yield Place((way_out,), names, When.INSIDE, Kind.WAY_OUT, anything)
    if flow.goal:
        yield Place((flow.goal.condition,), names, When.INSIDE, Kind.GOAL, anything)
    if flow.hold:
        yield Place(flow.hold.conditions, names, When.INSIDE, Kind.HOLD, anything)
    for step, passed in passed_before(flow.steps):
        match step:
            case Branch():
                for case in step.cases:
                    yield Place(case.conditions, names, When.INSIDE, Kind.CASE, passed, step)
            case Send():
                yield Place(step.only_if, names, When.INSIDE, Kind.ONLY_IF, passed, step)
            case WaitFor():
                yield Place(step.awaited, names, When.INSIDE, Kind.AWAITED, passed, step)
            case _:
                pass


def places_of_project(project: Project) -> Iterator[Place]:
    """What every flow shares, which can therefore refer to none."""
    names = Names.of(project.catalog)
    for segment in project.segments.values():
        for conditions in (segment.conditions, segment.stay):
            yield Place(conditions, names, When.SEGMENT, Kind.MEMBERS)
    if project.defaults.hold:
        yield Place(project.defaults.hold.conditions, names, When.SEGMENT, Kind.HOLD)


def conditions_of_project(project: Project) -> Iterator[Found]:
    for place in places_of_project(project):
        yield from leaves(place)


def leaves(place: Place) -> Iterator[Found]:
    yield from _leaves(place.conditions, place.names, place)


def _leaves(conditions: Sequence[Condition], names: Names, place: Place) -> Iterator[Found]:
    for condition in conditions:
        match condition:
            case AllOf() | AnyOf() | NoneOf():
                yield from _leaves(condition.conditions, names, place)
            case Did():
                yield Found(condition, names, place)
                rows = names.inside(condition.event)
                yield from _leaves((*condition.where, *condition.sums), rows, place)
            case Lines():
                yield Found(condition, names, place)
                yield from _leaves(condition.where, names.inside_lines(condition.scope), place)
            case Compare() | Ranked() | Responded() | InSegment():
                yield Found(condition, names, place)
