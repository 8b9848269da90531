"""Which messages took the places under a frequency cap."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from sqlalchemy import Row, literal, literal_column, select

from orchestrator import tables
from orchestrator.compiler.capping import caps_of
from orchestrator.compiler.recipients import recipient_of
from orchestrator.compiler.taken import has_left
from orchestrator.model import Flow, FrequencyCap, Send
from orchestrator.timeline.asking import Asker
from orchestrator.words.durations import duration_words


def full_caps(
    asker: Asker, flow: Flow, step: Send, row: Row[Any], moment: datetime
) -> Iterator[tuple[FrequencyCap, list[str]]]:
    """The caps that let no more through at that moment, each with the messages that fill it."""
    recipient = recipient_of(flow, step, asker.project)
    for cap in caps_of(flow, step, asker.project, recipient):
        took = _taking(asker.at(moment), flow, cap, row)
        if len(took) >= cap.at_most:
            yield cap, took


def cap_words(cap: FrequencyCap) -> str:
    of = " of this flow" if cap.this_flow else f" on the topic {cap.topic}" if cap.topic else ""
    many = "message" if cap.at_most == 1 else "messages"
    return f"at most {cap.at_most} {many}{of} in {duration_words(cap.per)}"


def _taking(asker: Asker, flow: Flow, cap: FrequencyCap, row: Row[Any]) -> list[str]:
    message = tables.message
    query = select(message.c.flow, message.c.step, message.c.finished_at).where(
        message.c.customer == row.customer,
        message.c.id != row.id,
        message.c.message_class == literal_column("'marketing'"),
        message.c.finished_at <= literal(asker.now, tables.Instant()),
        has_left(message, cap.per),
    )
    if cap.this_flow:
        query = query.where(message.c.flow == flow.key)
    if cap.topic is not None:
        query = query.where(message.c.topic == cap.topic)
    return [
        f"{each.step} of {each.flow}, {asker.times.words(each.finished_at)}"
        for each in asker.rows(query.order_by(message.c.finished_at))
    ]
