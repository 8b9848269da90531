"""When a flow ticks: what its YAML says, or what suits its trigger."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import assert_never
from zoneinfo import ZoneInfo

from cronsim import CronSim

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
from orchestrator.runner.occurrences import moment_at

EVERY_FIVE_MINUTES = Schedule(every=timedelta(minutes=5))
EVERY_QUARTER_OF_AN_HOUR = Schedule(every=timedelta(minutes=15))
EVERY_HOUR = Schedule(every=timedelta(hours=1))

# Without an anchor each apply would shift an interval to the moment of applying.
ANCHOR = datetime(2026, 1, 1, tzinfo=UTC)
_A_DAY = timedelta(days=1)
_AT_ONCE = timedelta(microseconds=1)


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


@dataclass(frozen=True)
class Timetable:
    """Every instant at which a schedule asks for a tick; `zone` is that of a cron line."""

    schedule: Schedule
    zone: str

    def first_from(self, moment: datetime) -> datetime:
        """The first tick at that instant or later."""
        if self.schedule.cron is not None:
            return self._by_cron(moment)
        every = self._every
        return ANCHOR - (ANCHOR - moment) // every * every

    def first_after(self, moment: datetime) -> datetime:
        return self.first_from(moment + _AT_ONCE)

    def last_before(self, moment: datetime) -> datetime:
        """The last tick that is earlier than that instant."""
        if self.schedule.cron is not None:
            return self._by_cron(moment, reverse=True)
        every = self._every
        return self.first_from(moment) - every

    @property
    def _every(self) -> timedelta:
        if self.schedule.every is None:
            message = "the schedule says neither cron nor an interval"
            raise ValueError(message)
        return self.schedule.every

    def _by_cron(self, moment: datetime, *, reverse: bool = False) -> datetime:
        # By what clocks show, beginning a day off: what a shifted clock means is ours to say.
        shown = moment.astimezone(ZoneInfo(self.zone)).replace(tzinfo=None)
        shown += _A_DAY if reverse else -_A_DAY
        for each in CronSim(self.schedule.cron or "", shown, reverse=reverse):
            tick = moment_at(each.date(), each.time(), self.zone)
            if tick < moment if reverse else tick >= moment:
                return tick
        message = f'the cron line "{self.schedule.cron}" has no time left'
        raise ValueError(message)


def timetable(flow: Flow, default_timezone: str) -> Timetable:
    schedule = schedule_of(flow)
    return Timetable(schedule, schedule.timezone or default_timezone)
