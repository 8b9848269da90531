"""Entering by a date, and what becomes of passages whose date moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime

from orchestrator.model import DateTrigger, Flow, IfMoved
from tests.oracle.books import Value
from tests.oracle.clocks import days_around, local, recurs_on, shows, zone_named
from tests.oracle.entering import Candidate, let_in
from tests.oracle.setting import Setting
from tests.oracle.state import FlowState, Passage, Trigger


@dataclass(frozen=True)
class Dated:
    """A date that somebody has."""

    customer: int
    day: date
    record: Value
    zone: str


def by_date(setting: Setting, flow: Flow, trigger: DateTrigger, state: FlowState) -> None:
    low = state.watermark or state.starts_at
    coming: dict[tuple[int, datetime], list[Candidate]] = {}
    for each in _dated(setting, trigger):
        for day in _days(trigger, each.day, low, setting.now):
            moment = shows(day + trigger.offset, trigger.at, each.zone)
            if low < moment <= setting.now:
                found = _candidate(trigger, each, day, moment, moment)
                coming.setdefault((each.customer, moment), []).append(found)
    for _, candidates in sorted(coming.items(), key=lambda item: item[0]):
        let_in(setting, flow, candidates)


def _dated(setting: Setting, trigger: DateTrigger) -> Iterator[Dated]:
    for customer in setting.reader.everybody():
        own = (setting.reader.customer(customer) or {}).get("timezone")
        zone = zone_named(trigger.timezone, own, setting.project.defaults.timezone)
        for day, record in _of_customer(setting, trigger, customer):
            if day is not None:
                yield Dated(customer, day, record, zone)


def _of_customer(
    setting: Setting, trigger: DateTrigger, customer: int
) -> Iterator[tuple[date | None, Value]]:
    if trigger.record is None:
        yield _day(setting.reader.attribute(trigger.attribute, customer, setting.now)), None
        return
    for each in setting.reader.records(trigger.record):
        if each["customer"] == customer:
            yield _day(each[trigger.attribute]), each["key"]


def _day(value: Value) -> date | None:
    """Of an instant its day in UTC."""
    if isinstance(value, datetime):
        return value.date()
    return value if isinstance(value, date) else None


def _days(trigger: DateTrigger, day: date, low: datetime, now: datetime) -> Iterator[date]:
    """The days on which it comes round, near the window."""
    if not trigger.yearly:
        yield day
        return
    years = {each.year for each in days_around(low - trigger.offset, now - trigger.offset)}
    for year in sorted(years):
        recurrence = recurs_on(day, year, trigger.leap_day)
        # The day itself is no anniversary.
        if recurrence > day:
            yield recurrence


def _candidate(
    trigger: DateTrigger, each: Dated, day: date, moment: datetime, due: datetime | None
) -> Candidate:
    key = day.isoformat() if trigger.record is None else str(each.record)
    frozen = Trigger(
        {"time": moment, "date": day, "years": day.year - each.day.year, "of": each.day},
        {} if trigger.record is None else {trigger.record: each.record},
    )
    unique = f"{each.record}@{day}"
    return Candidate(each.customer, key, unique, key, frozen, moment, due, (unique,))


def follow(setting: Setting, flow: Flow, trigger: DateTrigger) -> None:
    if trigger.if_moved is IfMoved.IGNORE:
        return
    moved = [
        each
        for each in setting.state.of(flow.key)
        if each.is_open and _has_moved(setting, trigger, each)
    ]
    for each in moved:
        setting.leave(each, "date moved")
    if trigger.if_moved is IfMoved.RESTART and moved:
        _begin_anew(setting, flow, trigger, moved)


def _has_moved(setting: Setting, trigger: DateTrigger, passage: Passage) -> bool:
    was = passage.trigger.values.get("of")
    if not isinstance(was, date):
        return False
    if trigger.record is None and setting.reader.customer(passage.customer) is None:
        return False
    key = passage.trigger.records.get(trigger.record or "")
    found = [
        day
        for day, record in _of_customer(setting, trigger, passage.customer)
        if record == key and day is not None
    ]
    if not found:
        return True
    if trigger.yearly:
        return (found[0].month, found[0].day) != (was.month, was.day)
    return found[0] != was


def _begin_anew(setting: Setting, flow: Flow, trigger: DateTrigger, moved: list[Passage]) -> None:
    """With a new date whose instant has passed but whose day is not over."""
    left = {(each.customer, each.trigger.records.get(trigger.record or "")) for each in moved}
    coming: dict[tuple[int, date], list[Candidate]] = {}
    for each in _dated(setting, trigger):
        if (each.customer, each.record) not in left:
            continue
        today = local(setting.now, each.zone).date()
        for day in _days(trigger, each.day, setting.now, setting.now):
            moment = shows(day + trigger.offset, trigger.at, each.zone)
            if moment <= setting.now and today <= day:
                found = _candidate(trigger, each, day, moment, None)
                coming.setdefault((each.customer, day), []).append(found)
    for _, candidates in sorted(coming.items(), key=lambda item: item[0]):
        let_in(setting, flow, candidates)
