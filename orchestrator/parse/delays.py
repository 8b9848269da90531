"""The three forms of a delay."""

from __future__ import annotations

from datetime import time, timedelta

from orchestrator.conditions import Ref
from orchestrator.model import CUSTOMER_ZONE, Delay, DelayUntil, DelayUntilDate, IfPast
from orchestrator.parse.reading import Node, Reading
from orchestrator.parse.references import read_ref
from orchestrator.parse.timetable import USUAL_TIME, until
from orchestrator.parse.values import clock, duration, offset


def read_delay(reading: Reading, node: Node) -> Delay | DelayUntil | DelayUntilDate:
    """The path of a delay is its step's."""
    step = node.path[:-1]
    if not node.is_map:
        return Delay(reading.read(node, duration, timedelta(0)), step)
    if "until_date" in node:
        return _until_date(reading, node)
    usual: tuple[int | None, time] = (None, USUAL_TIME)
    weekday, at = reading.read(node["until"], until, usual)
    return DelayUntil(
        at,
        weekday,
        node["timezone"].text(CUSTOMER_ZONE),
        reading.read(node["or_now_within"], duration, None),
        step,
    )


def _until_date(reading: Reading, node: Node) -> DelayUntilDate:
    return DelayUntilDate(
        date=read_ref(node["until_date"].text()),
        offset=reading.read(node["offset"], offset, timedelta(0)),
        plus_days=_ref_or_none(node["plus_days"]),
        times=_ref_or_none(node["times"]),
        at=reading.read(node["at"], clock, None),
        timezone=node["timezone"].text(CUSTOMER_ZONE),
        if_past=IfPast(node["if_past"].text(IfPast.NOW)),
        path=node.path[:-1],
    )


def _ref_or_none(node: Node) -> Ref | None:
    return read_ref(node.text()) if node else None
