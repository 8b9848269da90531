"""The peak of a process that lets half of the customers in, moves them on and queues messages."""

from __future__ import annotations

import multiprocessing
import resource
from pathlib import Path

from benchmarks.engine.cases import DUE, ENTERED, begin, named, working
from benchmarks.engine.project import compile_in
from orchestrator.program import Send
from orchestrator.runner import fixed_clock, open_tick


def peak_megabytes(url: str, folder: Path) -> float:
    """In a process of its own, from an empty state."""
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        return pool.apply(_peak, (url, folder))


def _peak(url: str, folder: Path) -> float:
    compiled = compile_in(folder, url)
    program = compiled.programs["sending"]
    with working(compiled, folder) as workspace:
        begin(program, workspace)
        with open_tick(program, workspace, fixed_clock(ENTERED)) as tick:
            tick.perform(named(program, "enrol"))
        with open_tick(program, workspace, fixed_clock(DUE)) as tick:
            for name in ("delay 1 day", "branch swede"):
                tick.perform(named(program, name))
            for operation in program.operations:
                if isinstance(operation, Send):
                    tick.queue(operation)
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
