"""Whole flows: every construct of the language, names and types that fit the shop."""

from __future__ import annotations

from dataclasses import replace
from datetime import time, timedelta

from hypothesis import strategies as st

from orchestrator.model import (
    CountedFrom,
    EventTrigger,
    Flow,
    FrequencyCap,
    Goal,
    Hold,
    MessageClass,
    Per,
    Project,
    Reentry,
    ReentryKind,
    Schedule,
    SendWindow,
    Status,
    Trigger,
    WhileInside,
)
from tests.strategies.conditions import dids, many
from tests.strategies.offer import before_entering
from tests.strategies.shop import PROJECT
from tests.strategies.steps import Ids, step_lists
from tests.strategies.triggers import CRONS, triggers
from tests.strategies.values import ZONES, clocks, durations, names, shares, texts, zones

schedules = st.builds(Schedule, every=durations.filter(lambda each: each < timedelta(days=1)))
crons = st.builds(Schedule, cron=st.sampled_from(CRONS), timezone=st.sampled_from(ZONES))


@st.composite
def flows(draw: st.DrawFn, project: Project = PROJECT) -> Flow:
    trigger = draw(triggers(project))
    outside = before_entering(project, trigger)
    inside = replace(outside, is_inside=True)
    steps, after = draw(step_lists(inside, Ids()))
    # A way out may ask about any message of the flow, but not what a wait has yet to bring.
    leaving = replace(inside, sends=after.sends)
    return Flow(
        key=draw(names),
        title=draw(texts),
        trigger=trigger,
        steps=steps,
        status=draw(st.sampled_from(Status)),
        stage=draw(st.none() | texts),
        owner=draw(st.none() | st.just("crm@shop.example")),
        description=draw(st.none() | texts),
        message_class=draw(st.sampled_from(MessageClass)),
        conditions=draw(st.just(()) | many(outside, least=1)),
        reentry=draw(_reentries(trigger)),
        while_inside=draw(st.sampled_from(WhileInside)),
        exit_when=draw(many(leaving)),
        goal=draw(st.none() | st.builds(Goal, dids(inside, awaited=True), durations)),
        holdout=draw(st.just(0.0) | shares),
        priority=draw(st.integers(0, 100)),
        frequency_cap=tuple(draw(st.lists(frequency_caps(), max_size=2))),
        send_window=draw(st.none() | send_windows()),
        hold=draw(st.none() | st.builds(Hold, many(inside, least=1), durations)),
        not_after=draw(durations),
        schedule=draw(st.none() | schedules | crons),
    )


def _reentries(trigger: Trigger) -> st.SearchStrategy[Reentry]:
    has_key = isinstance(trigger, EventTrigger) and trigger.key is not None
    after = st.builds(
        Reentry,
        st.just(ReentryKind.AFTER),
        durations,
        st.sampled_from(CountedFrom),
        st.sampled_from(Per) if has_key else st.just(Per.CUSTOMER),
    )
    return st.builds(Reentry, st.sampled_from((ReentryKind.NEVER, ReentryKind.ALWAYS))) | after


def frequency_caps() -> st.SearchStrategy[FrequencyCap]:
    narrowed = st.sampled_from(((False, None), (True, None), (False, "ask")))
    return st.tuples(st.integers(1, 9), durations, narrowed).map(
        lambda drawn: FrequencyCap(drawn[0], drawn[1], *drawn[2])
    )


def send_windows() -> st.SearchStrategy[SendWindow]:
    weekdays = st.sets(st.integers(0, 6), min_size=1).map(lambda days: tuple(sorted(days)))
    always = st.just(SendWindow(time(0), time(0)))
    return always | st.builds(SendWindow, clocks, clocks, weekdays, zones)
