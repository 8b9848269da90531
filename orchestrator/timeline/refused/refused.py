"""Why somebody is not inside a flow: what is asked, and what of it does not hold."""

from __future__ import annotations

from collections.abc import Iterator
from typing import assert_never

from orchestrator.model import (
    CalendarTrigger,
    DateTrigger,
    EventTrigger,
    ManualTrigger,
    SegmentTrigger,
    Start,
    Status,
)
from orchestrator.runner.adopting import REMOVED
from orchestrator.timeline.asking import Asker
from orchestrator.timeline.ledger import Flowing
from orchestrator.timeline.refused.by_event import ByEvent
from orchestrator.timeline.refused.calendars import ByCalendar
from orchestrator.timeline.refused.dates import ByDate
from orchestrator.timeline.refused.segments import BySegment, Present
from orchestrator.timeline.telling import Line
from orchestrator.timeline.versions import Version, Versions


def refused(
    asker: Asker, versions: Versions, version: Version, person: str, flowing: Flowing | None
) -> Iterator[Line]:
    """By this version of the flow, as of the asker's instant."""
    flow, status = version.flow, version.mark(("status",))
    if flow.status is Status.DRAFT:
        yield Line("fails", None, "the flow is a draft: nobody enters it", mark=status)
    if flow.status is Status.PAUSED:
        text = "the flow is paused: nobody enters, and what happens meanwhile is not made up for"
        yield Line("fails", None, text, mark=status)
    if flowing is None:
        yield Line("fails", None, "the flow has never run on this database", mark=status)
        flowing = Flowing(version.digest, asker.now, None, is_paused=False)
        if not isinstance(flow.trigger, ManualTrigger):
            return
    elif flowing.digest == REMOVED:
        yield Line("fails", None, "the flow was taken out of service", mark=status)
    elif flowing.digest != version.digest:
        text = "the file was edited and is not in force yet (`flows apply`); this is what it asks"
        yield Line("row", None, text, mark=status)
    yield from _by_trigger(asker, versions, version, person, flowing)


def _by_trigger(
    asker: Asker, versions: Versions, version: Version, person: str, flowing: Flowing
) -> Iterator[Line]:
    trigger = version.flow.trigger
    match trigger:
        case EventTrigger():
            return ByEvent(asker, version, trigger, person, flowing).lines()
        case SegmentTrigger():
            return BySegment(asker, version, trigger, person, flowing).lines()
        case DateTrigger():
            return ByDate(asker, version, trigger, person, flowing).lines()
        case CalendarTrigger():
            return ByCalendar(asker, version, trigger, person, flowing).lines()
        case ManualTrigger():
            return _by_hand(asker, versions, version, person)
        case _:
            assert_never(trigger)


def _by_hand(asker: Asker, versions: Versions, version: Version, person: str) -> Iterator[Line]:
    key, mark = version.flow.key, version.mark(version.flow.trigger.path)
    starting = [
        each.key
        for each in versions.loaded.flows
        if any(isinstance(step, Start) and step.flow == key for step in each.all_steps())
    ]
    who = f"only {' or '.join(starting)} does" if starting else "no flow of the project does"
    yield Line(
        "row",
        None,
        f"nobody enters by themselves: another flow must start it, and {who}",
        mark=mark,
    )
    yield Line("judged", None, "What the flow asks then, by the data of now", mark=mark)
    yield from Present(asker, person).judge(version).verdicts()
