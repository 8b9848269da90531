"""Keys that are unknown, missing, misplaced, or of no kind."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from orchestrator.conditions import Operator
from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.schema.mismatch import Mismatch
from orchestrator.schema.nearest import nearest
from orchestrator.schema.words import shown

STEP_KINDS = ("send", "delay", "branch", "exit")
TRIGGER_KINDS = ("event", "segment", "date")
STEP_KEYS = (
    "template",
    "subject",
    "variants",
    "channel",
    "if",
    "then",
    "else",
    "cases",
    *STEP_KINDS,
)
CONDITION_KEYS = (
    *(operator.value for operator in Operator),
    *("event", "where", "exactly", "within", "since"),
)
TRIGGER_KEYS = ("key", "quiet_for", "where", "include_past", "offset", "at", *TRIGGER_KINDS)


def unknown(file: str, mismatch: Mismatch) -> Iterator[Diagnostic]:
    names, patterns = _known(mismatch)
    for key in mismatch.value:
        if key not in names and not any(re.search(pattern, key) for pattern in patterns):
            yield _unknown(file, mismatch, key)


def _known(mismatch: Mismatch) -> tuple[list[str], dict[str, str]]:
    patterns = mismatch.schema.get("patternProperties", {})
    titles = {pattern: schema.get("title", "NAME") for pattern, schema in patterns.items()}
    return list(mismatch.schema.get("properties", {})), titles


def _unknown(file: str, mismatch: Mismatch, key: str) -> Diagnostic:
    path = (*mismatch.path, key)
    names, titles = _known(mismatch)
    second = _second_kind(key, mismatch)
    if second:
        message = _two_kinds(key, second)
        return Diagnostic(Code.NOT_ONE_KIND, file, message, path, on_key=True)
    lost = _lost_from(key, mismatch)
    if lost:
        message = f'"{key}" lost its indent; it belongs {lost}'
        return Diagnostic(Code.LOST_INDENT, file, message, path, on_key=True)
    if titles and not names:
        message = f'"{shown(key)}" is not a name: use letters, digits and underscores'
        return Diagnostic(Code.NOT_ALLOWED, file, message, path, on_key=True)
    allowed = (*titles.values(), *names)
    return Diagnostic(
        Code.UNKNOWN_KEY,
        file,
        f'unknown key "{shown(key)}"',
        path,
        on_key=True,
        allowed=allowed,
        suggestion=_meant_key(key, names, list(titles.values())),
    )


def _two_kinds(key: str, second: str) -> str:
    if key in STEP_KINDS:
        return f'"{key}" and "{second}" in one step; start "{key}" with its own "- "'
    return f'"{key}" and "{second}" in one trigger; a flow has one, so make two flows of it'


def _second_kind(key: str, mismatch: Mismatch) -> str | None:
    """The kind that the step is of, where the key would make it one of another."""
    for kinds in (STEP_KINDS, TRIGGER_KINDS):
        own = next((kind for kind in kinds if kind in mismatch.schema.get("properties", {})), None)
        if key in kinds and own:
            return own
    return None


def _lost_from(key: str, mismatch: Mismatch) -> str | None:
    """Where a key at the very left, or beside the condition that it belongs to, was meant."""
    if "customer.NAME" in _known(mismatch)[1].values() and key in CONDITION_KEYS:
        owner = next((other for other in mismatch.value if other not in CONDITION_KEYS), None)
        return f'below "{owner}"' if owner else None
    if mismatch.path:
        return None
    if key in TRIGGER_KEYS:
        return 'below "trigger"'
    return "to the step above" if key in STEP_KEYS else None


def _meant_key(key: str, names: Sequence[str], titles: Sequence[str]) -> str | None:
    """For `custmer.country` the scope is mended and the name kept."""
    scopes = [title.split(".")[0] for title in titles if "." in title]
    scope, dot, name = key.partition(".")
    if dot and scopes:
        close = nearest(scope, scopes)
        return f"{close}.{name}" if close and close != scope else None
    return nearest(key, names)


def missing(file: str, mismatch: Mismatch) -> Iterator[Diagnostic]:
    for key in mismatch.wanted:
        # jsonschema gives one error for each missing key, and names it in its message only.
        if key not in mismatch.value and mismatch.words.startswith(f"{key!r} "):
            path = (*mismatch.path, key)
            yield Diagnostic(Code.MISSING_KEY, file, f'"{key}" is missing', path)


def no_kind(file: str, mismatch: Mismatch) -> Diagnostic:
    kinds = tuple(option["required"][0] for option in mismatch.wanted)
    if not set(kinds) & {*STEP_KINDS, *TRIGGER_KINDS}:
        message = f'"{kinds[0]}" is missing' if len(kinds) == 1 else "a key is missing here"
        return Diagnostic(
            Code.MISSING_KEY, file, message, (*mismatch.path, kinds[0]), allowed=kinds
        )
    return _no_step_kind(file, mismatch, kinds)


def _no_step_kind(file: str, mismatch: Mismatch, kinds: tuple[str, ...]) -> Diagnostic:
    for key in mismatch.value:
        close = nearest(key, kinds)
        if close and key not in (*STEP_KEYS, *TRIGGER_KEYS):
            message = f'unknown key "{shown(key)}"'
            return Diagnostic(
                Code.UNKNOWN_KEY,
                file,
                message,
                (*mismatch.path, key),
                on_key=True,
                allowed=kinds,
                suggestion=close,
            )
    thing = "a step" if kinds == STEP_KINDS else "a trigger"
    first = next(iter(mismatch.value), None)
    place = (*mismatch.path, first) if first else mismatch.path
    message = f"{thing} needs a key that says its kind"
    return Diagnostic(Code.NOT_ONE_KIND, file, message, place, on_key=bool(first), allowed=kinds)


def not_beside(file: str, mismatch: Mismatch) -> Diagnostic:
    """A key that another one rules out."""
    steps = mismatch.schema_path
    other = steps[len(steps) - steps[::-1].index("dependentSchemas")]
    excluded = [option["required"][0] for option in mismatch.wanted["anyOf"]]
    key = next(key for key in mismatch.value if key in excluded)
    message = f'"{key}" cannot stand beside "{other}"; keep one of them'
    return Diagnostic(Code.NOT_ALLOWED, file, message, (*mismatch.path, key), on_key=True)


def without_consequences(diagnostics: list[Diagnostic]) -> list[Diagnostic]:
    """Leaves out what is missing only because a key is misspelt or lost its indent."""
    lost = [d for d in diagnostics if d.code is Code.LOST_INDENT]
    lost_keys = {d.path[-1] for d in lost}
    homes = {d.path[:-1] for d in lost}
    misspelt = {(*d.path[:-1], d.suggestion) for d in diagnostics if d.code is Code.UNKNOWN_KEY}
    crowded = {d.path[:-1] for d in diagnostics if d.code is Code.UNKNOWN_KEY}

    def follows(d: Diagnostic) -> bool:
        match d.code:
            case Code.MISSING_KEY:
                return d.path in misspelt or d.path[-1] in lost_keys
            case Code.WRONG_SHAPE:  # two keys in a condition, or nothing where the lost one was
                emptied = d.path == ("trigger",) if len(d.path) == 1 else bool(d.path)
                return d.path in homes | crowded or (emptied and d.path[:-1] in homes)
            case Code.LOST_INDENT:  # the lines below the first moved along with it
                return any(d.path[:-1] == other.path[:-1] for other in lost[: lost.index(d)])
            case _:
                return False

    return [d for d in diagnostics if not follows(d)]
