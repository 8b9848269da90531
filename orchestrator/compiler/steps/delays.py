"""A delay of a fixed length: its end is known when it is reached."""

from __future__ import annotations

from sqlalchemy import update

from orchestrator import tables
from orchestrator.compiler.layout import Layout, Station
from orchestrator.compiler.movement import arrival, is_open
from orchestrator.compiler.steps.common import onward
from orchestrator.model import Delay, Flow
from orchestrator.program import Delay as DelayOperation
from orchestrator.program import Statement, instant
from orchestrator.words import duration_words, step_words


def delay_operation(flow: Flow, station: Station, step: Delay, layout: Layout) -> DelayOperation:
    words = duration_words(step.duration)
    clause = (
        update(tables.enrolment)
        .where(
            tables.enrolment.c.flow == flow.key,
            tables.enrolment.c.position == station.position,
            is_open(),
            tables.enrolment.c.due_at <= instant(),
        )
        .values(**arrival(layout, station.then, due=tables.enrolment.c.due_at))
    )
    return DelayOperation(
        name=step_words(step),
        sentence=f"Wait {words}.{onward(station, layout)}",
        position=station.position,
        move_on=Statement.of("Those whose time has come move on.", clause),
    )
