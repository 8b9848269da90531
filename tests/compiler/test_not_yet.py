"""What is compiled and listed as not to be run yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest

from orchestrator.catalog import Catalog, Column, Customers, Event, Table
from orchestrator.compiler import NotYet, compile_flow, not_yet
from orchestrator.conditions import InSegment, NoneOf, Responded, Response
from orchestrator.model import (
    Channel,
    Database,
    Defaults,
    EventTrigger,
    Flow,
    FrequencyCap,
    MessageClass,
    Project,
    Segment,
    Send,
    SenderSettings,
    SenderType,
    Start,
    Status,
)

ID = Column("id")
CAP = FrequencyCap(1, timedelta(days=7), path=("frequency_cap",))
PROJECT = Project(
    "",
    Database("sqlite://"),
    Catalog(
        Customers(Table("customers"), ID, email="email"),
        {"signed_up": Event("signed_up", Table("customers"), ID, ID, Column("at"))},
    ),
    senders={"hook": SenderSettings(SenderType.WEBHOOK, channel=Channel.WEBHOOK)},
)
FLOW = Flow("welcome", "Welcome", EventTrigger("signed_up"), (Send("hello", "hello", "Hello"),))
TOLD = Send("told", "", channel=Channel.WEBHOOK, to="hook")


def capped(flow: Flow) -> Flow:
    return replace(flow, frequency_cap=(CAP,))


@pytest.mark.parametrize(
    ("flow", "asked"),
    [
        (FLOW, []),
        (capped(FLOW), ["frequency_cap"]),
        (capped(replace(FLOW, message_class=MessageClass.TRANSACTIONAL)), []),
        (capped(replace(FLOW, steps=(TOLD,))), []),
        (capped(replace(FLOW, steps=(TOLD, *FLOW.steps))), ["frequency_cap"]),
    ],
)
def test_only_what_a_marketing_message_would_heed(flow: Flow, asked: list[str]) -> None:
    assert [each.construct for each in not_yet(flow, PROJECT)] == asked
    assert compile_flow(flow, PROJECT).not_yet == tuple(asked)


def test_the_projects_defaults_count_too() -> None:
    project = replace(PROJECT, defaults=Defaults(frequency_cap=(CAP,)))
    found = list(not_yet(capped(FLOW), project))
    assert [(each.construct, each.of_project) for each in found] == [
        ("frequency_cap", False),
        ("frequency_cap of the project's defaults", True),
    ]


def test_its_operations_are_compiled_all_the_same() -> None:
    program, plain = compile_flow(capped(FLOW), PROJECT), compile_flow(FLOW, PROJECT)
    assert [each.name for each in program.operations] == [each.name for each in plain.operations]
    assert program.digest != plain.digest


def test_what_nothing_writes_down_yet() -> None:
    """Whether a message was received is known; whether it was opened is not."""
    received, opened = (
        Responded(response, flow="welcome", negated=True)
        for response in (Response.RECEIVED, Response.OPENED)
    )
    assert compile_flow(replace(FLOW, conditions=(received,)), PROJECT).not_yet == ()
    nested = replace(FLOW, conditions=(NoneOf((received, opened)),))
    assert compile_flow(nested, PROJECT).not_yet == ("not_opened",)


def test_in_a_segment_that_is_asked_for_through_another_one() -> None:
    segments = {
        "fans": Segment("fans", (Responded(Response.CLICKED, flow="welcome", path=("here",)),)),
        "best": Segment("best", (InSegment("fans"),)),
    }
    flow = replace(FLOW, conditions=(InSegment("best"),))
    found = list(not_yet(flow, replace(PROJECT, segments=segments)))
    assert found == [NotYet("clicked in the segment fans", ("here",), of_project=True)]


def test_a_flow_that_starts_a_refused_one() -> None:
    other = replace(capped(FLOW), key="other", status=Status.LIVE)
    starts = replace(FLOW, steps=(Start("other", path=("steps", 0)),))
    told = "the start of other, which asks for frequency_cap"
    assert compile_flow(starts, PROJECT, flows=[other]).not_yet == (told,)
    opened = replace(other, conditions=(Responded(Response.OPENED, flow="welcome"),))
    assert compile_flow(starts, PROJECT, flows=[opened]).not_yet == (f"{told} and opened",)
    draft = replace(other, status=Status.DRAFT)
    assert compile_flow(starts, PROJECT, flows=[draft]).not_yet == ()
