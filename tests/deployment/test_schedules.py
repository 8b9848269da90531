"""When a flow ticks."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from orchestrator.conditions import Ref, Scope
from orchestrator.deployment.schedules import prefect_schedule
from orchestrator.model import (
    CalendarTrigger,
    DateTrigger,
    EventTrigger,
    Flow,
    ManualTrigger,
    Schedule,
    SegmentTrigger,
    Trigger,
)

FLOW = Flow(key="welcome", title="Welcome", trigger=EventTrigger("signed_up"), steps=())


@pytest.mark.parametrize(
    ("trigger", "every"),
    [
        (EventTrigger("placed_order"), timedelta(minutes=5)),
        (DateTrigger(Ref(Scope.CUSTOMER, "birthday")), timedelta(minutes=15)),
        (SegmentTrigger("lapsed"), timedelta(hours=1)),
        (CalendarTrigger(), timedelta(minutes=15)),
        (ManualTrigger(), timedelta(minutes=5)),
    ],
)
def test_default_follows_the_kind_of_trigger(trigger: Trigger, every: timedelta) -> None:
    assert prefect_schedule(replace(FLOW, trigger=trigger), "UTC").interval == every


def test_an_interval_is_anchored_so_that_applying_again_does_not_shift_it() -> None:
    first, second = (prefect_schedule(FLOW, "Europe/Stockholm") for _ in range(2))
    assert first == second
    assert first.anchor_date.minute == first.anchor_date.second == 0


def test_cron_keeps_its_zone() -> None:
    flow = replace(FLOW, schedule=Schedule(cron="30 7 * * *", timezone="Europe/Oslo"))
    schedule = prefect_schedule(flow, "UTC")
    assert (schedule.cron, schedule.timezone) == ("30 7 * * *", "Europe/Oslo")
