"""A delay of a fixed length: its end is known when it is reached."""

from __future__ import annotations

from sqlalchemy import func, select, update

from orchestrator import tables
from orchestrator.compiler.layout import Layout, Station
from orchestrator.compiler.movement import arrival, due_here
from orchestrator.compiler.steps.common import onward
from orchestrator.model import Delay, Flow
from orchestrator.program import Delay as DelayOperation
from orchestrator.program import Statement
from orchestrator.words import duration_words, step_words


def delay_operation(flow: Flow, station: Station, step: Delay, layout: Layout) -> DelayOperation:
    words = duration_words(step.duration)
    enrolment = tables.enrolment
    over = due_here(flow.key, (station.position,))
    move_on = passing = None
    if layout.is_passed_through(station):
        number = select(func.count()).select_from(enrolment).where(over)
        passing = Statement.of("The next step takes those whose time has come.", number)
    else:
        clause = update(enrolment).where(over)
        clause = clause.values(**arrival(layout, station.then, due=enrolment.c.due_at))
        move_on = Statement.of("Those whose time has come move on.", clause)
    return DelayOperation(
        name=step_words(step),
        sentence=f"Wait {words}.{onward(station, layout)}",
        position=station.position,
        move_on=move_on,
        passing=passing,
    )
