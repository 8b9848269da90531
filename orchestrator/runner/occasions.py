"""When the days of a calendar come round, by the clocks of one zone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from cronsim import CronSim, CronSimError

from orchestrator.model import Occasion
from orchestrator.runner.occurrences import local_days, moment_at

_A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Occurring:
    """`key` tells this occurrence from all others of the flow; `day` is the calendar's."""

    moment: datetime
    name: str
    day: date
    key: str


def occasions_in(
    occasions: Sequence[Occasion], zone: str, low: datetime, now: datetime
) -> list[Occurring]:
    """Those in the window (low, now], in order."""
    found = []
    for occasion in occasions:
        for shown in _shown(occasion, zone, low, now):
            moment = moment_at(shown.date(), shown.time(), zone)
            if low < moment <= now:
                key = f"{occasion.name} {shown:%Y-%m-%dT%H:%M}"
                found.append(Occurring(moment, occasion.name, shown.date(), key))
    return sorted(found, key=lambda each: (each.moment, each.key))


def _shown(occasion: Occasion, zone: str, low: datetime, now: datetime) -> Iterator[datetime]:
    """What clocks of the zone show at its occurrences, in the window and a little around it."""
    if occasion.cron is not None:
        yield from _by_cron(occasion.cron, _local(low, zone) - _A_DAY, _local(now, zone) + _A_DAY)
        return
    for day in local_days(low, now):
        if day == occasion.date or (day.month, day.day) == occasion.month_and_day:
            yield datetime.combine(day, occasion.at)


def _by_cron(line: str, first: datetime, last: datetime) -> Iterator[datetime]:
    # Without a zone: what a clock that is put forward or back means is ours to say.
    try:
        shown = CronSim(line, first)
        while (moment := next(shown)) <= last:
            yield moment
    except CronSimError as error:
        message = f'the cron line "{line}" cannot be read: {error}'
        raise ValueError(message) from error
    except StopIteration:
        return


def _local(moment: datetime, zone: str) -> datetime:
    return moment.astimezone(ZoneInfo(zone)).replace(tzinfo=None)
