"""Rules on frequency caps that hold nothing back."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import replace

from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import Flow, FrequencyCap, Project
from orchestrator.records import dataclass
from orchestrator.rules.caps import cap_words, counted_by
from orchestrator.rules.context import Context
from orchestrator.rules.passing import most_if_late
from orchestrator.rules.say import problem
from orchestrator.rules.sends import marketing_of
from orchestrator.rules.whole import Whole
from orchestrator.rules.wording import duration_words


@dataclass(frozen=True)
class _Idle:
    """Why a cap holds nothing back."""

    cap: FrequencyCap
    reason: str

    def diagnostic(self) -> Diagnostic:
        message = f"this cap never holds anything back: {self.reason}"
        return problem(Code.IDLE_CAP, self.cap.path, message)


def caps_hold_something_back(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    if not flow.frequency_cap or context.is_doubtful("defaults", "frequency_cap"):
        return
    defaults = context.project.defaults.frequency_cap if context.project else ()
    if not marketing_of(flow):
        reason = "the flow sends no marketing, and caps count nothing else"
        yield _Idle(flow.frequency_cap[0], reason).diagnostic()
        return
    for index, cap in enumerate(flow.frequency_cap):
        others = (*defaults, *flow.frequency_cap[:index], *flow.frequency_cap[index + 1 :])
        earlier = (*defaults, *flow.frequency_cap[:index])
        stricter = _stricter(cap, others, earlier)
        number = most_if_late(flow, cap.per, counted_by(cap, flow)) if cap.this_flow else math.inf
        if stricter is not None:
            where = "the defaults say" if stricter in defaults else "the cap beside it says"
            reason = f'{where} "{cap_words(stricter)}", which is stricter'
            yield _Idle(cap, reason).diagnostic()
        elif number <= cap.at_most:
            reason = f"one customer can get {number:g} of this flow within {duration_words(cap.per)} anyway"
            yield _Idle(cap, reason).diagnostic()


def default_caps_hold_something_back(project: Project, context: Context) -> Iterator[Diagnostic]:
    if context.is_doubtful("defaults", "frequency_cap"):
        return
    caps = project.defaults.frequency_cap
    for index, cap in enumerate(caps):
        others = (*caps[:index], *caps[index + 1 :])
        stricter = _stricter(cap, others, caps[:index])
        if stricter is not None:
            reason = f'the cap beside it says "{cap_words(stricter)}", which is stricter'
            yield _Idle(cap, reason).diagnostic()


def topic_caps_hold_something_back(whole: Whole) -> Iterator[Diagnostic]:
    """A cap on a topic counts the messages of all flows that have it."""
    if not whole.is_complete:
        return
    caps = [(cap, "") for cap in whole.project.defaults.frequency_cap]
    caps += [(cap, flow.file) for flow in whole.judged for cap in flow.frequency_cap]
    for cap, file in caps:
        numbers = (
            [most_if_late(f, cap.per, counted_by(cap, f)) for f in whole.flows] if cap.topic else []
        )
        total = sum(numbers, 0.0)
        if 0 < total <= cap.at_most:
            reason = (
                f"one customer can get {total:g} of the topic {cap.topic} within "
                f"{duration_words(cap.per)} anyway"
            )
            yield replace(_Idle(cap, reason).diagnostic(), file=file)


def _stricter(
    cap: FrequencyCap, others: Sequence[FrequencyCap], earlier: Sequence[FrequencyCap]
) -> FrequencyCap | None:
    """A cap that holds back all that this one would; of two equal ones the first."""
    for other in others:
        covers = _scope(other) in ((False, None), _scope(cap))
        lets_through = other.at_most * math.ceil(cap.per / other.per)
        is_equal = (other.at_most, other.per, _scope(other)) == (cap.at_most, cap.per, _scope(cap))
        if covers and lets_through <= cap.at_most and (not is_equal or other in earlier):
            return other
    return None


def _scope(cap: FrequencyCap) -> tuple[bool, str | None]:
    return cap.this_flow, cap.topic
