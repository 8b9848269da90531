"""Rules on flows that one event fires into the same person."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from itertools import combinations

from orchestrator.conditions import Condition
from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import EventTrigger, Flow
from orchestrator.parse import Names
from orchestrator.records import dataclass
from orchestrator.rules.logic import Known, can_hold
from orchestrator.rules.passing import first_sends
from orchestrator.rules.say import named, problem
from orchestrator.rules.sends import is_marketing
from orchestrator.rules.together import of_one_row
from orchestrator.rules.whole import Whole

CLOSE = timedelta(days=1)
"""Messages that are further apart are no flood, whatever triggers them."""


def events_fire_one_flow_a_person(whole: Whole) -> Iterator[Diagnostic]:
    """Told of the later file, unless only the other one is asked about."""
    for event, group in _by_event(whole).items():
        names = Names.of(whole.context.catalog, event)
        pairs = _Pairs(Known(names, whole.project.segments))
        others: dict[str, list[str]] = defaultdict(list)
        for one, other in combinations(group, 2):
            told, beside = (other, one) if other.file in whole.files else (one, other)
            if told.file in whole.files and pairs.collide(one, other):
                others[told.key].append(beside.key)
        for flow in group:
            if others[flow.key]:
                yield _told(flow, event, others[flow.key])


class _Pairs:
    """Flows that ask the same and send at the same times are held together once."""

    def __init__(self, known: Known) -> None:
        self._known = known
        self._shapes: dict[str, _Shape] = {}
        self._collide: dict[tuple[_Shape, _Shape], bool] = {}

    def collide(self, one: Flow, other: Flow) -> bool:
        pair = self._shape(one), self._shape(other)
        if pair not in self._collide:
            asked = (*pair[0].asked, *pair[1].asked)
            self._collide[pair] = _are_close(*pair) and can_hold(asked, self._known)
        return self._collide[pair]

    def _shape(self, flow: Flow) -> _Shape:
        if flow.key not in self._shapes:
            self._shapes[flow.key] = _Shape(of_one_row(flow), frozenset(_times(flow)))
        return self._shapes[flow.key]


@dataclass(frozen=True)
class _Shape:
    """Whom a flow takes of those whom the event happens to, and when its messages come."""

    asked: tuple[Condition, ...]
    times: frozenset[timedelta]


def _are_close(one: _Shape, other: _Shape) -> bool:
    """Whether some message of the one can come on the day of one of the other."""
    return any(abs(first - second) < CLOSE for first in one.times for second in other.times)


def _told(flow: Flow, event: str, others: list[str]) -> Diagnostic:
    message = (
        f"the same {event} lets the same customer into {named(others)} too, and their marketing "
        'comes on the same day; tell them apart by "where" or "conditions"'
    )
    found = problem(Code.SHARED_EVENT, (*flow.trigger.path, "event"), message)
    return replace(found, file=flow.file)


def _by_event(whole: Whole) -> dict[str, list[Flow]]:
    groups: dict[str, list[Flow]] = defaultdict(list)
    for flow in sorted(whole.marketing, key=lambda each: each.file):
        if isinstance(flow.trigger, EventTrigger):
            groups[flow.trigger.event].append(flow)
    return groups


def _times(flow: Flow) -> set[timedelta]:
    rested = (
        (flow.trigger.quiet_for or timedelta(0))
        if isinstance(flow.trigger, EventTrigger)
        else timedelta(0)
    )
    times = first_sends(flow, lambda send: is_marketing(send, flow))
    return {rested + time for time in times}
