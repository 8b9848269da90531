"""What several kinds of steps share."""

from __future__ import annotations

from sqlalchemy import null, update

from orchestrator import tables
from orchestrator.compiler.expressions import enrolled
from orchestrator.compiler.layout import ENDS, Layout, Station
from orchestrator.compiler.movement import arrival, departure, in_batch, is_open
from orchestrator.compiler.triggered import inside
from orchestrator.model import Flow, Project
from orchestrator.program import Statement, instant
from orchestrator.tables import Sql
from orchestrator.words import step_words


def leave_batch(flow: Flow, project: Project) -> Statement | None:
    """`exit_when`, judged for the batch before its step."""
    return leave_first(flow, project, in_batch())


def leave_first(flow: Flow, project: Project, taken: Sql) -> Statement | None:
    """`exit_when`, judged for those whom the step would take."""
    if not flow.exit_when:
        return None
    place = inside(flow, project, tables.enrolment)
    clause = (
        update(tables.enrolment)
        .where(taken, enrolled(flow.exit_when, place, any_of=True))
        .values(**departure("exit_when"))
    )
    return Statement.of("Those for whom exit_when holds leave first.", clause)


def batch_moves_on(station: Station, layout: Layout) -> Statement:
    enrolment = tables.enrolment
    clause = (
        update(enrolment)
        .where(in_batch())
        .values(**arrival(layout, station.then, due=enrolment.c.due_at))
    )
    return Statement.of("Then they all move on.", clause)


def waited_move_on(flow: Flow, station: Station, layout: Layout) -> Statement:
    """Those who have waited here, and whose due time has come."""
    enrolment = tables.enrolment
    clause = (
        update(enrolment)
        .where(
            enrolment.c.flow == flow.key,
            enrolment.c.position == station.position,
            is_open(),
            enrolment.c.waits_since.is_not(None),
            enrolment.c.due_at <= instant(),
        )
        .values(**arrival(layout, station.then, due=enrolment.c.due_at))
    )
    return Statement.of("Those whose time has come move on.", clause)


def release() -> Statement:
    clause = update(tables.enrolment).where(in_batch()).values(batch=null())
    return Statement.of("The others stand here and wait.", clause)


def onward(station: Station, layout: Layout) -> str:
    """Where it goes on, where that is not simply the next operation."""
    positions = [each.position for each in layout.stations]
    following = positions[positions.index(station.position) + 1 :]
    if following[:1] == [station.then]:
        return ""
    return f" Then {named(station.then, layout)}."


def named(target: str, layout: Layout) -> str:
    """Where somebody goes, by the name that the operation has."""
    if target in ENDS:
        return "the passage ends"
    step = next(each.step for each in layout.stations if each.position == target)
    return f"on to {step_words(step)}"
