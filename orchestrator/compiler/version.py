"""What is stored of a flow when it begins or is edited."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import fields, is_dataclass
from enum import Enum
from typing import assert_never

from orchestrator.compiler.layout import Layout, Standing
from orchestrator.compiler.layout import Station as Placed
from orchestrator.model import (
    Branch,
    CalendarTrigger,
    DateTrigger,
    Delay,
    DelayUntil,
    DelayUntilDate,
    EventTrigger,
    Flow,
    ManualTrigger,
    SegmentTrigger,
    Send,
    Split,
    Start,
    Trigger,
    Update,
    WaitFor,
)
from orchestrator.program import TRIGGER_KEY, TRIGGER_KEYS, Station, Version
from orchestrator.words import duration_words, exit_words, step_words
from orchestrator.words.again import again_words
from orchestrator.words.trigger_keys import trigger_keys
from orchestrator.words.triggers import entering_words

_KINDS: Mapping[type, str] = {
    Send: "send",
    Delay: "delay",
    DelayUntil: "delay",
    DelayUntilDate: "delay",
    Branch: "branch",
    Split: "split",
    WaitFor: "wait_for",
    Update: "update",
    Start: "start",
}
_NOT_SETTINGS = frozenset(
    {"key", "title", "stage", "owner", "description", "steps", "file", "path"}
)
_INNER = frozenset({"id", "was", "steps", "then", "otherwise"})
"""Of a step: its name, and what stands in its arms."""


def version_of(flow: Flow, layout: Layout, digest: str) -> Version:
    return Version(
        digest=digest,
        stations=tuple(_station(each) for each in layout.stations),
        settings=dict(_settings(flow)),
        file=flow.file,
    )


def _station(placed: Placed) -> Station:
    step = placed.step
    return Station(
        position=placed.position,
        kind=_KINDS[type(step)],
        name=step_words(step),
        then=placed.then,
        arms=placed.arms,
        meaning=_meaning(step),
        path=step.path,
        duration=step.duration if isinstance(step, Delay) else None,
        channel=step.channel.value if isinstance(step, Send) else None,
        variants=tuple(each.name for each in step.variants) if isinstance(step, Send) else (),
    )


def _meaning(step: Standing) -> str:
    return hashlib.sha256(_text(step, but=_INNER).encode()).hexdigest()[:12]


def _settings(flow: Flow) -> Iterator[tuple[str, str]]:
    """In sentences where a marketer is told of a change, else as the model has it."""
    told = {
        "trigger": entering_words(flow),
        "reentry": again_words(flow),
        "exit_when": exit_words(flow) if flow.exit_when else "",
    }
    for each in fields(flow):
        if each.name in _NOT_SETTINGS:
            continue
        value = getattr(flow, each.name)
        yield each.name, told.get(each.name, _text(value))
    yield TRIGGER_KEY, _key_of(flow.trigger)
    for key, words in trigger_keys(flow.trigger).items():
        yield f"{TRIGGER_KEYS}{key}", words


def _key_of(trigger: Trigger) -> str:
    """What one occasion to enter is told from the next by."""
    match trigger:
        case EventTrigger():
            key = f", one passage per {trigger.key}" if trigger.key else ""
            quiet = f", quiet for {duration_words(trigger.quiet_for)}" if trigger.quiet_for else ""
            return f"event {trigger.event}{key}{quiet}"
        case SegmentTrigger():
            return f"segment {trigger.segment}"
        case DateTrigger():
            return f"date {trigger.date}{', yearly' if trigger.yearly else ''}"
        case CalendarTrigger():
            return "calendar"
        case ManualTrigger():
            return "manual"
        case _:
            assert_never(trigger)


def _text(value: object, but: frozenset[str] = frozenset()) -> str:
    """The same for what means the same, wherever it stands in a file."""
    if isinstance(value, Enum):
        return str(value.value)
    if is_dataclass(value) and not isinstance(value, type):
        said = ", ".join(
            f"{each.name}={_text(getattr(value, each.name), but)}"
            for each in fields(value)
            if each.compare and each.name not in but
        )
        return f"{type(value).__name__}({said})"
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{key}: {_text(each, but)}' for key, each in value.items())}}}"
    if isinstance(value, Sequence) and not isinstance(value, str):
        return f"[{', '.join(_text(each, but) for each in value)}]"
    return repr(value)
