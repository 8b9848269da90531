"""Entering by the calendar, and entering by nothing but another flow's `start`."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import String, bindparam, select

from orchestrator import tables
from orchestrator.catalog import Type
from orchestrator.compiler.entering.candidates import Candidates, bound_trigger
from orchestrator.compiler.entering.dated import DAY, MOMENT, OCCURRENCE
from orchestrator.compiler.entering.judging import admissible
from orchestrator.compiler.entering.ledger import enter, restart
from orchestrator.compiler.layout import Layout
from orchestrator.compiler.sources import Sources
from orchestrator.compiler.triggered import trigger_types
from orchestrator.model import CalendarTrigger, Flow, Project
from orchestrator.program import EnterByCalendar, EnterByHand
from orchestrator.tables import Sql
from orchestrator.words import trigger_words


def enter_by_calendar(
    flow: Flow, trigger: CalendarTrigger, project: Project, layout: Layout
) -> EnterByCalendar:
    """Everybody is a candidate, at each occasion."""
    sources = Sources(project.catalog)
    candidates = calendar_candidates(sources, trigger_types(flow, project.catalog))
    judged = admissible(flow, candidates, sources, project)
    return EnterByCalendar(
        sentence=trigger_words(flow),
        enter=enter(flow, layout, judged, candidates),
        restart=restart(flow),
        occasions=trigger.occasions,
        timezone=trigger.timezone or project.defaults.timezone,
    )


def calendar_candidates(sources: Sources, types: Mapping[str, Type]) -> Candidates:
    customers = sources.customers()
    values: dict[str, Sql] = {
        "time": MOMENT,
        "date": DAY,
        "name": bindparam("occasion", type_=String()),
    }
    return Candidates(
        select().select_from(customers),
        customers,
        sources.customer_key(customers),
        trigger=bound_trigger(values, types),
        key=OCCURRENCE,
        id=OCCURRENCE,
        at=MOMENT,
        order=OCCURRENCE,
        frozen=tables.frozen_object(values),
        due=MOMENT,
        moved=OCCURRENCE,
    )


def enter_by_hand(flow: Flow) -> EnterByHand:
    return EnterByHand(sentence=trigger_words(flow))
