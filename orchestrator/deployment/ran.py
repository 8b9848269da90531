"""How one flow's tick ended, and who is told while it runs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

from orchestrator.deployment.engine import Operation
from orchestrator.deployment.outcome import Summary


@dataclass(frozen=True)
class Ran:
    """Without a summary the tick did not run to its end, and `crash` says why."""

    flow: str
    seconds: float
    summary: Summary | None = None
    crash: Exception | None = None
    run: str | None = None
    """The id of the run in Prefect."""


class Progress(Protocol):
    def step(self, flow: str, operation: Operation) -> None: ...

    def ended(self, ran: Ran) -> None: ...
