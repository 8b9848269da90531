"""One tick of each flow, now, straight on the engine: nothing of Prefect."""

from __future__ import annotations

import time
from collections.abc import Sequence

from orchestrator.deployment.engine import Clock, Compiled
from orchestrator.deployment.outcome import Summary
from orchestrator.deployment.ran import Progress, Ran


def run_directly(flows: Sequence[Compiled], clock: Clock, progress: Progress) -> list[Ran]:
    """A flow that crashes doesn't keep the others from their tick."""
    return [_run(compiled, clock, progress) for compiled in flows]


def _run(compiled: Compiled, clock: Clock, progress: Progress) -> Ran:
    began = time.monotonic()
    summary, crash = None, None
    try:
        summary = _tick(compiled, clock, progress)
    except Exception as error:  # noqa: BLE001  whatever it is, it is this flow's alone
        crash = error
    ran = Ran(compiled.flow.key, time.monotonic() - began, summary, crash)
    progress.ended(ran)
    return ran


def _tick(compiled: Compiled, clock: Clock, progress: Progress) -> Summary:
    with compiled.open_tick(clock) as tick:
        for operation in compiled.program.operations:
            progress.step(compiled.flow.key, operation)
            tick.perform(operation)
    return Summary.of(tick.tally)
