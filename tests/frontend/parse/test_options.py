"""The options of a flow."""

from __future__ import annotations

from datetime import time, timedelta

import pytest

from orchestrator.conditions import Did, InSegment
from orchestrator.model import (
    CountedFrom,
    Flow,
    FrequencyCap,
    Goal,
    Hold,
    Per,
    Reentry,
    ReentryKind,
    Schedule,
    SendWindow,
    WhileInside,
)
from tests.frontend.parse.reading import SEND, flow_of, said_of

HEAD = "flow: case\ntrigger:\n  event: placed_order\n"
DAY = timedelta(days=1)
OPTIONS: list[tuple[str, str, object]] = [
    ("reentry: never", "reentry", Reentry(ReentryKind.NEVER)),
    (
        "reentry: {after: 1 week, counted_from: end, per: key}",
        "reentry",
        Reentry(ReentryKind.AFTER, 7 * DAY, CountedFrom.END, Per.KEY),
    ),
    ("while_inside: both", "while_inside", WhileInside.BOTH),
    ("goal: {did: x, within: 1 day}", "goal", Goal(Did("x"), DAY)),
    ("holdout: 12.5%", "holdout", 12.5),
    ("priority: 0", "priority", 0),
    ("priority: 100", "priority", 100),
    (
        "frequency_cap: {at_most: 3, per: 168 hours}",
        "frequency_cap",
        (FrequencyCap(3, 7 * DAY),),
    ),
    (
        "frequency_cap: [{at_most: 1, per: 1 day, of: this_flow}, {at_most: 2, per: 1 day, of: {topic: a}}]",
        "frequency_cap",
        (FrequencyCap(1, DAY, this_flow=True), FrequencyCap(2, DAY, topic="a")),
    ),
    ("send_window: 08:00-21:00", "send_window", SendWindow(time(8), time(21))),
    ("send_window: 22:00 – 6:30", "send_window", SendWindow(time(22), time(6, 30))),  # noqa: RUF001
    ("send_window: 12:00-24:00", "send_window", SendWindow(time(12), time(0))),
    ("send_window: always", "send_window", SendWindow()),
    (
        "send_window: {hours: 08:00-17:00, days: [tuesday, monday], timezone: UTC}",
        "send_window",
        SendWindow(time(8), time(17), (0, 1), "UTC"),
    ),
    ("send_window: {days: [sunday]}", "send_window", SendWindow(weekdays=(6,))),
    (
        "hold_while: [{in_segment: vip}]\nhold_at_most: 1 day",
        "hold",
        Hold((InSegment("vip"),), DAY),
    ),
    ("not_after: 3 hours", "not_after", DAY / 8),
    ("schedule: 5 minutes", "schedule", Schedule(every=timedelta(minutes=5))),
    (
        "schedule: {cron: 0 9 * * *, timezone: UTC}",
        "schedule",
        Schedule("0 9 * * *", "UTC"),
    ),
]


@pytest.mark.parametrize(("text", "option", "value"), OPTIONS, ids=lambda item: str(item)[:40])
def test_an_option(text: str, option: str, value: object) -> None:
    assert getattr(flow_of(f"{HEAD}{text}\n{SEND}"), option) == value


def test_what_holds_where_nothing_is_said() -> None:
    flow = flow_of(HEAD + SEND)
    assert flow == Flow("case", "Case", flow.trigger, flow.steps)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("reentry: sometimes", ("F013", '"sometimes" is not allowed: reentry is')),
        ("reentry:", ("F012", '"reentry" is empty')),
        ("reentry:\nafter: 1 day", ("F008", '"after" lost its indent; it belongs below "ree')),
        ("goal: placed_order", ("F012", '"goal" must be keys with values')),
        ("holdout: 0%", ("F014", '"0%" is nobody')),
        ("priority: 101", ("F014", '"priority" must be at most 100')),
        ("frequency_cap: 3", ("F012", '"frequency_cap" must be keys with values')),
        ("frequency_cap: {at_most: 0, per: 1 day}", ("F014", '"at_most" must be at least 1')),
        ("frequency_cap: {at_most: 1, per: 1 day, of: all}", ("F013", '"all" is not allowed')),
        ("send_window: 8-21", ("F014", '"8-21" are not hours of the day; write "08:00-21:00"')),
        ("send_window: daily", ("F014", '"daily" are not hours of the day')),
        ("send_window: 08:00-08:00", ("F014", '"08:00-08:00" ends as it begins')),
        ("send_window: {days: [mon]}", ("F013", 'an item of "days" cannot be "mon"')),
        ("hold_while: [{in_segment: vip}]", ("F068", "messages may be held for ever")),
        ("hold_at_most: 1 day", ("F011", '"hold_at_most" needs "hold_while"')),
        ("schedule: every 5 minutes", ("F014", '"every 5 minutes" is not a duration; write "5')),
        ("schedule: 1 day", ("F014", "an interval is shorter than a day")),
        ("schedule: 0 9 * * *", ("F051", "a clock needs a zone")),
    ],
)
def test_what_is_said_of(text: str, said: tuple[str, str]) -> None:
    ((code, message),) = said_of(f"{HEAD}{text}\n{SEND}")
    assert (code, message[: len(said[1])]) == said


def test_a_misspelt_key_is_not_missing_beside_its_twin() -> None:
    text = "hold_while: [{in_segment: vip}]\nhold_at_mst: 1 day\n"
    assert said_of(HEAD + text + SEND) == [("F010", 'unknown key "hold_at_mst"')]
