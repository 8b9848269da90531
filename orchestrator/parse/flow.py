"""A flow's document to a Flow."""

from __future__ import annotations

from datetime import UTC, time, timedelta, tzinfo

from orchestrator.catalog import Catalog
from orchestrator.diagnostics import Code
from orchestrator.document import Value
from orchestrator.model import (
    CUSTOMER_ZONE,
    CountedFrom,
    DateTrigger,
    EventTrigger,
    Flow,
    Goal,
    LeapDay,
    MessageClass,
    Per,
    Reentry,
    ReentryKind,
    Schedule,
    SegmentTrigger,
    Status,
    Trigger,
    WhileInside,
)
from orchestrator.parse.conditions import ConditionReader, read_ref
from orchestrator.parse.names import Names
from orchestrator.parse.reading import Node, Reading
from orchestrator.parse.steps import StepReader
from orchestrator.parse.values import clock, days, duration

DAY = timedelta(days=1)
CRON_FIELDS = 5


def parse_flow(reading: Reading, data: Value, catalog: Catalog | None, zone: tzinfo = UTC) -> Flow:
    """The flow, with defaults for what is missing or cannot be read; `reading` says what that is.

    `zone` is that of dates which do not say one.
    """
    top = Node(data)
    names = Names.of(catalog, top["trigger"]["event"].text_or_none())
    conditions = ConditionReader(reading, names, zone)
    key = top["flow"].text()
    return Flow(
        key=key,
        title=top["title"].text(key.replace("-", " ").capitalize()),
        trigger=_trigger(conditions, top["trigger"]),
        steps=StepReader(reading, conditions).many(top["steps"]),
        status=Status(top["status"].text(Status.DRAFT)),
        stage=top["stage"].text_or_none(),
        owner=top["owner"].text_or_none(),
        description=top["description"].text_or_none(),
        message_class=MessageClass(top["message_class"].text(MessageClass.MARKETING)),
        conditions=conditions.many(top["conditions"]),
        reentry=_reentry(reading, top["reentry"]),
        while_inside=WhileInside(top["while_inside"].text(WhileInside.IGNORE)),
        exit_when=conditions.many(top["exit_when"]),
        goal=_goal(conditions, top["goal"]),
        not_after=reading.read(top["not_after"], duration, timedelta(days=2)),
        schedule=_schedule(reading, top["schedule"]),
        file=reading.file,
    )


def _trigger(conditions: ConditionReader, node: Node) -> Trigger:
    if "segment" in node:
        include_current = node["include_current"].is_true()
        return SegmentTrigger(node["segment"].text(), include_current, node.path)
    if "date" in node:
        return _date_trigger(conditions.reading, node)
    event = node["event"].text()
    reading = conditions.reading
    return EventTrigger(
        event,
        node["key"].text_or_none(),
        reading.read(node["quiet_for"], duration, None),
        conditions.where(node["where"], event),
        reading.read(node["include_past"], duration, None),
        node.path,
    )


def _date_trigger(reading: Reading, node: Node) -> DateTrigger:
    return DateTrigger(
        read_ref(node["date"].text()),
        reading.read(node["offset"], days, timedelta(0)),
        reading.read(node["at"], clock, time(9)),
        node["timezone"].text(CUSTOMER_ZONE),
        node["repeat"].text() == "yearly",
        LeapDay(node["leap_day"].text(LeapDay.FEBRUARY_28)),
        path=node.path,
    )


def _reentry(reading: Reading, node: Node) -> Reentry:
    """A path tells a rule that it was said."""
    if not node:
        return Reentry(ReentryKind.ALWAYS)
    if not node.is_map:
        return Reentry(ReentryKind(node.text()), path=node.path)
    return Reentry(
        ReentryKind.AFTER,
        reading.read(node["after"], duration, None),
        CountedFrom(node["counted_from"].text(CountedFrom.ENTRY)),
        Per(node["per"].text(Per.CUSTOMER)),
        node.path,
    )


def _goal(conditions: ConditionReader, node: Node) -> Goal | None:
    if "did" not in node:
        return None
    within = conditions.reading.read(node["within"], duration, DAY)
    return Goal(conditions.did(node["did"]), within)


def _schedule(reading: Reading, node: Node) -> Schedule | None:
    if not node:
        return None
    if node.is_map:
        cron, zone = node["cron"].text_or_none(), node["timezone"].text_or_none()
        return Schedule(cron, zone, path=node.path)
    if len(node.text().split()) == CRON_FIELDS:
        message = (
            f'a clock needs a zone; write "cron: {node.text()}" and a "timezone" below "schedule:"'
        )
        reading.say(Code.BAD_CRON, node.path, message)
        return None
    every = reading.read(node, duration, None)
    if every is not None and every >= DAY:
        message = 'an interval is shorter than a day; for a time of the day write "cron: 0 9 * * *" and a "timezone"'
        reading.say(Code.BAD_VALUE, node.path, message)
    return Schedule(every=every, path=node.path)
