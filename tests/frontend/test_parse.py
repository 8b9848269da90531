"""What is written against what it becomes."""

from __future__ import annotations

import pathlib
from datetime import UTC, date, datetime, time, timedelta

import pytest

from orchestrator.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Did,
    InSegment,
    NoneOf,
    Operator,
    Ref,
    Relative,
    Scope,
    Since,
    SinceKind,
    Times,
)
from orchestrator.load import load_project
from orchestrator.model import (
    Branch,
    Case,
    CountedFrom,
    DateTrigger,
    Delay,
    EventTrigger,
    Exit,
    Flow,
    Goal,
    LeapDay,
    MessageClass,
    Per,
    Reentry,
    ReentryKind,
    Schedule,
    SegmentTrigger,
    Send,
    Status,
    Variant,
    WhileInside,
)
from orchestrator.parse import values
from orchestrator.parse.values import Unreadable
from tests.frontend.cases import shop

CUSTOMER, TRIGGER, EVENT = Scope.CUSTOMER, Scope.TRIGGER, Scope.EVENT
EVENT_HEAD = "flow: case\ntrigger:\n  event: placed_order\nreentry: always\n"
SEND = "steps:\n  - send: hello\n    template: hello\n    subject: Hello\n"


def parsed(text: str, folder: pathlib.Path) -> Flow:
    loaded = load_project(shop(folder, case=text), environment={})
    assert loaded.diagnostics == ()
    return loaded.flows[0]


def test_a_flow_with_everything(tmp_path: pathlib.Path) -> None:
    flow = parsed(
        """\
flow: case
title: A case
stage: convert
owner: crm@shop.example
description: Why.
status: live
message_class: transactional
trigger:
  event: cart_updated
  key: cart_id
  quiet_for: 1 hour
  where:
    value:
      at_least: 20
  include_past: 2 days
conditions:
  - customer.country: [SE, NO]
reentry:
  after: 1 week
  counted_from: end
  per: key
while_inside: both
exit_when:
  - did: placed_order
goal:
  did: placed_order
  within: 7 days
not_after: 12 hours
schedule:
  cron: 0 9 * * *
  timezone: Europe/Stockholm
steps:
  - send: reminder
    template: hello
    subject: Hello
    message_class: marketing
    variants:
      plain:
        share: 60%
      urgent:
        share: 40%
        subject: Now
        template: hello
  - delay: 1.5 hours
  - branch: big
    if:
      - trigger.value:
          more_than: 500
    then:
      - exit
    else:
      - delay: 1 day
""",
        tmp_path,
    )
    assert flow == Flow(
        key="case",
        title="A case",
        stage="convert",
        owner="crm@shop.example",
        description="Why.",
        status=Status.LIVE,
        message_class=MessageClass.TRANSACTIONAL,
        trigger=EventTrigger(
            event="cart_updated",
            key="cart_id",
            quiet_for=timedelta(hours=1),
            where=(Compare(Ref(EVENT, "value"), Operator.AT_LEAST, 20),),
            include_past=timedelta(days=2),
        ),
        conditions=(Compare(Ref(CUSTOMER, "country"), Operator.IN, ("SE", "NO")),),
        reentry=Reentry(ReentryKind.AFTER, timedelta(weeks=1), CountedFrom.END, Per.KEY),
        while_inside=WhileInside.BOTH,
        exit_when=(Did("placed_order"),),
        goal=Goal(Did("placed_order"), timedelta(days=7)),
        not_after=timedelta(hours=12),
        schedule=Schedule("0 9 * * *", "Europe/Stockholm"),
        steps=(
            Send(
                "reminder",
                "hello",
                "Hello",
                message_class=MessageClass.MARKETING,
                variants=(Variant("plain", 60.0), Variant("urgent", 40.0, "Now", "hello")),
            ),
            Delay(timedelta(minutes=90)),
            Branch(
                "big",
                (Case((Compare(Ref(TRIGGER, "value"), Operator.MORE_THAN, 500),), (Exit(),)),),
                (Delay(timedelta(days=1)),),
            ),
        ),
    )


def test_a_flow_with_the_least(tmp_path: pathlib.Path) -> None:
    flow = parsed(EVENT_HEAD + SEND, tmp_path)
    assert flow == Flow(
        key="case",
        title="Case",
        trigger=EventTrigger("placed_order"),
        reentry=Reentry(ReentryKind.ALWAYS),
        steps=(Send("hello", "hello", "Hello"),),
    )
    assert flow.file == "flows/case.yml"


def test_a_date_trigger(tmp_path: pathlib.Path) -> None:
    text = """\
flow: case
trigger:
  date: customer.birthday
  offset: -7 days
  at: 8:05
  timezone: Asia/Tokyo
  repeat: yearly
  leap_day: 03-01
"""
    assert parsed(text + SEND, tmp_path).trigger == DateTrigger(
        Ref(Scope.CUSTOMER, "birthday"),
        timedelta(days=-7),
        time(8, 5),
        "Asia/Tokyo",
        yearly=True,
        leap_day=LeapDay.MARCH_1,
    )


def test_a_segment_trigger(tmp_path: pathlib.Path) -> None:
    head = "flow: case\ntrigger:\n  segment: vip\n  include_current: true\nreentry: never\n"
    flow = parsed(head + SEND, tmp_path)
    assert flow.trigger == SegmentTrigger("vip", include_current=True)
    assert flow.reentry == Reentry(ReentryKind.NEVER)


def conditions(text: str, folder: pathlib.Path) -> tuple[Condition, ...]:
    return parsed(f"{EVENT_HEAD}conditions:\n{text}{SEND}", folder).conditions


def of_customer(name: str, operator: Operator, value: object) -> Compare:
    return Compare(Ref(CUSTOMER, name), operator, value)  # type: ignore[arg-type]


STOCKHOLM_MIDNIGHT = datetime(2026, 3, 30, 22, tzinfo=UTC)
COMPARISONS = [
    ("country: SE", of_customer("country", Operator.IS, "SE")),
    ("country: {is_not: SE}", of_customer("country", Operator.IS_NOT, "SE")),
    ("country: {not_in: [SE]}", of_customer("country", Operator.NOT_IN, ("SE",))),
    ("country: {contains: S}", of_customer("country", Operator.CONTAINS, "S")),
    ("country: {exists: false}", of_customer("country", Operator.EXISTS, value=False)),
    ("postcode: 12345", of_customer("postcode", Operator.IS, "12345")),
    ("postcode: [01234, 12345]", of_customer("postcode", Operator.IN, ("01234", "12345"))),
    ("total_spent: 5", of_customer("total_spent", Operator.IS, 5)),
    ("total_spent: {between: [1, 2.5]}", of_customer("total_spent", Operator.BETWEEN, (1, 2.5))),
    ("is_member: true", of_customer("is_member", Operator.IS, value=True)),
    ("birthday: 2000-02-29", of_customer("birthday", Operator.IS, date(2000, 2, 29))),
    (
        "birthday: {before: 18 days ago}",
        of_customer("birthday", Operator.BEFORE, Relative(timedelta(18))),
    ),
    (
        "birthday: {before: in 1 week}",
        of_customer("birthday", Operator.BEFORE, Relative(timedelta(-7))),
    ),
    (
        "last_order_at: {before: 2026-03-31}",
        of_customer("last_order_at", Operator.BEFORE, STOCKHOLM_MIDNIGHT),
    ),
    (
        "last_order_at: {after: 2026-03-30}",
        of_customer(
            "last_order_at", Operator.AFTER, STOCKHOLM_MIDNIGHT - timedelta(microseconds=1)
        ),
    ),
    (
        "last_order_at: {between: [2026-03-31, 2026-03-31]}",
        of_customer(
            "last_order_at",
            Operator.BETWEEN,
            (STOCKHOLM_MIDNIGHT, STOCKHOLM_MIDNIGHT + timedelta(days=1, microseconds=-1)),
        ),
    ),
    (
        "last_order_at: {after: 2026-07-01 12:00}",
        of_customer("last_order_at", Operator.AFTER, datetime(2026, 7, 1, 10, tzinfo=UTC)),
    ),
    (
        "last_order_at: {after: 2026-07-01T12:00+09:00}",
        of_customer("last_order_at", Operator.AFTER, datetime(2026, 7, 1, 3, tzinfo=UTC)),
    ),
    (
        "country: {same_as: trigger.order_no}",
        of_customer("country", Operator.SAME_AS, Ref(TRIGGER, "order_no")),
    ),
    (
        "total_spent: {at_least: 1, less_than: 9}",
        AllOf(
            (
                of_customer("total_spent", Operator.AT_LEAST, 1),
                of_customer("total_spent", Operator.LESS_THAN, 9),
            )
        ),
    ),
]


@pytest.mark.parametrize(("text", "condition"), COMPARISONS, ids=lambda item: str(item)[:40])
def test_a_comparison(text: str, condition: Condition, tmp_path: pathlib.Path) -> None:
    assert conditions(f"  - customer.{text}\n", tmp_path) == (condition,)


BEHAVIOUR = [
    ("did: placed_order", Did("placed_order")),
    ("did_not: placed_order", Did("placed_order", negated=True)),
    (
        "did: {event: placed_order, exactly: 0, within: 2 weeks, since: trigger}",
        Did(
            "placed_order",
            times=Times.EXACTLY,
            count=0,
            within=timedelta(weeks=2),
            since=Since(SinceKind.TRIGGER),
        ),
    ),
    (
        "did: {event: placed_order, at_most: 3, where: {order_no: 17}}",
        Did(
            "placed_order",
            times=Times.AT_MOST,
            count=3,
            where=(Compare(Ref(EVENT, "order_no"), Operator.IS, "17"),),
        ),
    ),
    ("in_segment: vip", InSegment("vip")),
    ("not_in_segment: vip", InSegment("vip", negated=True)),
    ("any: [{in_segment: vip}]", AnyOf((InSegment("vip"),))),
    ("none: [{all: [{in_segment: vip}]}]", NoneOf((AllOf((InSegment("vip"),)),))),
]


@pytest.mark.parametrize(("text", "condition"), BEHAVIOUR, ids=lambda item: str(item)[:40])
def test_behaviour_and_groups(text: str, condition: Condition, tmp_path: pathlib.Path) -> None:
    assert conditions(f"  - {text}\n", tmp_path) == (condition,)


def test_a_record_behind_the_trigger(tmp_path: pathlib.Path) -> None:
    head = EVENT_HEAD.replace("placed_order", "back_in_stock")
    flow = parsed(
        f"{head}conditions:\n  - trigger.product.stock: {{more_than: 0}}\n{SEND}", tmp_path
    )
    ref = Ref(TRIGGER, "stock", record="product")
    assert flow.conditions == (Compare(ref, Operator.MORE_THAN, 0),)


def test_a_subject_is_one_line(tmp_path: pathlib.Path) -> None:
    text = SEND.replace("subject: Hello", "subject: |\n      Hello\n      again")
    (send,) = parsed(EVENT_HEAD + text, tmp_path).steps
    assert send == Send("hello", "hello", "Hello again")


def test_since_a_step(tmp_path: pathlib.Path) -> None:
    text = "exit_when:\n  - did: {event: placed_order, since: hello}\n"
    (did,) = parsed(EVENT_HEAD + text + SEND, tmp_path).exit_when
    assert did == Did("placed_order", since=Since(SinceKind.STEP, "hello"))


@pytest.mark.parametrize(
    ("text", "length"),
    [
        ("1 minute", timedelta(minutes=1)),
        ("90 minutes", timedelta(minutes=90)),
        ("1 hour", timedelta(hours=1)),
        ("1.5 hours", timedelta(minutes=90)),
        ("3 day", timedelta(days=3)),
        ("1 days", timedelta(days=1)),
        ("2 Weeks", timedelta(weeks=2)),
        ("3days", timedelta(days=3)),
    ],
)
def test_a_duration(text: str, length: timedelta) -> None:
    assert values.duration(text) == length


@pytest.mark.parametrize(
    "text",
    ["3", "", "days", "3 months", "1 year", "3 d", "-3 days", "0 days", "3 days 2 hours", "½ day",
     "99999 weeks", "1e3 days", "٣ days", "9" * 5000 + " days"],
)  # fmt: skip
def test_no_duration(text: str) -> None:
    assert isinstance(values.duration(text), Unreadable)


@pytest.mark.parametrize(
    ("parse", "text"),
    [
        (values.clock, "24:00"),
        (values.clock, "9"),
        (values.clock, "9:5"),
        (values.clock, "9 pm"),
        (values.share, "50"),
        (values.share, "0%"),
        (values.share, "101%"),
        (values.share, "-5%"),
        (values.days, "3"),
        (values.days, "--3 days"),
        (values.days, "1.5 days"),
        (values.moment, "2026-13-01"),
        (values.moment, "2026-01-01 25:00"),
        (values.moment, "yesterday"),
        (values.moment, "3 months ago"),
        (values.moment, "in a week"),
    ],
)
def test_what_cannot_be_read(parse: object, text: str) -> None:
    assert callable(parse)
    assert isinstance(parse(text), Unreadable)
