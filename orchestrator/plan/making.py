"""Making a plan: on a copy of the state, so that the real one is only read."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path

from sqlalchemy import update

from orchestrator import tables
from orchestrator.compiler import started_by
from orchestrator.delivery import SilentSender
from orchestrator.load import Loaded
from orchestrator.model import Project, Status
from orchestrator.plan.comparing import compare
from orchestrator.plan.deployed import deployed, deployed_flows
from orchestrator.plan.document import Change, FlowPlan, Forecast, Plan
from orchestrator.plan.forecast import enter_and_send
from orchestrator.plan.order import in_order
from orchestrator.plan.programs import compile_loaded
from orchestrator.program import Program
from orchestrator.runner import (
    ApplyError,
    Workspace,
    apply_version,
    open_workspace,
    remove_flow,
)
from orchestrator.store import copy_state

_MOMENT = timedelta(seconds=1)


def wanted_programs(loaded: Loaded) -> dict[str, Program]:
    """The flows that the files want to run: all but the drafts."""
    live = (flow for flow in loaded.flows if flow.status is not Status.DRAFT)
    return {flow.key: compile_loaded(flow, loaded) for flow in live}


def make_plan(
    loaded: Loaded, project: Project, now: datetime, *, days: int, tries: bool = True
) -> Plan:
    """What applying the files would do to what is in force, as of `now`.

    With `tries` it is done on the copy and the first ticks are played there, and then so many days.
    Raises StoreError where the database cannot be read.
    """
    senders = {name: SilentSender() for name in project.senders}
    with open_workspace(project, loaded.templates, senders, scratch=True) as workspace:
        copy_state(workspace.store, project.database, Path(project.root))
        programs = wanted_programs(loaded)
        flows = _compared(programs, workspace)
        forecast: Forecast | None = None
        if tries:
            flows, forecast = _tried(flows, programs, loaded, workspace, now, days)
    return Plan(now, tuple(flows), forecast)


def _compared(programs: Mapping[str, Program], workspace: Workspace) -> list[FlowPlan]:
    with workspace.store.reading() as connection:
        keys = sorted({*programs, *deployed_flows(connection)})
        return [compare(deployed(connection, key), programs.get(key)) for key in keys]


def _tried(
    flows: Sequence[FlowPlan],
    programs: Mapping[str, Program],
    loaded: Loaded,
    workspace: Workspace,
    now: datetime,
    days: int,
) -> tuple[list[FlowPlan], Forecast | None]:
    _forget_workers(workspace, now)
    refused = dict(_refusals(in_order(flows, loaded), programs, workspace, now))
    running = [programs[each.flow] for each in flows if _runs(each, refused)]
    known = {flow.key: flow for flow in loaded.flows}
    entered, forecast = enter_and_send(known, running, workspace, now, days)
    told = [
        replace(each, enters=entered.get(each.flow), refusal=refused.get(each.flow))
        for each in flows
    ]
    return told, forecast


def _runs(flow: FlowPlan, refused: Mapping[str, str]) -> bool:
    return flow.change is not Change.REMOVED and flow.flow not in refused


def _refusals(
    flows: Sequence[FlowPlan],
    programs: Mapping[str, Program],
    workspace: Workspace,
    now: datetime,
) -> Iterator[tuple[str, str]]:
    """Apply each; where that cannot be, why."""
    for each in flows:
        try:
            with workspace.store.writing(each.flow) as connection:
                if each.change is Change.REMOVED:
                    remove_flow(connection, each.flow, now)
                else:
                    apply_version(connection, programs[each.flow], now)
        except ApplyError as error:
            yield each.flow, str(error)


def _forget_workers(workspace: Workspace, now: datetime) -> None:
    """On the copy nobody is at work."""
    message = tables.message
    in_hand = message.c.status.in_(("claimed", "sending"))
    with workspace.store.writing() as connection:
        values = {"worker": "", "lease_until": now - _MOMENT}
        connection.execute(update(message).where(in_hand).values(**values))


def only(plan: Plan, loaded: Loaded, flows: Sequence[str]) -> Plan:
    """Of these flows, and of the changed ones that they start or are started by.

    Those belong together: who starts a flow lets people in at its first step.
    """
    changed = {each.flow for each in plan.changes}
    starts = {flow.key: set(started_by(flow)) & changed for flow in loaded.flows}
    found = set(flows)
    while (
        more := {
            other
            for parent, children in starts.items()
            if parent in changed
            for other in (children if parent in found else {parent} if children & found else ())
        }
        - found
    ):
        found |= more
    chosen = tuple(each for each in plan.flows if each.flow in found)
    return replace(plan, flows=chosen, is_partial=True)
