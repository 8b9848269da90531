"""A flow as a whole."""

from __future__ import annotations

from datetime import timedelta

from orchestrator.conditions import Compare, Did, Operator, Ref
from orchestrator.model import (
    Branch,
    Case,
    CountedFrom,
    Delay,
    EventTrigger,
    Exit,
    Flow,
    Goal,
    MessageClass,
    Per,
    Reentry,
    ReentryKind,
    Schedule,
    Send,
    Status,
    Variant,
    WhileInside,
)
from tests.frontend.parse.reading import CUSTOMER, EVENT, EVENT_HEAD, SEND, TRIGGER, flow_of


def test_a_flow_with_everything() -> None:
    flow = flow_of(
        """\
flow: case
title: A case
stage: convert
owner: crm@shop.example
description: Why.
status: live
message_class: transactional
trigger:
  event: placed_order
  key: order_no
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
"""
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
            event="placed_order",
            key="order_no",
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


def test_a_flow_with_the_least() -> None:
    flow = flow_of(EVENT_HEAD + SEND)
    assert flow == Flow(
        key="case",
        title="Case",
        trigger=EventTrigger("placed_order"),
        reentry=Reentry(ReentryKind.ALWAYS),
        steps=(Send("hello", "hello", "Hello"),),
    )
    assert flow.file == "flows/case.yml"
