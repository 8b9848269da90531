"""Which flows one customer can be in at the same time, as far as conditions tell."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from orchestrator.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    InSegment,
    NoneOf,
    Ref,
    Relative,
    Scope,
)
from orchestrator.model import EventTrigger, Flow, Project, SegmentTrigger
from orchestrator.parse import Names
from orchestrator.rules.logic import Clause, Known, meet, ways


def most_together(
    flows: Sequence[Flow], numbers: Mapping[str, float], project: Project
) -> Mapping[str, float]:
    """The numbers of flows that nothing keeps apart: of flows that exclude each other the largest.

    Flows are gathered into groups in which everybody excludes everybody, the largest first. That
    is never less than what one customer can get.
    """
    entries = Entries(project)
    groups: list[list[Flow]] = []
    for flow in sorted(flows, key=lambda each: (-numbers[each.key], each.key)):
        asks = bool(lasting(flow))
        home = next(
            (g for g in groups if asks and all(entries.are_apart(flow, o) for o in g)), None
        )
        if home is None:
            groups.append([flow])
        else:
            home.append(flow)
    return {group[0].key: numbers[group[0].key] for group in groups if numbers[group[0].key]}


class Entries:
    """Who may be in which flow; flows that ask the same are worked out once."""

    def __init__(self, project: Project) -> None:
        self._known = Known(Names.of(project.catalog), project.segments)
        self._asked: dict[str, int] = {}
        self._numbers: dict[tuple[Condition, ...], int] = {}
        self._ways: list[tuple[Clause, ...]] = []
        self._apart: dict[tuple[int, int], bool] = {}

    def are_apart(self, one: Flow, other: Flow) -> bool:
        """Whether nobody may be in both, by what they ask of the customer."""
        first, second = sorted((self._number(one), self._number(other)))
        if (first, second) not in self._apart:
            self._apart[first, second] = not meet(self._ways[first], self._ways[second])
        return self._apart[first, second]

    def _number(self, flow: Flow) -> int:
        """The same for all flows that ask the same."""
        if flow.key not in self._asked:
            asked = lasting(flow)
            if asked not in self._numbers:
                self._numbers[asked] = len(self._ways)
                self._ways.append(ways(asked, self._known))
            self._asked[flow.key] = self._numbers[asked]
        return self._asked[flow.key]


def lasting(flow: Flow) -> tuple[Condition, ...]:
    """What a flow asks of customers that is not frozen with the trigger."""
    of_trigger: tuple[Condition, ...] = ()
    if isinstance(flow.trigger, SegmentTrigger):
        of_trigger = (InSegment(flow.trigger.segment),)
    return (*of_trigger, *(each for each in flow.conditions if _is_of_the_customer(each)))


def _is_of_the_customer(condition: Condition) -> bool:
    match condition:
        case AllOf() | AnyOf() | NoneOf():
            return all(map(_is_of_the_customer, condition.conditions))
        case Compare():
            return condition.ref.scope is Scope.CUSTOMER and not isinstance(
                condition.value, Relative
            )
        case InSegment():
            return True
        case _:
            return False


def of_one_row(flow: Flow) -> tuple[Condition, ...]:
    """What a flow asks of the row that triggers it, and of the customer at that moment."""
    where = flow.trigger.where if isinstance(flow.trigger, EventTrigger) else ()
    return (*map(as_trigger, where), *flow.conditions)


def as_trigger(condition: Condition) -> Condition:
    """`value` in a `where` is what `trigger.value` is in the conditions."""
    match condition:
        case AllOf() | AnyOf() | NoneOf():
            return replace(condition, conditions=tuple(map(as_trigger, condition.conditions)))
        case Compare() if condition.ref.scope is Scope.EVENT:
            return replace(condition, ref=Ref(Scope.TRIGGER, condition.ref.name))
        case _:
            return condition
