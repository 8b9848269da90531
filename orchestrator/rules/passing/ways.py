"""Every way through a flow, and how close together its messages are."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import timedelta
from typing import TypeAlias

from orchestrator.model import DELAYS, Exit, Flow, Send, Step, WaitFor, blocks
from orchestrator.records import dataclass
from orchestrator.rules.passing.moment import NOW, Moment, Wait

MOST_WAYS = 200
"""Of more ways through a flow those are followed that have brought the most messages so far."""
Counts: TypeAlias = Callable[[Send], bool]


@dataclass(frozen=True)
class Way:
    """One way through a flow so far, as fast as can be, for those who stay to its end.

    `ages` tells how long ago each message of the stretch was sent, `inside` how long ago they entered.
    """

    moment: Moment
    ages: tuple[timedelta, ...] = ()
    most: int = 0
    inside: timedelta = NOW

    def later(self, length: timedelta, moment: Moment, within: timedelta) -> Way:
        ages = tuple(age + length for age in self.ages if age + length < within)
        return Way(moment, ages, self.most, self.inside + length)

    def sent(self) -> Way:
        ages = (*self.ages, NOW)
        return replace(self, ages=ages, most=max(self.most, len(ages)))


@dataclass(frozen=True)
class Walker:
    within: timedelta
    counts: Counts
    can_restart: bool

    def passage(self, flow: Flow, ways: frozenset[Way]) -> frozenset[Way]:
        """The ways to the end of the flow, or to one of its exits."""
        going_on, ended = self._through(flow.steps, ways)
        return going_on | ended

    def _through(
        self, steps: Iterable[Step], ways: frozenset[Way]
    ) -> tuple[frozenset[Way], frozenset[Way]]:
        ended: frozenset[Way] = frozenset()
        for step in steps:
            ways, left = self._step(step, _fewer(ways))
            ended |= left
        return ways, _fewer(ended)

    def _step(self, step: Step, ways: frozenset[Way]) -> tuple[frozenset[Way], frozenset[Way]]:
        nobody: frozenset[Way] = frozenset()
        if isinstance(step, Exit):
            return nobody, ways
        if isinstance(step, Send):
            sent = frozenset(way.sent() for way in ways) if self.counts(step) else ways
            return sent, sent if self.can_restart else nobody
        if isinstance(step, DELAYS):
            return frozenset(self._waited(way, step) for way in ways), nobody
        return self._arms(step, ways)

    def _waited(self, way: Way, wait: Wait) -> Way:
        length, moment = way.moment.after(wait)
        return way.later(length, moment, self.within)

    def _arms(self, step: Step, ways: frozenset[Way]) -> tuple[frozenset[Way], frozenset[Way]]:
        arms = blocks(step)
        if not arms:
            return ways, frozenset()
        on: frozenset[Way] = frozenset()
        ended: frozenset[Way] = frozenset()
        for arm, inner in arms:
            begun = self._begun(step, arm, ways)
            arm_on, arm_ended = self._through(inner, begun)
            on, ended = on | arm_on, ended | arm_ended
        return on, ended

    def _begun(self, step: Step, arm: str, ways: frozenset[Way]) -> frozenset[Way]:
        """What is waited for can come at once, and is given up only after its time."""
        if not isinstance(step, WaitFor):
            return ways
        if arm == "then":
            return frozenset(replace(way, moment=replace(way.moment, shown=None)) for way in ways)
        return frozenset(
            way.later(step.at_most, way.moment.later(step.at_most), self.within) for way in ways
        )


def _fewer(ways: frozenset[Way]) -> frozenset[Way]:
    if len(ways) <= MOST_WAYS:
        return ways
    ranked = sorted(ways, key=lambda way: (-way.most, -len(way.ages), sum(way.ages, NOW)))
    return frozenset(ranked[:MOST_WAYS])
