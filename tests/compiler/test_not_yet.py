"""What is compiled and listed as not to be run yet."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from orchestrator.catalog import Catalog, Column, Customers, Event, Responses, Table
from orchestrator.compiler import NotYet, compile_flow, not_yet
from orchestrator.conditions import InSegment, NoneOf, Responded, Response
from orchestrator.model import (
    Database,
    Defaults,
    EventTrigger,
    Flow,
    FrequencyCap,
    Project,
    Segment,
    Send,
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
)
FLOW = Flow("welcome", "Welcome", EventTrigger("signed_up"), (Send("hello", "hello", "Hello"),))
OPENED = Responded(Response.OPENED, flow="welcome")


def asking(flow: Flow) -> Flow:
    return replace(flow, conditions=(OPENED,))


def test_caps_are_run() -> None:
    project = replace(PROJECT, defaults=Defaults(frequency_cap=(CAP,)))
    capped = replace(FLOW, frequency_cap=(CAP,))
    assert list(not_yet(capped, project)) == []
    assert compile_flow(capped, project).digest != compile_flow(FLOW, project).digest


def test_its_operations_are_compiled_all_the_same() -> None:
    program, plain = compile_flow(asking(FLOW), PROJECT), compile_flow(FLOW, PROJECT)
    assert [each.name for each in program.operations] == [each.name for each in plain.operations]


def test_what_nothing_writes_down_yet() -> None:
    """Whether a message was received is known; whether it was opened is not."""
    received, opened = (
        Responded(response, flow="welcome", negated=True)
        for response in (Response.RECEIVED, Response.OPENED)
    )
    assert compile_flow(replace(FLOW, conditions=(received,)), PROJECT).not_yet == ()
    nested = replace(FLOW, conditions=(NoneOf((received, opened)),))
    assert compile_flow(nested, PROJECT).not_yet == ("not_opened",)


def test_where_the_project_says_who_opened_it_is_run() -> None:
    responses = Responses(Table("mail_events"), ID, Column("kind"), Column("at"))
    project = replace(PROJECT, catalog=replace(PROJECT.catalog, responses=responses))
    assert list(not_yet(asking(FLOW), project)) == []


def test_in_a_segment_that_is_asked_for_through_another_one() -> None:
    segments = {
        "fans": Segment("fans", (Responded(Response.CLICKED, flow="welcome", path=("here",)),)),
        "best": Segment("best", (InSegment("fans"),)),
    }
    flow = replace(FLOW, conditions=(InSegment("best"),))
    found = list(not_yet(flow, replace(PROJECT, segments=segments)))
    assert found == [NotYet("clicked in the segment fans", ("here",), of_project=True)]


def test_a_flow_that_starts_a_refused_one() -> None:
    other = replace(asking(FLOW), key="other", status=Status.LIVE)
    starts = replace(FLOW, steps=(Start("other", path=("steps", 0)),))
    told = "the start of other, which asks for opened"
    assert compile_flow(starts, PROJECT, flows=[other]).not_yet == (told,)
    clicked = Responded(Response.CLICKED, flow="welcome")
    both = replace(other, conditions=(OPENED, clicked, OPENED))
    assert compile_flow(starts, PROJECT, flows=[both]).not_yet == (f"{told} and clicked",)
    draft = replace(other, status=Status.DRAFT)
    assert compile_flow(starts, PROJECT, flows=[draft]).not_yet == ()
