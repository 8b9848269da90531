"""Who enters."""

from __future__ import annotations

from datetime import date, time, timedelta

import pytest

from orchestrator.conditions import Compare, Lines, Operator, Quantifier, Ref, Scope
from orchestrator.model import (
    CalendarTrigger,
    DateTrigger,
    EventTrigger,
    IfMoved,
    LeapDay,
    ManualTrigger,
    Occasion,
    SegmentTrigger,
    Trigger,
)
from tests.frontend.parse.reading import CUSTOMER, EVENT, SEND, flow_of, said_of

BIRTHDAY = Ref(CUSTOMER, "birthday")
RENEWAL = Ref(Scope.RECORD, "renews_at", "subscription")
TRIGGERS: list[tuple[str, Trigger]] = [
    ("manual", ManualTrigger()),
    ("{event: placed_order}", EventTrigger("placed_order")),
    (
        (
            "{event: placed_order, key: order_no, quiet_for: 1 hour, include_past: 2 days,"
            " where: {total: 5, items: {none: {sku: 17}}}}"
        ),
        EventTrigger(
            "placed_order",
            "order_no",
            timedelta(hours=1),
            (
                Compare(Ref(EVENT, "total"), Operator.IS, 5),
                Lines(
                    EVENT,
                    Quantifier.NONE,
                    (Compare(Ref(Scope.LINE, "sku"), Operator.IS, "17"),),
                ),
            ),
            timedelta(days=2),
        ),
    ),
    ("{segment: vip, include_current: true}", SegmentTrigger("vip", include_current=True)),
    ("{date: customer.birthday}", DateTrigger(BIRTHDAY)),
    (
        (
            "{date: customer.birthday, offset: -7 days, at: 8:05, timezone: Asia/Tokyo,"
            " repeat: yearly, leap_day: 03-01, if_moved: exit}"
        ),
        DateTrigger(
            BIRTHDAY,
            timedelta(days=-7),
            time(8, 5),
            "Asia/Tokyo",
            yearly=True,
            leap_day=LeapDay.MARCH_1,
            if_moved=IfMoved.EXIT,
        ),
    ),
    ("{date: subscription.renews_at}", DateTrigger(RENEWAL)),
    (
        (
            "{calendar: [{name: x, date: 2026-12-24}, {name: y, date: 02-29, at: 10:00},"
            ' {name: z, cron: "0 0 1 * *"}], timezone: UTC}'
        ),
        CalendarTrigger(
            (
                Occasion("x", date(2026, 12, 24)),
                Occasion("y", month_and_day=(2, 29), at=time(10)),
                Occasion("z", cron="0 0 1 * *"),
            ),
            "UTC",
        ),
    ),
]


@pytest.mark.parametrize(("text", "trigger"), TRIGGERS, ids=lambda item: str(item)[:40])
def test_a_trigger(text: str, trigger: Trigger) -> None:
    assert flow_of(f"flow: case\ntrigger: {text}\n{SEND}").trigger == trigger


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("placed_order", ("F013", '"placed_order" is not allowed: the only word')),
        ("{manual: }", ("F015", '"manual" has nothing below it; write "trigger: manual"')),
        ("{event: a, calendar: []}", ("F015", '"calendar" and "event" in one trigger')),
        ("{date: trigger.time}", ("F013", '"trigger.time" is not allowed: name a date of')),
        ("{date: birthday}", ("F013", '"birthday" is not allowed: name a date of')),
        ("{calendar: [{name: x}]}", ("F011", "a key is missing here")),
        ("{calendar: [{date: 12-24}]}", ("F011", '"name" is missing')),
        (
            "{calendar: [{name: x, cron: 0 0 * * *, at: 10:00}]}",
            ("F013", '"at" cannot stand beside "cron"'),
        ),
        ("{calendar: [{name: x, date: 02-30}]}", ("F014", '"02-30" is not in the calendar')),
        ("{calendar: [{name: x, date: christmas}]}", ("F014", '"christmas" is not a day')),
    ],
)
def test_what_is_said_of(text: str, said: tuple[str, str]) -> None:
    ((code, message),) = said_of(f"flow: case\ntrigger: {text}\n{SEND}")
    assert (code, message[: len(said[1])]) == said
