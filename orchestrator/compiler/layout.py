"""Where an enrolment can stand, and where it goes from there."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeAlias

from orchestrator.model import (
    Branch,
    Delay,
    DelayUntil,
    DelayUntilDate,
    Exit,
    Send,
    Split,
    Start,
    Step,
    Update,
    WaitFor,
    blocks,
)

FINISHED = ":finished"
EXITED = ":exit"
ENDS = {FINISHED: "finished", EXITED: "exit"}
"""Targets that no step's id can be; the passage ends there, for that reason."""

Standing: TypeAlias = (
    Send | Delay | DelayUntil | DelayUntilDate | Branch | Split | WaitFor | Update | Start
)
"""Every step but an exit: what somebody can stand at."""
TAKING = (Branch, Split, Send)
"""Steps that write a row for everyone they take, which then tells who was taken."""


@dataclass(frozen=True)
class Station:
    """A step with its position; `then` follows it, `arms` are where it may lead instead."""

    position: str
    step: Standing
    then: str
    arms: Mapping[str, str]


@dataclass(frozen=True)
class Layout:
    """Stations in reading order: nobody ever moves backwards."""

    start: str
    stations: tuple[Station, ...]

    @property
    def delays(self) -> dict[str, timedelta]:
        return {
            station.position: station.step.duration
            for station in self.stations
            if isinstance(station.step, Delay)
        }

    def taken_at(self, station: Station) -> tuple[str, ...]:
        """Where those stand whom the step takes: there, and at the delays that lead to it.

        So whoever has waited for long enough is written once, with what the step makes of them.
        """
        return (station.position, *(each for each in self._led_by_delays(station.position)))

    def is_passed_through(self, station: Station) -> bool:
        """Whether the step behind a delay takes people from the delay itself."""
        return any(
            each.position == station.then and isinstance(each.step, TAKING)
            for each in self.stations
        )

    def _led_by_delays(self, position: str) -> Iterator[str]:
        for station in self.stations:
            if isinstance(station.step, Delay) and station.then == position:
                yield station.position


def lay_out(steps: tuple[Step, ...]) -> Layout:
    stations: list[Station] = []
    start = _place(steps, FINISHED, "", stations)
    return Layout(start, tuple(stations))


def _place(steps: tuple[Step, ...], after: str, prefix: str, stations: list[Station]) -> str:
    """Lay out one block; returns where it begins. `prefix` is the nearest id before, and arm."""
    if not steps:
        return after
    names = _positions(steps, prefix)
    begins = [_begin(step, name) for step, name in zip(steps, names, strict=True)]
    followed_by = [*begins[1:], after]
    for step, name, then in zip(steps, names, followed_by, strict=True):
        if not isinstance(step, Exit):
            _place_step(step, name, then, stations)
    return begins[0]


def _begin(step: Step, name: str) -> str:
    return EXITED if isinstance(step, Exit) else name


def _place_step(step: Standing, name: str, then: str, stations: list[Station]) -> None:
    """The step, and behind it those of its arms: they all lead to what follows the step."""
    slot = len(stations)
    arms = {arm: _place(inner, then, f"{name}.{arm}", stations) for arm, inner in blocks(step)}
    stations.insert(slot, Station(name, step, then, arms))


def _positions(steps: tuple[Step, ...], prefix: str) -> list[str]:
    """A step's id, or the nearest id before it and how many steps on."""
    names = []
    nearest, ordinal = prefix, 0
    for step in steps:
        if isinstance(step, Send | Branch | Split | WaitFor):
            nearest, ordinal = step.id, 0
            names.append(step.id)
        else:
            ordinal += 1
            names.append(f"{nearest}+{ordinal}")
    return names
