"""Projects and flows: several at once, that share segments and caps."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from orchestrator.conditions import InSegment, Ranked
from orchestrator.model import (
    CUSTOMER_ZONE,
    Defaults,
    EventTrigger,
    Flow,
    FrequencyCap,
    Goal,
    Hold,
    ManualTrigger,
    MessageClass,
    Project,
    Reentry,
    ReentryKind,
    Segment,
    SegmentTrigger,
    SendWindow,
    Start,
    Status,
    WhileInside,
)
from tests.oracle.generate.chance import CLOCKS, DAYS, DURATIONS, HOURS, SHORT, ZONES, Chance
from tests.oracle.generate.conditions import condition, conditions, did
from tests.oracle.generate.offer import Offer, before_entering, of_customers
from tests.oracle.generate.steps import Builder
from tests.oracle.generate.triggers import reentry, trigger


def project_of(chance: Chance, base: Project, now: datetime) -> Project:
    """The same shop with other segments and defaults."""
    segments = {name: base.segments[name] for name in ("buyers", "quiet", "loyal")}
    project = replace(base, segments=segments)
    for name in ("some", "others"):
        offer = Offer(project, now, of_customers(project))
        stay = conditions(chance, offer) if chance.is_so(0.3) else ()
        segment = Segment(name, conditions(chance, offer), stay)
        project = replace(project, segments={**project.segments, name: segment})
    offer = Offer(project, now, of_customers(project))
    defaults = Defaults(
        timezone=chance.one_of(ZONES),
        send_window=_window(chance) if chance.is_so(0.2) else None,
        frequency_cap=tuple(_cap(chance) for _ in range(chance.weighed(((0, 5), (1, 4), (2, 1))))),
        hold=_hold(chance, offer) if chance.is_so(0.08) else None,
    )
    return replace(project, defaults=defaults)


def _cap(chance: Chance) -> FrequencyCap:
    cap = FrequencyCap(chance.weighed(((1, 3), (2, 1))), chance.one_of(DURATIONS))
    narrowed = chance.weighed((("no", 3), ("flow", 1), ("topic", 1)))
    return replace(cap, this_flow=narrowed == "flow", topic="ask" if narrowed == "topic" else None)


def _window(chance: Chance) -> SendWindow:
    start, end = chance.one_of(CLOCKS), chance.one_of(CLOCKS)
    zone = chance.one_of((CUSTOMER_ZONE, CUSTOMER_ZONE, *ZONES))
    days = tuple(sorted(chance.some_of(range(7), 7))) if chance.is_so(0.3) else tuple(range(7))
    return SendWindow(start, end, days, zone)


def _hold(chance: Chance, offer: Offer) -> Hold:
    """Often with groups, segments and ranks: beside a cap it is asked of a person's other mail too."""
    asked = condition(chance, offer, depth=0)
    if isinstance(asked, Ranked | InSegment):
        asked = did(chance, offer)
    at_most = chance.one_of((HOURS, DAYS, 3 * DAYS))
    more = chance.apart(asked)
    return Hold((asked,) if more.is_so(0.4) else conditions(more, offer), at_most)


def flows_of(chance: Chance, project: Project, now: datetime) -> tuple[Flow, ...]:
    """The last first: a flow starts only such as come after it."""
    made: list[Flow] = []
    startable: list[str] = []
    for key in ("h", "g", "f")[-chance.weighed(((1, 4), (2, 3), (3, 1))) :]:
        flow, may_be_started = _flow(chance, project, now, key, made, tuple(startable))
        made.append(flow)
        startable += [key] if may_be_started else []
    return tuple(reversed(made))


def _flow(
    chance: Chance,
    project: Project,
    now: datetime,
    key: str,
    others: Sequence[Flow],
    startable: tuple[str, ...],
) -> tuple[Flow, bool]:
    """The flow, and whether others may start it."""
    entered_by = trigger(chance, project, now, may_be_manual=key != "f")
    messages = [(flow.key, "s1") for flow in others]
    outside = replace(before_entering(project, now, entered_by), others=(*messages, (key, "s1")))
    brings_nothing = isinstance(entered_by, ManualTrigger | SegmentTrigger)
    may_be_started = brings_nothing or chance.is_so(0.5)
    if may_be_started and not brings_nothing:
        # Whoever is started has no values of the trigger.
        outside = replace(outside, values=of_customers(project), lines_of=None)
    inside = replace(outside, is_inside=True)
    builder = Builder(chance, startable)
    steps, _ = builder.steps(inside)
    by_hand = [each.key for each in others if isinstance(each.trigger, ManualTrigger)]
    if by_hand and chance.is_so(0.7):
        steps = (Start(chance.one_of(by_hand)), *steps)
    leaving = replace(inside, sends=tuple(builder.sent))
    needs_reentry = isinstance(entered_by, EventTrigger | SegmentTrigger) or chance.is_so(0.3)
    goal = Goal(did(chance, inside, plain=0.7), chance.one_of(DURATIONS))
    hold_offer = replace(inside, sends=())
    flow = Flow(
        key=key,
        title=key,
        trigger=entered_by,
        steps=steps,
        status=Status.LIVE,
        message_class=chance.weighed(
            ((MessageClass.MARKETING, 5.0), (MessageClass.TRANSACTIONAL, 1.0))
        ),
        conditions=conditions(chance, outside, 1) if chance.is_so(0.2) else (),
        reentry=reentry(chance, entered_by) if needs_reentry else Reentry(ReentryKind.ALWAYS),
        while_inside=chance.one_of(tuple(WhileInside)),
        exit_when=conditions(chance, leaving) if chance.is_so(0.35) else (),
        goal=goal if chance.is_so(0.3) else None,
        holdout=chance.one_of((10.0, 50.0)) if chance.is_so(0.2) else 0.0,
        priority=chance.one_of((30, 50, 50, 70)),
        frequency_cap=(_cap(chance),) if chance.is_so(0.25) else (),
        send_window=_window(chance) if chance.is_so(0.2) else None,
        hold=_hold(chance, hold_offer) if chance.is_so(0.1) else None,
        not_after=chance.one_of((6 * HOURS, DAYS, 2 * DAYS, 2 * DAYS, 5 * DAYS, *SHORT[1:2])),
    )
    return flow, may_be_started
