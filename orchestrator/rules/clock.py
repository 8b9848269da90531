"""Rules on time zones and cron."""

from __future__ import annotations

import zoneinfo
from collections.abc import Iterator

from orchestrator.diagnostics import Code, Diagnostic, Path
from orchestrator.model import CUSTOMER_ZONE, DateTrigger, Flow
from orchestrator.rules import cron
from orchestrator.rules.context import Context
from orchestrator.rules.say import problem
from orchestrator.schema import nearest


def zones_exist(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    trigger, schedule = flow.trigger, flow.schedule
    if isinstance(trigger, DateTrigger) and trigger.timezone != CUSTOMER_ZONE:
        yield from unknown_zone(trigger.timezone, (*trigger.path, "timezone"))
    if schedule and schedule.timezone:
        yield from unknown_zone(schedule.timezone, (*schedule.path, "timezone"))


def cron_can_be_read(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    schedule = flow.schedule
    if schedule is None or schedule.cron is None:
        return
    mistake = cron.mistake(schedule.cron)
    if mistake:
        yield problem(Code.BAD_CRON, (*schedule.path, "cron"), mistake)


def unknown_zone(name: str, path: Path) -> Iterator[Diagnostic]:
    if "${" in name or _exists(name):
        return
    message = f'there is no time zone "{name}"; write one such as Europe/Stockholm'
    close = nearest(name, zoneinfo.available_timezones())
    yield Diagnostic(Code.BAD_TIMEZONE, "", message, path, suggestion=close)


def _exists(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True
