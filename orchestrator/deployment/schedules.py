"""A flow's schedule in Prefect's words."""

from __future__ import annotations

from prefect.schedules import Cron, Interval
from prefect.schedules import Schedule as PrefectSchedule

from orchestrator.model import Flow
from orchestrator.runner.timetable import ANCHOR, schedule_of


def prefect_schedule(flow: Flow, default_timezone: str) -> PrefectSchedule:
    schedule = schedule_of(flow)
    if schedule.cron:
        return Cron(schedule.cron, timezone=schedule.timezone or default_timezone)
    if schedule.every is None:
        message = f"the schedule of {flow.key} says neither cron nor an interval"
        raise ValueError(message)
    return Interval(schedule.every, anchor_date=ANCHOR, timezone="UTC")
