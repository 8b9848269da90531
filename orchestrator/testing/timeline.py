"""What happened to one customer, in words and in order."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from orchestrator.testing.happened import Happened, Made
from orchestrator.testing.model import (
    Answers,
    Becomes,
    Case,
    Did,
    Given,
    Plain,
    RecordBecomes,
    Stops,
)
from orchestrator.testing.times import Clock

# What stands at one instant is told in this order.
GIVEN, ENTERED, ARM, MESSAGE, LEFT = range(5)


def timeline(case: Case, happened: Happened, customer: str, tested: str, clock: Clock) -> list[str]:
    """One line a happening, with what clocks of the test's zone show."""
    found = sorted(_happenings(case, happened, customer, tested, clock), key=lambda each: each[:2])
    return [f"{clock.shown(moment)}  {words}" for moment, _order, words in found]


def _happenings(
    case: Case, happened: Happened, customer: str, tested: str, clock: Clock
) -> Iterator[tuple[datetime, int, str]]:
    for given in case.given:
        if given.at is not None and given.at <= happened.ended and _is_of(given, customer):
            yield given.at, GIVEN, _given(given)
    for passage in happened.passages:
        if passage.customer != customer:
            continue
        yield passage.entered_at, ENTERED, f"entered {passage.flow}"
        if passage.ended_at is not None:
            yield passage.ended_at, LEFT, f"left {passage.flow}: {passage.reason}"
    for taken in happened.taken:
        if taken.customer == customer:
            yield taken.at, ARM, f"{_named(taken.flow, taken.step, tested)}: {taken.arm}"
    for message in happened.messages:
        if message.customer == customer:
            yield message.at, MESSAGE, _message(message, tested, clock)


def _is_of(given: Given, customer: str) -> bool:
    return isinstance(given, RecordBecomes) or given.customer == customer


def _given(given: Given) -> str:
    match given:
        case Did():
            said = _pairs(given.properties)
            return f"{given.did}{f' ({said})' if said else ''}"
        case Becomes():
            consent = {f"consent {name}": yes for name, yes in given.becomes.consent.items()}
            return f"becomes {_pairs({**given.becomes.values, **consent})}"
        case RecordBecomes():
            return f"{given.record} {given.key} becomes {_pairs(given.becomes)}"
        case Answers():
            return f"{given.answer} {given.step}"
        case Stops():
            word = "bounces" if given.bounces else "unsubscribes"
            return f"{word}: {given.channel}"


def _pairs(values: object) -> str:
    named = dict[str, Plain](values) if isinstance(values, dict) else {}
    return ", ".join(f"{name} {_shown(value)}" for name, value in named.items())


def _shown(value: Plain) -> str:
    if value is None:
        return "missing"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _message(message: Made, tested: str, clock: Clock) -> str:
    name = _named(message.flow, message.step, tested)
    variant = f" ({message.variant})" if message.variant else ""
    word = message.status.replace("_", " ")
    if message.status == "queued":
        word = "waits to be sent"
    reason = f": {message.reason}" if message.reason else ""
    subject = f' "{message.content.subject}"' if message.content and message.content.subject else ""
    put_off = f", put off from {clock.shown(message.put_off_from)}" if message.put_off_from else ""
    return f"{name}{variant} {word}{reason}{subject}{put_off}"


def _named(flow: str, step: str, tested: str) -> str:
    return step if flow == tested else f"{flow}: {step}"
