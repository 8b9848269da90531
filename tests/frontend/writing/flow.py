"""A flow as the plain data of YAML again: the way back of `orchestrator.parse`."""

from __future__ import annotations

from typing import assert_never

from orchestrator.conditions import Did
from orchestrator.model import (
    CalendarTrigger,
    DateTrigger,
    EventTrigger,
    Flow,
    FrequencyCap,
    Goal,
    ManualTrigger,
    Occasion,
    Reentry,
    ReentryKind,
    Schedule,
    SegmentTrigger,
    SendWindow,
    Trigger,
)
from orchestrator.parse.timetable import WEEKDAYS
from tests.frontend.writing.conditions import conditions, did, where
from tests.frontend.writing.steps import steps
from tests.frontend.writing.values import Data, clock, days, duration, said, share


def written(flow: Flow) -> Data:
    return {
        "flow": flow.key,
        "trigger": trigger(flow.trigger),
        "steps": steps(flow.steps),
        "status": flow.status.value,
        "message_class": flow.message_class.value,
        "while_inside": flow.while_inside.value,
        "priority": flow.priority,
        "not_after": duration(flow.not_after),
        **said(
            title=flow.title,
            stage=flow.stage,
            owner=flow.owner,
            description=flow.description,
            conditions=conditions(flow.conditions),
            reentry=reentry(flow.reentry),
            exit_when=conditions(flow.exit_when),
            goal=goal(flow.goal),
            holdout=share(flow.holdout) if flow.holdout else None,
            frequency_cap=[cap(one) for one in flow.frequency_cap],
            send_window=send_window(flow.send_window),
            hold_while=conditions(flow.hold.conditions) if flow.hold else None,
            hold_at_most=duration(flow.hold.at_most) if flow.hold else None,
            schedule=schedule(flow.schedule),
        ),
    }


def trigger(one: Trigger) -> object:
    match one:
        case ManualTrigger():
            return "manual"
        case EventTrigger():
            return said(
                event=one.event,
                key=one.key,
                quiet_for=duration(one.quiet_for),
                where=where(one.where),
                include_past=duration(one.include_past),
            )
        case SegmentTrigger():
            return {"segment": one.segment, "include_current": one.include_current}
        case DateTrigger():
            return said(
                date=str(one.date),
                offset=days(one.offset),
                at=clock(one.at),
                timezone=one.timezone,
                repeat="yearly" if one.yearly else None,
                leap_day=one.leap_day.value,
                if_moved=one.if_moved.value,
            )
        case CalendarTrigger():
            listed = [occasion(each) for each in one.occasions]
            return said(calendar=listed, timezone=one.timezone)
        case _:
            assert_never(one)


def occasion(one: Occasion) -> Data:
    if one.cron:
        return {"name": one.name, "cron": one.cron}
    month_and_day = one.month_and_day and "{:02}-{:02}".format(*one.month_and_day)
    day = one.date.isoformat() if one.date else month_and_day
    return {"name": one.name, "date": day, "at": clock(one.at)}


def reentry(one: Reentry) -> object:
    if one.kind is not ReentryKind.AFTER:
        return one.kind.value
    return {
        "after": duration(one.after),
        "counted_from": one.counted_from.value,
        "per": one.per.value,
    }


def goal(one: Goal | None) -> Data | None:
    if one is None:
        return None
    assert isinstance(one.condition, Did)
    return {"did": did(one.condition), "within": duration(one.within)}


def cap(one: FrequencyCap) -> Data:
    counted = "this_flow" if one.this_flow else said(topic=one.topic)
    return said(at_most=one.at_most, per=duration(one.per), of=counted)


def send_window(one: SendWindow | None) -> Data | None:
    if one is None:
        return None
    return {
        "hours": f"{clock(one.start)}-{clock(one.end)}",
        "days": [WEEKDAYS[day] for day in one.weekdays],
        "timezone": one.timezone,
    }


def schedule(one: Schedule | None) -> object:
    if one is None or one.every:
        return duration(one.every) if one else None
    return {"cron": one.cron, "timezone": one.timezone}
