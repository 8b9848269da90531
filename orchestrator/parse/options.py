"""The options that a flow may set; some of them the project's defaults may set too."""

from __future__ import annotations

from datetime import timedelta

from orchestrator.diagnostics import Code
from orchestrator.model import (
    CUSTOMER_ZONE,
    CountedFrom,
    FrequencyCap,
    Goal,
    Hold,
    Per,
    Reentry,
    ReentryKind,
    Schedule,
    SendWindow,
)
from orchestrator.parse.conditions import ConditionReader
from orchestrator.parse.reading import Node, Reading
from orchestrator.parse.timetable import MIDNIGHT, WEEKDAYS, hours
from orchestrator.parse.values import duration

DAY = timedelta(days=1)
CRON_FIELDS = 5
WHOLE_DAY = (MIDNIGHT, MIDNIGHT)
ALWAYS = "always"
THIS_FLOW = "this_flow"


def read_reentry(reading: Reading, node: Node) -> Reentry:
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


def read_goal(conditions: ConditionReader, node: Node) -> Goal | None:
    if "did" not in node:
        return None
    within = conditions.reading.read(node["within"], duration, DAY)
    return Goal(conditions.did(node["did"]), within, node.path)


def read_schedule(reading: Reading, node: Node) -> Schedule | None:
    if not node:
        return None
    if node.is_map:
        cron, zone = node["cron"].text_or_none(), node["timezone"].text_or_none()
        return Schedule(cron, zone, path=node.path)
    if len(node.text().split()) == CRON_FIELDS:
        message = (
            f'a clock needs a zone; write \'cron: "{node.text()}"\' and a "timezone" below '
            '"schedule:"'
        )
        reading.say(Code.BAD_CRON, node.path, message)
        return None
    every = reading.read(node, duration, None)
    if every is not None and every >= DAY:
        message = 'an interval is shorter than a day; for a time of the day write "cron: 0 9 * * *" and a "timezone"'
        reading.say(Code.BAD_VALUE, node.path, message)
    return Schedule(every=every, path=node.path)


def read_caps(reading: Reading, node: Node) -> tuple[FrequencyCap, ...]:
    """A single cap or a list of them."""
    return tuple(_cap(reading, cap) for cap in ([node] if node.is_map else node.items()))


def _cap(reading: Reading, node: Node) -> FrequencyCap:
    return FrequencyCap(
        at_most=node["at_most"].number(1),
        per=reading.read(node["per"], duration, DAY),
        this_flow=node["of"].text() == THIS_FLOW,
        topic=node["of"]["topic"].text_or_none(),
        path=node.path,
    )


def read_send_window(reading: Reading, node: Node) -> SendWindow | None:
    if not node:
        return None
    if node.is_map:
        return _window_on_days(reading, node)
    start, end = WHOLE_DAY if node.text() == ALWAYS else reading.read(node, hours, WHOLE_DAY)
    return SendWindow(start, end, path=node.path)


def _window_on_days(reading: Reading, node: Node) -> SendWindow:
    start, end = reading.read(node["hours"], hours, WHOLE_DAY)
    days = sorted({WEEKDAYS.index(item.text()) for item in node["days"].items()})
    zone = node["timezone"].text(CUSTOMER_ZONE)
    return SendWindow(start, end, tuple(days) or SendWindow.weekdays, zone, node.path)


def read_hold(conditions: ConditionReader, node: Node) -> Hold | None:
    """`hold_while` and `hold_at_most` of a flow or of the defaults."""
    at_most = conditions.reading.read(node["hold_at_most"], duration, None)
    holding = conditions.many(node["hold_while"])
    if at_most is None or not holding:
        return None
    return Hold(holding, at_most, node["hold_while"].path)
