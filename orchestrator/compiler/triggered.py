"""What `trigger.` offers: its names and types, and where they are read once somebody is inside."""

from __future__ import annotations

from typing import assert_never

from sqlalchemy import FromClause, String, cast

from orchestrator import tables
from orchestrator.catalog import Catalog, Event, Type
from orchestrator.compiler.expressions import Passage, Place, TriggerRow
from orchestrator.compiler.mentions import every_condition
from orchestrator.compiler.sources import Sources, from_text
from orchestrator.conditions import Did, SinceKind
from orchestrator.model import (
    CalendarTrigger,
    DateTrigger,
    EventTrigger,
    Flow,
    ManualTrigger,
    Project,
    SegmentTrigger,
    WaitFor,
)

NTH = "nth"
"""`trigger.nth`: the how-manieth such event of that customer."""


def trigger_event(flow: Flow, catalog: Catalog) -> Event | None:
    trigger = flow.trigger
    return catalog.events[trigger.event] if isinstance(trigger, EventTrigger) else None


def trigger_types(flow: Flow, catalog: Catalog) -> dict[str, Type]:
    trigger = flow.trigger
    match trigger:
        case EventTrigger():
            return {NTH: Type.NUMBER} | catalog.events[trigger.event].property_types()
        case DateTrigger():
            return {"time": Type.TIME, "date": Type.DATE, "years": Type.NUMBER}
        case CalendarTrigger():
            return {"time": Type.TIME, "date": Type.DATE, "name": Type.TEXT}
        case SegmentTrigger() | ManualTrigger():
            return {"time": Type.TIME}
        case _:
            assert_never(trigger)


def trigger_records(flow: Flow, catalog: Catalog) -> frozenset[str]:
    """The records that `trigger.RECORD.NAME` can name."""
    trigger = flow.trigger
    if isinstance(trigger, DateTrigger) and trigger.record is not None:
        return frozenset((trigger.record,))
    event = trigger_event(flow, catalog)
    return frozenset(event.records) if event else frozenset()


def inside(flow: Flow, project: Project, enrolment: FromClause) -> Place:
    """The place of conditions that are judged after entering."""
    sources = Sources(project.catalog)
    event = trigger_event(flow, project.catalog)
    own_key = tables.frozen(enrolment.c.trigger, "key", Type.TEXT)
    return Place(
        sources,
        project.segments,
        sources.from_state(enrolment.c.customer),
        trigger=TriggerRow(
            value=lambda name, kind: tables.frozen(enrolment.c.trigger, name, kind),
            types=trigger_types(flow, project.catalog),
            record_key=lambda name: tables.frozen(enrolment.c.trigger, f"record:{name}", Type.TEXT),
            records=trigger_records(flow, project.catalog),
            event=event,
            row_key=from_text(own_key, event.key) if event else None,
        ),
        default_since=SinceKind.TRIGGER,
        passage=Passage(
            triggered_at=enrolment.c.triggered_at,
            entered_at=enrolment.c.entered_at,
            own_event=event.name if event else None,
            own_key=cast(own_key, String),
            enrolment=enrolment,
        ),
        awaited=awaited_events(flow, project.catalog),
    )


def awaited_events(flow: Flow, catalog: Catalog) -> dict[str, Event]:
    """The steps that wait, each with the event whose row it keeps."""
    waits = (step for step in flow.all_steps() if isinstance(step, WaitFor))
    found = ((step.id, awaited_did(step)) for step in waits)
    return {name: catalog.events[did.event] for name, did in found if did is not None}


def awaited_did(step: WaitFor) -> Did | None:
    """The first `did` of what is awaited: its row ends the wait."""
    asked = (each for each in every_condition(step.awaited) if isinstance(each, Did))
    return next((each for each in asked if not each.negated), None)
