"""Keys that need each other, or rule each other out."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.schema.mismatch import Mismatch
from orchestrator.schema.nearest import nearest

ALONE = ("top", "bottom", "between_ranks")


def needed(file: str, mismatch: Mismatch) -> Iterator[Diagnostic]:
    """A key that another one cannot do without."""
    strange = [key for key in mismatch.value if key not in mismatch.schema["properties"]]
    for key, others in mismatch.wanted.items():
        for other in others:
            # jsonschema gives one error for each, and names it in its message only.
            is_told = key in mismatch.value and mismatch.words.startswith(f"{other!r} ")
            if is_told and not any(nearest(name, [other]) for name in strange):
                path = (*mismatch.path, key)
                code, message = _missing(key, other)
                yield Diagnostic(code, file, message, path, on_key=True)


def _missing(key: str, other: str) -> tuple[Code, str]:
    if other == "hold_at_most":
        message = (
            'messages may be held for ever: say how long at most, such as "hold_at_most: 1 day"'
        )
        return Code.NO_END, message
    return Code.MISSING_KEY, f'"{key}" needs "{other}" beside it'


def excluded(file: str, mismatch: Mismatch) -> Diagnostic:
    """A key that another one rules out."""
    keys = [option["required"][0] for option in mismatch.wanted["anyOf"]]
    key = next(key for key in mismatch.value if key in keys)
    message = f'"{key}" cannot stand beside "{_owner(mismatch)}"; keep one of them'
    return Diagnostic(Code.NOT_ALLOWED, file, message, (*mismatch.path, key), on_key=True)


def excluded_by_name(file: str, mismatch: Mismatch) -> Diagnostic:
    """A key beside one that stands alone in its test; the error's value is the key itself."""
    key = mismatch.value
    message = (
        f'"{key}" cannot stand beside "{_owner(mismatch)}"; start a condition of its own with "- "'
    )
    return Diagnostic(Code.NOT_ALLOWED, file, message, (*mismatch.path, key), on_key=True)


def is_told_of_the_other(mismatch: Mismatch) -> bool:
    """Of two that each stand alone one is told of, not both."""
    key, owner = mismatch.value, _owner(mismatch)
    return key in ALONE and owner in ALONE and ALONE.index(key) < ALONE.index(owner)


def _owner(mismatch: Mismatch) -> str | int:
    """The key on which the rule depends."""
    steps = mismatch.schema_path
    return steps[len(steps) - steps[::-1].index("dependentSchemas")]
