"""Rules on time zones and cron."""

from __future__ import annotations

import re
import zoneinfo
from collections.abc import Iterator
from functools import lru_cache

from orchestrator.diagnostics import Code, Diagnostic, Path
from orchestrator.model import (
    CUSTOMER_ZONE,
    CalendarTrigger,
    DateTrigger,
    DelayUntil,
    DelayUntilDate,
    Flow,
    Project,
    SendWindow,
)
from orchestrator.rules import cron
from orchestrator.rules.context import Context
from orchestrator.rules.say import problem
from orchestrator.rules.zone_names import NO_PLACES, example_for, meant_zone

OFFSET = re.compile(r"Etc/GMT(?P<sign>[+-])(?P<hours>[1-9]\d?)")
CITY = "write a city's zone such as Europe/Stockholm"


def zones_exist(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    trigger, schedule = flow.trigger, flow.schedule
    if isinstance(trigger, DateTrigger):
        yield from _unknown_zone(trigger.timezone, (*trigger.path, "timezone"), or_customer=True)
    if isinstance(trigger, CalendarTrigger) and trigger.timezone:
        yield from _unknown_zone(trigger.timezone, (*trigger.path, "timezone"))
    if schedule and schedule.timezone:
        yield from _unknown_zone(schedule.timezone, (*schedule.path, "timezone"))
    yield from _unknown_zone_of(flow.send_window)
    for step in flow.all_steps():
        if isinstance(step, DelayUntil | DelayUntilDate):
            path = (*step.path, "delay", "timezone")
            yield from _unknown_zone(step.timezone, path, or_customer=True)


def zones_of_defaults_exist(project: Project, _context: Context) -> Iterator[Diagnostic]:
    yield from _unknown_zone(project.defaults.timezone, ("defaults", "timezone"))
    yield from _unknown_zone_of(project.defaults.send_window)


def _unknown_zone_of(window: SendWindow | None) -> Iterator[Diagnostic]:
    if window:
        yield from _unknown_zone(window.timezone, (*window.path, "timezone"), or_customer=True)


def _unknown_zone(name: str, path: Path, *, or_customer: bool = False) -> Iterator[Diagnostic]:
    is_place = exists(name) and not NO_PLACES.match(name)
    if found := OFFSET.fullmatch(name):
        side = "behind" if found["sign"] == "+" else "ahead of"
        message = f'"{name}" is {found["hours"]} h {side} UTC, without summer time; {CITY}'
        yield problem(Code.SEEMS_OTHERWISE, path, message)
    if "${" in name or is_place or (or_customer and name == CUSTOMER_ZONE):
        return
    if name == CUSTOMER_ZONE:
        message = (
            '"customer" cannot stand here, where one clock holds for everybody; '
            "write a time zone such as Europe/Stockholm"
        )
        yield problem(Code.BAD_TIMEZONE, path, message)
        return
    words = (CUSTOMER_ZONE,) if or_customer else ()
    close = meant_zone(name, words)
    or_word = f', or "{CUSTOMER_ZONE}"' if or_customer else ""
    example = example_for(name)
    message = f'there is no time zone "{name}"; write a city\'s zone such as {example}{or_word}'
    yield Diagnostic(Code.BAD_TIMEZONE, "", message, path, suggestion=close)


@lru_cache(maxsize=256)
def exists(name: str) -> bool:
    try:
        zoneinfo.ZoneInfo(name)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        return False
    return True


def cron_can_be_read(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    for text, path in _crons(flow):
        mistake = cron.mistake(text)
        if mistake:
            yield problem(Code.BAD_CRON, path, mistake)


def times_come(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    """A date is left alone: whether it is over is known only with a clock."""
    for text, path in _crons(flow):
        if not cron.mistake(text) and cron.never_fires(text):
            day, months = text.split()[2], " or ".join(cron.months(text))
            message = f'"{text}" never comes: there is no day {day} in {months}'
            yield problem(Code.NEVER_FIRES, path, message)


def _crons(flow: Flow) -> Iterator[tuple[str, Path]]:
    if flow.schedule and flow.schedule.cron is not None:
        yield flow.schedule.cron, (*flow.schedule.path, "cron")
    for occasion in flow.trigger.occasions if isinstance(flow.trigger, CalendarTrigger) else ():
        if occasion.cron is not None:
            yield occasion.cron, (*occasion.path, "cron")
