"""A step or trigger of no kind, or of two."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.schema.kinds import (
    GIVEN_KEYS,
    GIVEN_KINDS,
    MANUAL,
    SEND_KEYS,
    STEP_KEYS,
    STEP_KINDS,
    TRIGGER_KEYS,
    TRIGGER_KINDS,
    UPDATE_KEYS,
    kinds_at,
)
from orchestrator.schema.mismatch import Mismatch
from orchestrator.schema.nearest import nearest
from orchestrator.schema.other_tools import our_key
from orchestrator.schema.words import shown

UNITS = ("minutes", "hours", "days", "weeks", "minute", "hour", "day", "week")
THINGS = {STEP_KINDS: "a step", TRIGGER_KINDS: "a trigger", GIVEN_KINDS: "an entry"}
OTHER_KEYS = {
    STEP_KINDS: (*STEP_KEYS, *TRIGGER_KEYS),
    TRIGGER_KINDS: (*STEP_KEYS, *TRIGGER_KEYS),
    GIVEN_KINDS: GIVEN_KEYS,
}
"""What is no misspelling of a kind."""
OF_KIND: Mapping[str, Sequence[str]] = {
    "send": SEND_KEYS[:-1],
    "branch": ("if", "then", "else", "cases"),
    "split": ("arms",),
    "delay": ("until", "until_date"),
    "update": UPDATE_KEYS,
}
"""Keys that only one kind of step has."""


def of_two_kinds(file: str, mismatch: Mismatch, key: str) -> Diagnostic | None:
    """Where the key would make the step one of another kind; told at the later of the two."""
    kinds = kinds_at(mismatch.path)
    own = next((kind for kind in kinds if kind in mismatch.schema["properties"]), None)
    if key not in kinds or own is None:
        return None
    first, later = sorted((key, own), key=list(mismatch.value).index)
    if kinds in (STEP_KINDS, GIVEN_KINDS):
        thing = THINGS[kinds].rpartition(" ")[2]
        message = f'"{later}" and "{first}" in one {thing}; start "{later}" with its own "- "'
    else:
        message = f'"{later}" and "{first}" in one trigger; a flow has one, so make two flows of it'
    path = (*mismatch.path, later)
    return Diagnostic(Code.NOT_ONE_KIND, file, message, path, on_key=True)


def of_no_kind(file: str, mismatch: Mismatch) -> Diagnostic:
    kinds = tuple(option["required"][0] for option in mismatch.wanted)
    if kinds not in THINGS:
        message = f'"{kinds[0]}" is missing' if len(kinds) == 1 else "a key is missing here"
        if duration := _in_parts(mismatch):
            message = f'a duration is written in one line: "delay: {duration}"'
            return Diagnostic(Code.WRONG_SHAPE, file, message, mismatch.path)
        return Diagnostic(
            Code.MISSING_KEY, file, message, (*mismatch.path, kinds[0]), allowed=kinds
        )
    return _misspelt(file, mismatch, kinds) or _without(file, mismatch, kinds)


def _in_parts(mismatch: Mismatch) -> str | None:
    """`delay: {days: 3}` with its unit behind the number."""
    if mismatch.path[-1:] != ("delay",) or not {*mismatch.value} <= {*UNITS}:
        return None
    return " ".join(f"{number} {unit}" for unit, number in mismatch.value.items()) or None


def _misspelt(file: str, mismatch: Mismatch, kinds: tuple[str, ...]) -> Diagnostic | None:
    for key in mismatch.value:
        close = our_key(key, kinds) or nearest(key, kinds)
        if close and key not in OTHER_KEYS[kinds]:
            return Diagnostic(
                Code.UNKNOWN_KEY,
                file,
                f'unknown key "{shown(key)}"',
                (*mismatch.path, key),
                on_key=True,
                allowed=kinds,
                suggestion=close,
            )
    return None


def _without(file: str, mismatch: Mismatch, kinds: tuple[str, ...]) -> Diagnostic:
    first = next(iter(mismatch.value), None)
    place = (*mismatch.path, first) if first else mismatch.path
    message = f"{THINGS[kinds]} needs a key that says its kind"
    if first == MANUAL:
        kinds, message = (), f'"{MANUAL}" has nothing below it; write "trigger: {MANUAL}"'
    return Diagnostic(
        Code.NOT_ONE_KIND,
        file,
        message,
        place,
        on_key=bool(first),
        allowed=kinds,
        suggestion=next((kind for kind in kinds if first in OF_KIND.get(kind, ())), None),
    )
