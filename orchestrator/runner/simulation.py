"""The same programs under a virtual clock, into a scratch state: what would have happened."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, select

from orchestrator import tables
from orchestrator.compiler import compile_flow
from orchestrator.delivery import SilentSender
from orchestrator.model import Flow, Project
from orchestrator.program import Program, values_in
from orchestrator.runner.clock import fixed_clock
from orchestrator.runner.due import is_due, next_due
from orchestrator.runner.snapshot import snapshot
from orchestrator.runner.tick import open_tick
from orchestrator.runner.workspace import Workspace, open_workspace
from orchestrator.templates import TemplateSet


@dataclass(frozen=True)
class Happening:
    """`what` is entered, exited, finished, sent, skipped or failed; `step` is the message's."""

    flow: str
    what: str
    customer: str
    trigger_key: str
    at: datetime
    step: str | None = None
    reason: str | None = None


def instants(start: datetime, end: datetime, every: timedelta) -> list[datetime]:
    """The ticks from start to end, both included where the steps fall on them."""
    return [start + every * number for number in range((end - start) // every + 1)]


def simulate(
    project: Project,
    flows: Sequence[Flow],
    templates: TemplateSet,
    ticks: Sequence[datetime],
    on_tick: Callable[[datetime], None],
    *,
    known: Sequence[Flow] = (),
) -> tuple[list[Happening], dict[str, int]]:
    """What happened, and how many reached the goal of each flow that has one.

    Who enters is looked for at the `ticks`; between two of them those inside go on when they are
    due. `known` are the flows that others may start, played or not.

    Replays history; nothing is sent, and neither customers nor the real state are changed.
    """
    senders = {name: SilentSender() for name in project.senders}
    with open_workspace(project, templates, senders, scratch=True) as workspace:
        catalog = snapshot(project.catalog, workspace.store)
        copied = replace(project, catalog=catalog)
        programs = [compile_flow(flow, copied, flows=known or flows) for flow in flows]
        played = replace(workspace, project=copied)
        for now, following in zip(ticks, (*ticks[1:], ticks[-1]), strict=True):
            for program in programs:
                _tick(program, played, now)
            _until(following, programs, played, now)
            on_tick(now)
        with workspace.store.reading() as connection:
            goals = _goals(programs, connection, ticks[-1])
            return sorted(_happenings(connection), key=_order), goals


def _until(
    following: datetime, programs: Sequence[Program], workspace: Workspace, now: datetime
) -> None:
    """Between two ticks each flow ticks at the hours at which somebody is due: windows open there."""
    while (due := next_due(workspace, now)) is not None and due < following:
        for program in programs:
            if is_due(program.flow, workspace, due):
                _tick(program, workspace, due)
        now = due


def _tick(program: Program, workspace: Workspace, now: datetime) -> None:
    with open_tick(program, workspace, fixed_clock(now)) as tick:
        for operation in program.operations:
            tick.perform(operation)


def _goals(programs: Sequence[Program], connection: Connection, now: datetime) -> dict[str, int]:
    return {
        program.flow: int(
            connection.scalar(
                program.goal.clause, values_in(connection, program.goal, {"now": now})
            )
            or 0
        )
        for program in programs
        if program.goal is not None
    }


def _order(happening: Happening) -> tuple[datetime, str, str, str, str]:
    return (
        happening.at,
        happening.flow,
        happening.customer,
        happening.trigger_key,
        f"{happening.what} {happening.step}",
    )


def _happenings(connection: Connection) -> Iterator[Happening]:
    enrolment, message = tables.enrolment, tables.message
    # Not the trigger's own instant: that may be a text which is no date.
    passages = select(
        enrolment.c.flow,
        enrolment.c.customer,
        enrolment.c.trigger_key,
        enrolment.c.entered_at,
        enrolment.c.ended_at,
        enrolment.c.end_reason,
    )
    for row in connection.execute(passages):
        here = (row.customer, row.trigger_key)
        yield Happening(row.flow, "entered", *here, row.entered_at)
        if row.ended_at is not None:
            what = "finished" if row.end_reason in ("finished", "exit") else "exited"
            yield Happening(row.flow, what, *here, row.ended_at, reason=row.end_reason)
    query = select(
        message.c.flow,
        message.c.customer,
        message.c.step,
        message.c.status,
        message.c.reason,
        message.c.finished_at,
        enrolment.c.trigger_key,
    ).join(enrolment, enrolment.c.id == message.c.enrolment)
    for row in connection.execute(query.where(message.c.finished_at.is_not(None))):
        yield Happening(
            row.flow,
            row.status,
            row.customer,
            row.trigger_key,
            row.finished_at,
            row.step,
            row.reason,
        )


def summary(happenings: Sequence[Happening]) -> dict[str, dict[str, int]]:
    """Counts by flow; a step's are named `sent STEP`."""
    counts: dict[str, dict[str, int]] = {}
    for each in happenings:
        name = f"{each.what} {each.step}" if each.step else each.what
        of_flow = counts.setdefault(each.flow, {})
        of_flow[name] = of_flow.get(name, 0) + 1
    return counts


__all__ = ["Happening", "instants", "simulate", "summary"]
