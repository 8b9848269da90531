"""Where an enrolment can stand, and where it goes from there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta

from orchestrator.model import Branch, Delay, Exit, Send, Step

FINISHED = ":finished"
EXITED = ":exit"
ENDS = {FINISHED: "finished", EXITED: "exit"}
"""Targets that no step's id can be; the passage ends there, for that reason."""


@dataclass(frozen=True)
class Station:
    """A step with its position; `then` follows it, `arms` are where a branch leads."""

    position: str
    step: Send | Delay | Branch
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
        if isinstance(step, Branch):
            _place_branch(step, then, stations)
        elif not isinstance(step, Exit):
            stations.append(Station(name, step, then, {}))
    return begins[0]


def _begin(step: Step, name: str) -> str:
    return EXITED if isinstance(step, Exit) else name


def _place_branch(branch: Branch, then: str, stations: list[Station]) -> None:
    slot = len(stations)
    arms = {}
    for arm, steps in arms_of(branch).items():
        arms[arm] = _place(steps, then, f"{branch.id}.{arm}", stations)
    stations.insert(slot, Station(branch.id, branch, then, arms))


def arms_of(branch: Branch) -> dict[str, tuple[Step, ...]]:
    """The arms by name: `then` (or `case-1`, `case-2`, …) and `else`."""
    names = (
        ["then"] if len(branch.cases) == 1 else [f"case-{n + 1}" for n in range(len(branch.cases))]
    )
    arms = {name: case.steps for name, case in zip(names, branch.cases, strict=True)}
    return arms | {"else": branch.otherwise}


def _positions(steps: tuple[Step, ...], prefix: str) -> list[str]:
    """A step's id, or the nearest id before it and how many steps on."""
    names = []
    nearest, ordinal = prefix, 0
    for step in steps:
        if isinstance(step, Send | Branch):
            nearest, ordinal = step.id, 0
            names.append(step.id)
        else:
            ordinal += 1
            names.append(f"{nearest}+{ordinal}")
    return names
