"""The whole program of a flow."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import timedelta

from sqlalchemy import func, or_, select

from orchestrator import tables
from orchestrator.compiler.digest import digest
from orchestrator.compiler.expressions import enrolled
from orchestrator.compiler.layout import Layout, lay_out
from orchestrator.compiler.mentions import started_by
from orchestrator.compiler.movement import is_open, is_queued
from orchestrator.compiler.operations import Operations
from orchestrator.compiler.triggered import inside
from orchestrator.compiler.version import version_of
from orchestrator.model import (
    Branch,
    EventTrigger,
    Flow,
    Project,
    Send,
    Split,
    WaitFor,
)
from orchestrator.program import (
    Program,
    Statement,
    instant,
)


def compile_flow(
    flow: Flow,
    project: Project,
    variables: Iterable[tuple[str, ...]] = (),
    flows: Iterable[Flow] = (),
) -> Program:
    """Compile a valid flow; `variables` are the paths that its templates and subjects read.

    `flows` are those of the project: a `start` writes into another one's ledger. A flow that breaks
    the rules, or starts one that is not there, raises LookupError: validate first.
    """
    layout = lay_out(flow.steps)
    known = {each.key: each for each in flows}
    started = [known[key] for key in started_by(flow)]
    parts = Operations(flow, project, layout, frozenset(variables), known)
    enrolment = tables.enrolment
    standing = (enrolment.c.flow == flow.key, is_open())
    meaning = digest(flow, project, started)
    return Program(
        flow=flow.key,
        title=flow.title,
        digest=meaning,
        positions=tuple(station.position for station in layout.stations),
        sends=tuple(each.position for each in layout.stations if isinstance(each.step, Send)),
        operations=tuple(parts.in_order()),
        due=_due(flow, layout),
        waiting=Statement.of(
            "How many are inside.", select(func.count()).select_from(enrolment).where(*standing)
        ),
        queued=_queued(flow),
        goal=_goal(flow, project),
        include_past=_include_past(flow),
        version=version_of(flow, layout, meaning),
        renamed=_renamed(flow),
    )


def _due(flow: Flow, layout: Layout) -> Statement:
    enrolment = tables.enrolment
    here = or_(*(enrolment.c.position == station.position for station in layout.stations))
    probe = (
        select(enrolment.c.position)
        .where(enrolment.c.flow == flow.key, is_open(), here, enrolment.c.due_at <= instant())
        .group_by(enrolment.c.position)
    )
    return Statement.of("Who is due, and where.", probe)


def _queued(flow: Flow) -> Statement:
    message = tables.message
    probe = (
        select(message.c.step)
        .where(message.c.flow == flow.key, is_queued(), message.c.due_at <= instant())
        .group_by(message.c.step)
    )
    return Statement.of("Which sends have messages to hand over.", probe)


def _renamed(flow: Flow) -> dict[str, str]:
    named = (step for step in flow.all_steps() if isinstance(step, Send | Branch | Split | WaitFor))
    return {step.was: step.id for step in named if step.was is not None}


def _include_past(flow: Flow) -> timedelta:
    trigger = flow.trigger
    past = trigger.include_past if isinstance(trigger, EventTrigger) else None
    return past or timedelta(0)


def _goal(flow: Flow, project: Project) -> Statement | None:
    if flow.goal is None:
        return None
    enrolment = tables.enrolment.alias("entered")
    until = tables.later(enrolment.c.triggered_at, flow.goal.within)
    place = replace(inside(flow, project, enrolment), until=until)
    reached = enrolled((flow.goal.condition,), place)
    count = select(func.count()).select_from(enrolment).where(enrolment.c.flow == flow.key, reached)
    return Statement.of("How many have reached the goal.", count)
