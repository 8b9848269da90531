"""The rule that a frequency cap lets the messages of a flow through."""

from __future__ import annotations

import math
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta

from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import Flow, FrequencyCap, OnCap, Send, Status
from orchestrator.rules.context import Context
from orchestrator.rules.passing import WEEK, most_in_passage
from orchestrator.rules.say import problem
from orchestrator.rules.sends import is_marketing, marketing_of
from orchestrator.rules.wording import duration_words


def flow_fits_its_caps(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    """What one passage brings, against each cap that counts it: then messages surely wait.

    Those who enter again soon, or with another key, are what caps are for.
    """
    if flow.status is Status.DRAFT or not marketing_of(flow):
        return
    defaults = context.project.defaults if context.project else None
    default_caps = defaults.frequency_cap if defaults else ()
    zone = defaults.timezone if defaults else "UTC"
    tight = [
        (lets_through(cap) - number, number, cap)
        for cap in (*flow.frequency_cap, *default_caps)
        if (number := most_in_passage(flow, stretch_of(cap), counted_by(cap, flow), zone=zone))
        > lets_through(cap)
    ]
    if tight:
        _room, number, cap = min(tight, key=lambda each: each[0])
        is_own = cap in flow.frequency_cap
        yield problem(
            Code.TOO_MANY_MESSAGES,
            cap.path if is_own else ("steps",),
            f"who goes through this flow once can get {number} marketing messages within "
            f"{duration_words(stretch_of(cap))}, and a cap lets {lets_through(cap)} through "
            f"({cap_words(cap)}); {_what_becomes(number, cap, marketing_of(flow))}",
            on_key=not is_own,
        )


def counted_by(cap: FrequencyCap, flow: Flow) -> Callable[[Send], bool]:
    def counts(send: Send) -> bool:
        return is_marketing(send, flow) and cap.topic in (None, send.topic)

    return counts


def stretch_of(cap: FrequencyCap) -> timedelta:
    """A week at least: what a cap of some hours holds back leaves soon after."""
    return max(cap.per, WEEK)


def lets_through(cap: FrequencyCap) -> int:
    """How many messages within its stretch."""
    return cap.at_most * math.ceil(stretch_of(cap) / cap.per)


def cap_words(cap: FrequencyCap) -> str:
    of = f" of the topic {cap.topic}" if cap.topic else ""
    return f"at most {cap.at_most}{of} per {duration_words(cap.per)}"


def _what_becomes(number: int, cap: FrequencyCap, sends: Sequence[Send]) -> str:
    rest = number - lets_through(cap)
    ways = {send.on_cap for send in sends}
    if ways == {OnCap.SKIP}:
        return f"{rest} would be skipped"
    late = "wait, and are left out once not_after is over"
    return (
        f"{rest} would {late}" if ways == {OnCap.DEFER} else f"{rest} would be skipped, or {late}"
    )
