"""Triggers of every kind."""

from __future__ import annotations

from datetime import datetime

from orchestrator.conditions import Ref, Scope
from orchestrator.model import (
    CUSTOMER_ZONE,
    CalendarTrigger,
    CountedFrom,
    DateTrigger,
    EventTrigger,
    IfMoved,
    LeapDay,
    ManualTrigger,
    Occasion,
    Per,
    Project,
    Reentry,
    ReentryKind,
    SegmentTrigger,
    Trigger,
)
from tests.oracle.generate.chance import CLOCKS, DAYS, DURATIONS, HOURS, SHORT, ZONES, Chance
from tests.oracle.generate.conditions import where
from tests.oracle.generate.offer import Offer, of_customers

_KEYS = {
    "cart_updated": ("cart_id",),
    "placed_order": ("sku", "order_no", "order_id"),
    "rated_order": ("order_id", "stars"),
    "refunded": ("order_id", "reason"),
    "signed_up": (),
}
_CRONS = (
    "0 9 * * *",
    "30 8 * * mon",
    "0 9 1 * *",
    "30 2 * * *",
    "*/20 9-10 * * 1-5",
    "0 0 1,29 * *",
)


def trigger(chance: Chance, project: Project, now: datetime, *, may_be_manual: bool) -> Trigger:
    kinds = [("event", 5.0), ("segment", 1.5), ("date", 1.7), ("calendar", 0.8)]
    kinds += [("manual", 4.0)] if may_be_manual else []
    match chance.weighed(kinds):
        case "event":
            return _event(chance, project, now)
        case "segment":
            return SegmentTrigger(chance.one_of(sorted(project.segments)), chance.is_so(0.6))
        case "date":
            return _date(chance)
        case "calendar":
            return _calendar(chance, now)
        case _:
            return ManualTrigger()


def _event(chance: Chance, project: Project, now: datetime) -> EventTrigger:
    name = chance.weighed(
        (
            ("cart_updated", 2),
            ("placed_order", 5),
            ("rated_order", 1),
            ("refunded", 0.7),
            ("signed_up", 0.5),
        )
    )
    offer = Offer(project, now, of_customers(project))
    return EventTrigger(
        name,
        key=chance.maybe(_KEYS[name], 0.5) if _KEYS[name] else None,
        quiet_for=chance.maybe(SHORT, 0.3),
        where=where(chance, offer, project.catalog.events[name]) if chance.is_so(0.2) else (),
        include_past=chance.maybe((HOURS, DAYS, 7 * DAYS, 60 * DAYS), 0.6),
    )


def _date(chance: Chance) -> DateTrigger:
    date = chance.weighed(
        (
            (Ref(Scope.CUSTOMER, "birthday"), 3),
            (Ref(Scope.CUSTOMER, "seen_at"), 1),
            (Ref(Scope.CUSTOMER, "first_order_at"), 0.5),
            (Ref(Scope.RECORD, "renews_on", "subscription"), 3),
        )
    )
    return DateTrigger(
        date,
        offset=chance.number(-2, 2) * DAYS if chance.is_so(0.4) else 0 * DAYS,
        at=chance.one_of(CLOCKS),
        timezone=chance.one_of((CUSTOMER_ZONE, CUSTOMER_ZONE, *ZONES)),
        yearly=chance.is_so(0.5) and date.name in ("birthday", "renews_on"),
        leap_day=chance.one_of(tuple(LeapDay)),
        if_moved=chance.one_of(tuple(IfMoved)),
    )


def _calendar(chance: Chance, now: datetime) -> CalendarTrigger:
    occasions = []
    for name in ("christmas", "often", "once")[: chance.number(1, 3)]:
        day = chance.day_near(now.date())
        at = chance.one_of(CLOCKS)
        occasions.append(
            chance.weighed(
                (
                    (Occasion(name, date=day, at=at), 1),
                    (Occasion(name, month_and_day=(day.month, day.day), at=at), 1),
                    (Occasion(name, cron=chance.one_of(_CRONS)), 1),
                )
            )
        )
    return CalendarTrigger(tuple(occasions), chance.maybe(ZONES, 0.5))


def reentry(chance: Chance, trigger: Trigger) -> Reentry:
    kind = chance.weighed(
        ((ReentryKind.ALWAYS, 3.0), (ReentryKind.NEVER, 1.0), (ReentryKind.AFTER, 3.0))
    )
    if kind is not ReentryKind.AFTER:
        return Reentry(kind)
    has_key = isinstance(trigger, EventTrigger) and trigger.key is not None
    return Reentry(
        kind,
        chance.one_of(DURATIONS),
        chance.one_of(tuple(CountedFrom)),
        chance.one_of(tuple(Per)) if has_key else Per.CUSTOMER,
    )
