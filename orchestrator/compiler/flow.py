"""The whole program of a flow."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator
from dataclasses import replace
from datetime import timedelta
from typing import assert_never

from sqlalchemy import func, literal, literal_column, or_, select, union, update

from orchestrator import tables
from orchestrator.compiler.entering import (
    LOW,
    enter_by_date,
    enter_by_event,
    enter_by_segment,
    join_segment,
    leave_segment,
)
from orchestrator.compiler.expressions import enrolled
from orchestrator.compiler.layout import Layout, Station, lay_out
from orchestrator.compiler.movement import cancel_queued, departure, is_open, is_queued
from orchestrator.compiler.sending import move_on, recover_statements, send_operation
from orchestrator.compiler.sources import Sources, to_state
from orchestrator.compiler.steps import branch_operation, delay_operation, inside
from orchestrator.compiler.words import exit_words
from orchestrator.conditions import AllOf, AnyOf, Condition, Did, NoneOf
from orchestrator.model import (
    Branch,
    DateTrigger,
    Delay,
    EventTrigger,
    Flow,
    Project,
    SegmentTrigger,
    Send,
    Status,
)
from orchestrator.program import (
    EnterByDate,
    EnterByEvent,
    EnterBySegment,
    Leave,
    Operation,
    Program,
    Recover,
    Statement,
    Watch,
    instant,
)


def compile_flow(
    flow: Flow, project: Project, variables: Iterable[tuple[str, ...]] = ()
) -> Program:
    """Compile a valid flow; `variables` are the paths that its templates and subjects read.

    A flow that breaks the rules raises LookupError: validate first.
    """
    layout = lay_out(flow.steps)
    enrolment = tables.enrolment
    standing = (enrolment.c.flow == flow.key, is_open())
    return Program(
        flow=flow.key,
        title=flow.title,
        digest=digest(flow, project),
        positions=tuple(station.position for station in layout.stations),
        sends=tuple(each.position for each in layout.stations if isinstance(each.step, Send)),
        operations=tuple(_operations(flow, project, layout, frozenset(variables))),
        due=_due(flow, layout),
        waiting=Statement.of(
            "How many are inside.", select(func.count()).select_from(enrolment).where(*standing)
        ),
        queued=_queued(flow),
        goal=_goal(flow, project),
        include_past=_include_past(flow),
    )


def digest(flow: Flow, project: Project) -> str:
    """Twelve characters that change when the meaning of the flow or the catalog does."""
    meaning = repr((replace(flow, file=""), project.catalog, sorted(project.segments.items())))
    return hashlib.sha256(meaning.encode()).hexdigest()[:12]


def _operations(
    flow: Flow, project: Project, layout: Layout, variables: frozenset[tuple[str, ...]]
) -> Iterator[Operation]:
    yield _recover(flow, layout)
    if flow.status is Status.PAUSED:
        yield _watch(flow, project)
        return
    if flow.exit_when:
        yield _leave(flow, project)
    yield _enter(flow, project, layout)
    for station in layout.stations:
        yield _step(flow, project, layout, station, variables)


def _watch(flow: Flow, project: Project) -> Watch:
    watch = Watch("Paused: nobody enters, nothing is sent, and nothing is made up for later.")
    if not isinstance(flow.trigger, SegmentTrigger):
        return watch
    return replace(
        watch,
        leave_segment=leave_segment(flow, flow.trigger, project),
        join_segment=join_segment(flow, flow.trigger, project),
    )


def _enter(
    flow: Flow, project: Project, layout: Layout
) -> EnterByEvent | EnterBySegment | EnterByDate:
    trigger = flow.trigger
    match trigger:
        case EventTrigger():
            return enter_by_event(flow, trigger, project, layout)
        case SegmentTrigger():
            return enter_by_segment(flow, trigger, project, layout)
        case DateTrigger():
            return enter_by_date(flow, trigger, project, layout)
        case _:
            assert_never(trigger)


def _step(
    flow: Flow,
    project: Project,
    layout: Layout,
    station: Station,
    variables: frozenset[tuple[str, ...]],
) -> Operation:
    step = station.step
    match step:
        case Delay():
            return delay_operation(flow, station, step, layout)
        case Branch():
            return branch_operation(flow, station, step, project, layout)
        case Send():
            return send_operation(flow, station, step, project, layout, variables)
        case _:
            assert_never(step)


def _recover(flow: Flow, layout: Layout) -> Recover:
    workers, requeue, give_up = recover_statements(flow)
    return Recover(
        sentence="Take back what a dead worker had claimed; report what it was handing over.",
        workers=workers,
        requeue=requeue,
        give_up=give_up,
        move_on={
            station.position: move_on(flow, station, layout)
            for station in layout.stations
            if isinstance(station.step, Send)
        },
    )


def _leave(flow: Flow, project: Project) -> Leave:
    sources = Sources(project.catalog)
    recent = []
    for name in sorted(set(_events(flow.exit_when))):
        rows = sources.event(name)
        customers = sources.customers()
        key = sources.customer_key(customers)
        recent.append(
            select(to_state(key))
            .select_from(rows.clause)
            .join(customers, key == rows["customer"])
            .where(rows["row:time"] > instant(LOW), rows["row:time"] <= instant())
        )
    enrolment = tables.enrolment
    someone = union(*recent) if recent else select(literal("")).where(literal_column("1 = 0"))
    clause = (
        update(enrolment)
        .where(
            enrolment.c.flow == flow.key,
            is_open(),
            enrolment.c.customer.in_(someone),
            enrolled(flow.exit_when, inside(flow, project, enrolment), any_of=True),
        )
        .values(**departure("exit_when"))
    )
    return Leave(
        sentence=exit_words(flow),
        leave=Statement.of("Of those with news, the ones for whom exit_when holds leave.", clause),
        cancel=Statement.of(
            "Their queued messages are cancelled.", cancel_queued(flow.key, "exit_when")
        ),
    )


def _events(conditions: Iterable[Condition]) -> Iterator[str]:
    for condition in conditions:
        if isinstance(condition, Did):
            yield condition.event
        elif isinstance(condition, AllOf | AnyOf | NoneOf):
            yield from _events(condition.conditions)


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
