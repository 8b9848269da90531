"""The forms of steps, by name."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.conditions import Ref
from orchestrator.model import (
    CUSTOMER_ZONE,
    Branch,
    Channel,
    Delay,
    DelayUntil,
    DelayUntilDate,
    Exit,
    IfPast,
    MessageClass,
    OnCap,
    Send,
    Split,
    Start,
    Step,
    Update,
    WaitFor,
)
from tests.oracle.coverage.conditions import of_conditions, of_ref

_OF_SENDS = ("variants", "only_if", "topic", "coupon", "to", "not_after", "message_class")
_OF_CLOCKS = ("weekday", "or_now_within")
_OF_DATES = ("offset", "plus_days", "times", "at")
_OF_UPDATES = ("add_tags", "remove_tags", "set", "suppress")
EVERY_STEP = (
    *("send", *(f"send: {each}" for each in _OF_SENDS)),
    *(f"send: channel: {each}" for each in Channel),
    *(f"send: on_cap: {each}" for each in OnCap),
    *(f"send: message_class: {each}" for each in MessageClass),
    *("delay", "delay: until", *(f"delay: until: {each}" for each in _OF_CLOCKS)),
    *("delay: until: timezone", "delay: until_date", "delay: until_date: timezone"),
    *(f"delay: until_date: {each}" for each in _OF_DATES),
    *(f"delay: until_date: if_past: {each}" for each in IfPast),
    *("branch: if", "branch: cases", "branch: else", "split", "wait_for"),
    *("wait_for: then", "wait_for: else", "update", *(f"update: {each}" for each in _OF_UPDATES)),
    *("update: set to a value that is read", "start", "exit"),
)


def of_step(step: Step) -> Iterator[str]:
    match step:
        case Send():
            yield from _of_send(step)
        case Delay() | DelayUntil() | DelayUntilDate():
            yield from _of_delay(step)
        case Branch() | WaitFor():
            yield from _of_asking(step)
        case Split():
            yield "split"
        case Update():
            yield "update"
            yield from _said(step, "update", _OF_UPDATES)
            if any(isinstance(each, Ref) for each in step.set.values()):
                yield "update: set to a value that is read"
        case Start():
            yield "start"
        case Exit():
            yield "exit"


def _of_delay(step: Delay | DelayUntil | DelayUntilDate) -> Iterator[str]:
    match step:
        case Delay():
            yield "delay"
        case DelayUntil():
            yield "delay: until"
            yield from _said(step, "delay: until", _OF_CLOCKS)
            yield from ("delay: until: timezone",) if step.timezone != CUSTOMER_ZONE else ()
        case DelayUntilDate():
            yield from ("delay: until_date", f"delay: until_date: if_past: {step.if_past}")
            yield from _said(step, "delay: until_date", _OF_DATES)
            yield from ("delay: until_date: timezone",) if step.timezone != CUSTOMER_ZONE else ()
            yield from of_ref(step.date)


def _of_asking(step: Branch | WaitFor) -> Iterator[str]:
    match step:
        case Branch():
            yield "branch: if" if len(step.cases) == 1 else "branch: cases"
            yield from ("branch: else",) if step.otherwise else ()
            for case in step.cases:
                yield from of_conditions(case.conditions)
        case WaitFor():
            yield "wait_for"
            yield from ("wait_for: then",) if step.then else ()
            yield from ("wait_for: else",) if step.otherwise else ()
            yield from of_conditions(step.awaited)


def _of_send(step: Send) -> Iterator[str]:
    yield from ("send", f"send: channel: {step.channel}", f"send: on_cap: {step.on_cap}")
    yield from _said(step, "send", _OF_SENDS)
    yield from (f"send: message_class: {step.message_class}",) if step.message_class else ()
    yield from of_conditions(step.only_if)


def _said(step: Step, name: str, options: tuple[str, ...]) -> Iterator[str]:
    # Monday is 0, and said all the same.
    for option in options:
        value = getattr(step, option)
        if value or (option in ("weekday", "at") and value is not None):
            yield f"{name}: {option}"
