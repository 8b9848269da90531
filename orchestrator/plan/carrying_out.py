"""Applying a plan: exactly what it says, or nothing of a flow for which the world has moved."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Connection

from orchestrator.load import Loaded
from orchestrator.plan.comparing import compare, counted
from orchestrator.plan.deployed import deployed, deployed_flows
from orchestrator.plan.document import Change, FlowPlan, Plan
from orchestrator.plan.order import in_order
from orchestrator.program import Program
from orchestrator.runner import ApplyError, apply_version, remove_flow
from orchestrator.store import Store


@dataclass(frozen=True)
class Done:
    """What became of one flow of the plan; without an error it was applied."""

    flow: str
    change: Change
    error: str | None = None


def objections(plan: Plan, programs: Mapping[str, Program], store: Store) -> list[str]:
    """How the world has moved since the plan was made; nothing where it can be applied.

    Versions must be the very same, of all flows that the plan speaks of, and no flow may have been
    added or edited besides. Of people only this: nobody may be taken from a step, or out of a flow,
    of which the plan does not say so. How many they are may differ.
    """
    with store.reading() as connection:
        planned = {each.flow: each for each in plan.flows}
        keys = set(planned)
        if not plan.is_partial:
            keys |= {*programs, *deployed_flows(connection)}
        return [
            problem
            for key in sorted(keys)
            for problem in _objections(key, planned.get(key), programs.get(key), connection)
        ]


def carry_out(
    plan: Plan,
    loaded: Loaded,
    programs: Mapping[str, Program],
    store: Store,
    now: datetime,
) -> Iterator[Done]:
    """Apply what has changed, each flow in one transaction, in which it is held against the plan."""
    for each in in_order(plan.flows, loaded):
        error = None
        try:
            _apply(each, programs.get(each.flow), store, now)
        except ApplyError as refused:
            error = str(refused)
        yield Done(each.flow, each.change, error)


def _apply(planned: FlowPlan, program: Program | None, store: Store, now: datetime) -> None:
    with store.writing(planned.flow) as connection:
        found = list(_objections(planned.flow, planned, program, connection))
        if found:
            raise ApplyError(found[0])
        if program is None:
            remove_flow(connection, planned.flow, now)
        else:
            apply_version(connection, program, now)


def _objections(
    flow: str, planned: FlowPlan | None, program: Program | None, connection: Connection
) -> Iterator[str]:
    found = compare(deployed(connection, flow), program)
    if planned is None:
        if found.change is not Change.UNCHANGED:
            yield f"{flow} is {found.change}, and the plan does not know of it"
        return
    if planned.wanted != found.wanted:
        yield f"{flow}: the files say something else than when the plan was made"
    elif planned.deployed != found.deployed:
        yield f"{flow}: another version is in force than when the plan was made"
    else:
        yield from _more_people(planned, found)


def _more_people(planned: FlowPlan, found: FlowPlan) -> Iterator[str]:
    said = {(each.position, each.to) for each in planned.people if not each.stays}
    for each in found.people:
        if not each.stays and (each.position, each.to) not in said:
            yield (
                f"{found.flow}: {counted(each.people)} at {each.step} by now, which is to be "
                "removed, and where nobody stood when the plan was made"
            )
