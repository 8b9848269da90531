"""The database's part of a tick for which there is nothing to do."""

from __future__ import annotations

import statistics
from dataclasses import dataclass
from datetime import timedelta

from benchmarks.engine.cases import ENTERED, Bench, tick
from benchmarks.engine.measuring import in_driver

_FROM = ENTERED + timedelta(hours=2)
"""Half of the customers wait for a day; nobody has come for an hour."""
_MINUTE = timedelta(minutes=1)
_WARMING, _TICKS = 6, 40


@dataclass(frozen=True)
class Idle:
    """`seconds` in the database's driver, the median of many ticks."""

    seconds: float
    calls: int


def idle_tick(bench: Bench) -> Idle:
    """With the state in which a fifth of those who wait will be due much later."""
    program = bench.program("waiting")
    with bench.database.undisturbed(), bench.workspace() as workspace:
        for number in range(_WARMING):
            tick(program, workspace, _FROM + number * _MINUTE)
        bench.database.settle()
        seconds = []
        with in_driver(workspace.store.engine) as driver:
            for number in range(_WARMING, _WARMING + _TICKS):
                before = driver.seconds, driver.calls
                tick(program, workspace, _FROM + number * _MINUTE)
                seconds.append(driver.seconds - before[0])
                calls = driver.calls - before[1]
    return Idle(statistics.median(seconds), calls)
