"""Clocks around the engine's own calls."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch

from orchestrator.program import Operation
from orchestrator.runner import Tick, open_tick
from orchestrator.runner.rendering import Rendering
from orchestrator.runner.sending import deliver
from orchestrator.runner.snapshot import snapshot

KINDS = {
    "EnterByEvent": "enter by an event",
    "EnterBySegment": "enter by a segment",
    "Leave": "exit_when",
    "Wake": "wake",
    "Branch": "branch",
    "Delay": "delay",
    "DelayUntilClock": "delay until",
    "WaitFor": "wait_for",
    "Send": "send: reach the step, queue",
    "Recover": "recover",
}
DELIVER = "send: claim, hand over, outcome"
RENDER = "send: render"
BEGIN = "begin and close ticks"
COPY = "copy the SELECTs of the catalog"


@dataclass
class Stopwatch:
    """Seconds and calls by what was done; what is inside something else counts only there.

    SQLite works in this very process, so that processor time has the database's share in it and,
    unlike the wall's, nothing of what else the machine does.
    """

    seconds: Counter[str] = field(default_factory=Counter)
    processor: Counter[str] = field(default_factory=Counter)
    calls: Counter[str] = field(default_factory=Counter)
    by_flow: Counter[str] = field(default_factory=Counter)
    _inner: list[tuple[float, float]] = field(default_factory=list)

    @contextmanager
    def time(self, what: str, flow: str | None = None) -> Iterator[None]:
        self._inner.append((0.0, 0.0))
        begun, used = time.perf_counter(), time.process_time()
        yield
        took, used = time.perf_counter() - begun, time.process_time() - used
        inner_took, inner_used = self._inner.pop()
        if self._inner:
            outer_took, outer_used = self._inner[-1]
            self._inner[-1] = (outer_took + took, outer_used + used)
        self.seconds[what] += took - inner_took  # type: ignore[assignment]
        self.processor[what] += used - inner_used  # type: ignore[assignment]
        self.calls[what] += 1
        if flow is not None:
            self.by_flow[flow] += used  # type: ignore[assignment]

    def table(self, wall: float, processor: float) -> str:
        lines = [f"{'where':<34}{'wall s':>9}{'CPU s':>9}{'share':>8}{'calls':>8}{'CPU ms':>9}"]
        rest = processor - sum(self.processor.values())
        self.seconds["all else"] = wall - sum(self.seconds.values())  # type: ignore[assignment]
        for what, used in [*self.processor.most_common(), ("all else", rest)]:
            calls = self.calls[what]
            each = f"{1000 * used / calls:9.2f}" if calls else ""
            figures = f"{self.seconds[what]:9.2f}{used:9.2f}{used / processor:8.1%}"
            lines.append(f"{what:<34}{figures}{calls or '':>8}{each}")
        lines += ["", f"{'flow':<34}{'CPU s':>9}"]
        lines += [f"{flow:<34}{used:9.2f}" for flow, used in self.by_flow.most_common()]
        return "\n".join(lines)


@contextmanager
def watching(watch: Stopwatch) -> Iterator[None]:
    """The engine runs as it is, with a clock around its calls."""
    perform, message = Tick.perform, Rendering.message

    def timed_perform(self: Tick, operation: Operation) -> dict[str, int]:
        kind = type(operation).__name__
        with watch.time(KINDS.get(kind, kind), self.program.flow):
            return perform(self, operation)

    @contextmanager
    def timed_tick(*given: Any) -> Iterator[Tick]:  # noqa: ANN401 - handed on as it is
        with watch.time(BEGIN), open_tick(*given) as tick:
            yield tick

    with (
        patch.object(Tick, "perform", timed_perform),
        patch("orchestrator.runner.tick.deliver", _timed(watch, DELIVER, deliver)),
        patch.object(Rendering, "message", _timed(watch, RENDER, message)),
        patch("orchestrator.runner.simulation.open_tick", timed_tick),
        patch("orchestrator.runner.simulation.snapshot", _timed(watch, COPY, snapshot)),
    ):
        yield


def _timed(watch: Stopwatch, what: str, call: Callable[..., Any]) -> Callable[..., Any]:
    def timed(*given: Any) -> Any:  # noqa: ANN401 - handed on as it is
        with watch.time(what):
            return call(*given)

    return timed
