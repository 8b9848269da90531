"""Who becomes a candidate at a tick, for each kind of trigger; dates stand apart."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from orchestrator.model import CalendarTrigger, EventTrigger, Flow, Occasion, Per, SegmentTrigger
from tests.oracle.books import Value
from tests.oracle.clocks import DAY, days_around, local, shows
from tests.oracle.conditions import holds, is_member
from tests.oracle.cron import named
from tests.oracle.entering import Candidate, let_in
from tests.oracle.reading import Happened
from tests.oracle.setting import Setting
from tests.oracle.state import FlowState, Trigger

SETTLE = timedelta(hours=1)


def low_of(state: FlowState) -> datetime:
    """From where on rows are looked at again, because they can be committed late."""
    if state.watermark is None:
        return state.starts_at
    return max(state.watermark - SETTLE, state.starts_at)


def by_event(setting: Setting, flow: Flow, trigger: EventTrigger, state: FlowState) -> None:
    found = []
    for row in _rows(setting, trigger, low_of(state)):
        customer = int(str(row.customer))
        judged = (customer, row.key, row.time)
        if judged not in state.judged and setting.reader.customer(customer) is not None:
            state.judged.add(judged)
            found.append(_of_row(setting, flow, trigger, row))
    let_in(setting, flow, found)


def _rows(setting: Setting, trigger: EventTrigger, low: datetime) -> Iterator[Happened]:
    quiet = trigger.quiet_for or timedelta(0)
    everything = setting.reader.happened(trigger.event, setting.now)
    for row in everything:
        assert row.time is not None
        if not low < row.time + quiet <= setting.now or row.customer is None:
            continue
        key = row.value(trigger.key) if trigger.key else row.key
        if key is None:
            continue
        if (trigger.key or trigger.quiet_for) and not _is_last(row, trigger, everything):
            continue
        place = replace(setting.place(int(str(row.customer))), row=row)
        if all(holds(each, place) for each in trigger.where):
            yield row


def _is_last(row: Happened, trigger: EventTrigger, everything: list[Happened]) -> bool:
    """Of its key, or without one of its customer."""
    same = [
        each
        for each in everything
        if each.customer == row.customer
        and (trigger.key is None or each.value(trigger.key) == row.value(trigger.key))
    ]
    return same[-1] == row


def _of_row(setting: Setting, flow: Flow, trigger: EventTrigger, row: Happened) -> Candidate:
    assert row.time is not None
    key = row.value(trigger.key) if trigger.key else row.key
    every_rest = trigger.quiet_for or flow.reentry.per is Per.KEY
    return Candidate(
        customer=int(str(row.customer)),
        occasion=str(key),
        unique=f"{key} {row.time}" if every_rest else str(key),
        key=key,
        trigger=_frozen(setting, row),
        at=row.time,
        due=row.time + (trigger.quiet_for or timedelta(0)),
        order=(row.key,),
    )


def _frozen(setting: Setting, row: Happened) -> Trigger:
    values: dict[str, Value] = {name: row.value(name) for name in row.event.property_types()}
    mine = setting.reader.happened(row.event.name, setting.now, int(str(row.customer)))
    values["nth"] = 1 + [(each.time, each.key) for each in mine].index((row.time, row.key))
    records = {name: row.record_key(name) for name in row.event.records}
    return Trigger(values, records, row.event, row.key)


def by_segment(setting: Setting, flow: Flow, trigger: SegmentTrigger, state: FlowState) -> None:
    joined = look_at_segment(setting, trigger, state)
    if state.watermark is None and not trigger.include_current:
        return
    now = setting.now
    let_in(
        setting,
        flow,
        [
            Candidate(each, "spell", f"since {now}", None, Trigger({"time": now}), now, now)
            for each in joined
        ],
    )


def look_at_segment(setting: Setting, trigger: SegmentTrigger, state: FlowState) -> list[int]:
    """Who is a member now and was not at the last tick."""
    members = {
        each
        for each in setting.reader.customers(setting.now)
        if is_member(trigger.segment, setting.place(each))
    }
    joined = sorted(members - state.members)
    state.members = members
    return joined


def by_calendar(setting: Setting, flow: Flow, trigger: CalendarTrigger, state: FlowState) -> None:
    zone = trigger.timezone or setting.project.defaults.timezone
    low = state.watermark or state.starts_at
    comings = sorted(
        (moment, f"{occasion.name} {shown:%Y-%m-%dT%H:%M}", occasion.name, shown.date())
        for occasion in trigger.occasions
        for shown in _shown(occasion, local(low, zone) - DAY, local(setting.now, zone) + DAY)
        if low < (moment := shows(shown.date(), shown.time(), zone)) <= setting.now
    )
    for moment, key, name, day in comings:
        frozen = Trigger({"time": moment, "date": day, "name": name})
        let_in(
            setting,
            flow,
            [
                Candidate(each, key, key, key, frozen, moment, moment)
                for each in setting.reader.everybody()
            ],
        )


def _shown(occasion: Occasion, first: datetime, last: datetime) -> Iterator[datetime]:
    """What the clock shows whenever the occasion comes."""
    if occasion.cron is not None:
        yield from named(occasion.cron, first, last)
        return
    for day in days_around(first, last):
        if _is_on(occasion, day):
            yield datetime.combine(day, occasion.at)


def _is_on(occasion: Occasion, day: date) -> bool:
    return day == occasion.date or (day.month, day.day) == occasion.month_and_day
