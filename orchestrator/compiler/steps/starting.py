"""`start`: letting a batch into another flow."""

from __future__ import annotations

from orchestrator.compiler.entering import Started
from orchestrator.compiler.layout import Layout, Station
from orchestrator.compiler.movement import stamp
from orchestrator.compiler.steps.common import batch_moves_on, leave_batch, onward
from orchestrator.model import Flow, Project, Start
from orchestrator.program import Start as StartOperation
from orchestrator.words import step_words


def start_operation(
    flow: Flow,
    station: Station,
    step: Start,
    project: Project,
    layout: Layout,
    started: Started | None,
) -> StartOperation:
    """Without `started` that flow is a draft or paused, and lets nobody in."""
    lets_in = (
        "if its conditions and its re-entry rule let them in" if started else "which is not live"
    )
    return StartOperation(
        name=step_words(step),
        sentence=f"Start {step.flow} for them, {lets_in}.{onward(station, layout)}",
        position=station.position,
        flow=step.flow,
        stamp=stamp(flow.key, station.position),
        leave=leave_batch(flow, project),
        enter=started.enter if started else None,
        restart=started.restart if started else None,
        move_on=batch_moves_on(station, layout),
    )
