"""Who enters: the five forms of a trigger."""

from __future__ import annotations

from datetime import date, timedelta

from orchestrator.model import (
    CUSTOMER_ZONE,
    CalendarTrigger,
    DateTrigger,
    EventTrigger,
    IfMoved,
    LeapDay,
    ManualTrigger,
    Occasion,
    SegmentTrigger,
    Trigger,
)
from orchestrator.parse.conditions import ConditionReader
from orchestrator.parse.reading import Node, Reading
from orchestrator.parse.references import read_date
from orchestrator.parse.timetable import USUAL_TIME, calendar_day
from orchestrator.parse.values import clock, days, duration

MANUAL = "manual"


def read_trigger(conditions: ConditionReader, node: Node) -> Trigger:
    if node.value == MANUAL:
        return ManualTrigger(node.path)
    if "segment" in node:
        include_current = node["include_current"].is_true()
        return SegmentTrigger(node["segment"].text(), include_current, node.path)
    if "date" in node:
        return _date(conditions.reading, node)
    if "calendar" in node:
        return _calendar(conditions.reading, node)
    if "event" in node:
        return _event(conditions, node)
    return EventTrigger("", path=node.path)  # nothing of it can be trusted, and that has been said


def _event(conditions: ConditionReader, node: Node) -> EventTrigger:
    event = node["event"].text()
    reading = conditions.reading
    return EventTrigger(
        event,
        node["key"].text_or_none(),
        reading.read(node["quiet_for"], duration, None),
        conditions.where(node["where"], event),
        reading.read(node["include_past"], duration, None),
        node.path,
    )


def _date(reading: Reading, node: Node) -> DateTrigger:
    return DateTrigger(
        date=read_date(node["date"].text()),
        offset=reading.read(node["offset"], days, timedelta(0)),
        at=reading.read(node["at"], clock, USUAL_TIME),
        timezone=node["timezone"].text(CUSTOMER_ZONE),
        yearly=node["repeat"].text() == "yearly",
        leap_day=LeapDay(node["leap_day"].text(LeapDay.FEBRUARY_28)),
        if_moved=IfMoved(node["if_moved"].text(IfMoved.RESTART)),
        path=node.path,
    )


def _calendar(reading: Reading, node: Node) -> CalendarTrigger:
    occasions = tuple(_occasion(reading, item) for item in node["calendar"].items())
    return CalendarTrigger(occasions, node["timezone"].text_or_none(), node.path)


def _occasion(reading: Reading, node: Node) -> Occasion:
    day = reading.read(node["date"], calendar_day, None)
    return Occasion(
        name=node["name"].text(),
        date=day if isinstance(day, date) else None,
        month_and_day=day if isinstance(day, tuple) else None,
        cron=node["cron"].text_or_none(),
        at=reading.read(node["at"], clock, USUAL_TIME),
        path=node.path,
    )
