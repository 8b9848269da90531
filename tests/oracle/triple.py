"""What is played: flows of one project, a history, and when each flow ticks."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime

from orchestrator.model import Flow, Project, Start, Status
from tests.oracle.books import Happening


@dataclass(frozen=True)
class Round:
    """What the shop does, and then the flows that tick, in this order."""

    now: datetime
    happenings: tuple[Happening, ...]
    ticks: tuple[str, ...]
    paused: frozenset[str] = frozenset()


@dataclass(frozen=True)
class Triple:
    seed: int
    project: Project
    flows: tuple[Flow, ...]
    rounds: tuple[Round, ...]

    def flows_in(self, played: Round) -> dict[str, Flow]:
        """As their files say at that time: a paused one says so."""
        return {
            each.key: replace(each, status=Status.PAUSED) if each.key in played.paused else each
            for each in self.flows
        }


def version(flow: Flow, flows: dict[str, Flow]) -> tuple[object, ...]:
    """It changes when the flow is edited, or one that it starts."""
    started = (step.flow for step in flow.all_steps() if isinstance(step, Start))
    return (flow.status, *((key, flows[key].status) for key in sorted(started)))
