"""Triggers of every kind."""

from __future__ import annotations

from hypothesis import strategies as st

from orchestrator.catalog import Type
from orchestrator.conditions import Ref, Scope
from orchestrator.model import (
    CalendarTrigger,
    DateTrigger,
    EventTrigger,
    IfMoved,
    LeapDay,
    ManualTrigger,
    Occasion,
    Project,
    SegmentTrigger,
    Trigger,
)
from tests.strategies.conditions import wheres
from tests.strategies.offer import of_customers
from tests.strategies.values import clocks, day_counts, days, durations, names, zones

CRONS = ("0 9 * * *", "30 8 * * mon", "0 9 1 * *", "0 10 24 12 *", "*/20 9-17 * * 1-5")


@st.composite
def event_triggers(draw: st.DrawFn, project: Project) -> EventTrigger:
    event = draw(st.sampled_from(sorted(project.catalog.events)))
    keys = sorted(project.catalog.events[event].properties)
    where = wheres(of_customers(project), event)
    return EventTrigger(
        event,
        key=draw(st.none() | st.sampled_from(keys)),
        quiet_for=draw(st.none() | durations),
        where=draw(st.just(()) | where),
        include_past=draw(st.none() | durations),
    )


def segment_triggers(project: Project) -> st.SearchStrategy[SegmentTrigger]:
    return st.builds(SegmentTrigger, st.sampled_from(sorted(project.segments)), st.booleans())


def date_triggers(project: Project) -> st.SearchStrategy[DateTrigger]:
    in_time = (Type.DATE, Type.TIME)
    dates = [
        Ref(Scope.CUSTOMER, name)
        for name, attribute in project.catalog.customers.attributes.items()
        if attribute.type in in_time
    ]
    dates += [
        Ref(Scope.RECORD, name, record.name)
        for record in project.catalog.records.values()
        for name, column in record.attributes.items()
        if record.customer and column.type in in_time
    ]
    return st.builds(
        DateTrigger,
        st.sampled_from(dates),
        offset=day_counts,
        at=clocks,
        timezone=zones,
        yearly=st.booleans(),
        leap_day=st.sampled_from(LeapDay),
        if_moved=st.sampled_from(IfMoved),
    )


def occasions() -> st.SearchStrategy[Occasion]:
    yearly = days.map(lambda day: (day.month, day.day))
    return (
        st.builds(Occasion, names, date=days, at=clocks)
        | st.builds(Occasion, names, month_and_day=yearly, at=clocks)
        | st.builds(Occasion, names, cron=st.sampled_from(CRONS))
    )


def calendar_triggers() -> st.SearchStrategy[CalendarTrigger]:
    several = st.lists(occasions(), min_size=1, max_size=3, unique_by=lambda each: each.name)
    return st.builds(CalendarTrigger, several.map(tuple), st.none() | zones)


def triggers(project: Project) -> st.SearchStrategy[Trigger]:
    return st.one_of(
        event_triggers(project),
        segment_triggers(project),
        date_triggers(project),
        calendar_triggers(),
        st.just(ManualTrigger()),
    )
