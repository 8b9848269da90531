"""When a flow ticks: what its YAML says, or what suits its trigger."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import assert_never

from prefect.schedules import Cron, Interval
from prefect.schedules import Schedule as PrefectSchedule

from orchestrator.model import (
    CalendarTrigger,
    DateTrigger,
    EventTrigger,
    Flow,
    ManualTrigger,
    Schedule,
    SegmentTrigger,
    Trigger,
)

EVERY_FIVE_MINUTES = Schedule(every=timedelta(minutes=5))
EVERY_QUARTER_OF_AN_HOUR = Schedule(every=timedelta(minutes=15))
EVERY_HOUR = Schedule(every=timedelta(hours=1))

# Without an anchor each apply would shift an interval to the moment of applying.
_ANCHOR = datetime(2026, 1, 1, tzinfo=UTC)


def schedule_of(flow: Flow) -> Schedule:
    return flow.schedule or default_schedule(flow.trigger)


def default_schedule(trigger: Trigger) -> Schedule:
    """Events and starts are followed closely; a date's or an occasion's `at` may be any quarter.

    A segment is a whole query.
    """
    match trigger:
        case EventTrigger() | ManualTrigger():
            return EVERY_FIVE_MINUTES
        case DateTrigger() | CalendarTrigger():
            return EVERY_QUARTER_OF_AN_HOUR
        case SegmentTrigger():
            return EVERY_HOUR
        case _:
            assert_never(trigger)


def prefect_schedule(flow: Flow, default_timezone: str) -> PrefectSchedule:
    schedule = schedule_of(flow)
    if schedule.cron:
        return Cron(schedule.cron, timezone=schedule.timezone or default_timezone)
    if schedule.every is None:
        message = f"the schedule of {flow.key} says neither cron nor an interval"
        raise ValueError(message)
    return Interval(schedule.every, anchor_date=_ANCHOR, timezone="UTC")
