"""Rules on names of the project: events, segments, coupons and senders."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.conditions import Did, InSegment, Ranked
from orchestrator.diagnostics import Code, Diagnostic, Path
from orchestrator.model import Channel, EventTrigger, Flow, SegmentTrigger
from orchestrator.rules.context import Context
from orchestrator.rules.places import Found
from orchestrator.rules.say import unknown
from orchestrator.rules.sends import sends_of

NEW_SENDER = {
    Channel.EMAIL: "{type: outbox, channel: email, from: hello@shop.example, to: staff@shop.example}",
    Channel.SMS: "{type: apprise, url: THE-GATEWAY, to: THE-NUMBER}",
    Channel.WEBHOOK: "{type: webhook, url: https://THE-ADDRESS}",
}


def events_exist(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    if isinstance(flow.trigger, EventTrigger):
        yield from unknown_event(flow.trigger.event, (*flow.trigger.path, "event"), context)
    for found in context.conditions(flow):
        yield from unknown_event_of(found, context)


def unknown_event_of(found: Found, context: Context) -> Iterator[Diagnostic]:
    """Of `did: EVENT` the span falls back to the value itself, where there is no `event`."""
    if isinstance(found.condition, Did):
        yield from unknown_event(found.condition.event, (*found.condition.path, "event"), context)


def unknown_event(name: str, path: Path, context: Context) -> Iterator[Diagnostic]:
    catalog = context.catalog
    if not name or catalog is None or name in catalog.events:
        return
    if not context.is_doubtful("catalog", "events", name):
        message = f'the catalog has no event "{name}"'
        yield unknown(Code.UNKNOWN_EVENT, path, message, name, catalog.events)


def segments_exist(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    if isinstance(flow.trigger, SegmentTrigger):
        path = (*flow.trigger.path, "segment")
        yield from _unknown_segment(flow.trigger.segment, path, context)
    for found in context.conditions(flow):
        yield from unknown_segment_of(found, context)


def unknown_segment_of(found: Found, context: Context) -> Iterator[Diagnostic]:
    match found.condition:
        case InSegment(segment=segment, path=path):
            yield from _unknown_segment(segment, path, context)
        case Ranked(among=str() as segment, path=path):
            yield from _unknown_segment(segment, (*path[:-1], "among"), context)
        case _:
            return


def _unknown_segment(name: str, path: Path, context: Context) -> Iterator[Diagnostic]:
    project = context.project
    if not name or project is None or name in project.segments:
        return
    if not context.is_doubtful("segments", name):
        message = f'the project has no segment "{name}"'
        yield unknown(Code.UNKNOWN_SEGMENT, path, message, name, project.segments)


def coupons_exist(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    if context.project is None:
        return
    known = context.project.coupons
    for send in sends_of(flow):
        name = send.coupon
        if name and name not in known and not context.is_doubtful("coupons", name):
            message = (
                f'the project has no coupon "{name}" (to add it, write "{name}: {{code: THE-CODE}}" '
                'below "coupons:" in orchestrator.yml)'
            )
            yield unknown(Code.UNKNOWN_COUPON, (*send.path, "coupon"), message, name, known)


def senders_exist(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    """Those that a step names; a channel without a sender is said of the project."""
    if context.project is None:
        return
    known = context.project.senders
    for send in sends_of(flow):
        if send.to and send.to not in known and not context.is_doubtful("senders", send.to):
            message = (
                f'the project has no sender "{send.to}" (to add it, write '
                f'"{send.to}: {NEW_SENDER[send.channel]}" below "senders:" in orchestrator.yml)'
            )
            yield unknown(Code.UNKNOWN_SENDER, (*send.path, "to"), message, send.to, known)
