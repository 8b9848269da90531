"""What a piece of work costs: by the clock, of the processor, and in the database's driver alone."""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

from sqlalchemy import Engine

CALLS = (
    "do_execute",
    "do_executemany",
    "do_execute_no_params",
    "do_commit",
    "do_rollback",
    "do_ping",
)
"""All of SQLAlchemy's dialect that talks to the database."""


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock, and of the processors (the server's too)."""

    clock: float
    processor: float


def cost_of(work: Callable[[], object], processor_seconds: Callable[[], float]) -> Cost:
    used, began = processor_seconds(), time.perf_counter()
    work()
    took = time.perf_counter() - began
    return Cost(took, processor_seconds() - used)


def median(costs: Sequence[Cost]) -> Cost:
    return Cost(
        statistics.median(each.clock for each in costs),
        statistics.median(each.processor for each in costs),
    )


@dataclass
class InDriver:
    """Seconds and calls in the database's driver: all of a tick that is not Python of ours."""

    seconds: float = 0.0
    calls: int = 0
    by_call: list[tuple[float, str]] = field(default_factory=list)


@contextmanager
def in_driver(engine: Engine) -> Iterator[InDriver]:
    found = InDriver()
    dialect = engine.dialect
    for name in CALLS:
        setattr(dialect, name, _timed(getattr(dialect, name), found, name))
    try:
        yield found
    finally:
        for name in CALLS:
            delattr(dialect, name)


def _timed(call: Callable[..., object], found: InDriver, name: str) -> Callable[..., object]:
    def timed(*given: object, **named: object) -> object:
        began = time.perf_counter()
        try:
            return call(*given, **named)
        finally:
            took = time.perf_counter() - began
            found.seconds += took
            found.calls += 1
            said = str(given[1]) if name.startswith("do_execute") else name
            found.by_call.append((took, said))

    return timed
