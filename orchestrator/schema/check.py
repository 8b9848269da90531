"""Holds data against a schema and says each error exactly, at the key or value that it is about.

A step or trigger is dispatched on its kind key inside the schema (`if`/`then`), so that errors
come from that kind alone; `oneOf` would only say that nothing matched.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from itertools import islice
from typing import TypeAlias

from orchestrator.diagnostics import Code, Diagnostic, Path
from orchestrator.document import Document, Value
from orchestrator.schema import beside, dispatch, keys
from orchestrator.schema.consequences import without_consequences
from orchestrator.schema.files import FLOW, PROJECT, TEST
from orchestrator.schema.lists import segment_without_dash
from orchestrator.schema.mismatch import Mismatch, mismatches
from orchestrator.schema.nearest import nearest
from orchestrator.schema.other_tools import our_value
from orchestrator.schema.places import missing_hint
from orchestrator.schema.prune import without
from orchestrator.schema.words import expected, found, hint, named, shown

__all__ = ["FLOW", "PROJECT", "TEST", "check_shape"]

ID = "^[A-Za-z0-9][A-Za-z0-9_-]*$"
NO_ID = re.compile(r"[^A-Za-z0-9_-]+")
MAX_ID = 63
MAX_MISTAKES = 200
"""Of the shape of one file; whoever made more pasted something that is no flow."""

Words: TypeAlias = Callable[[Mismatch], tuple[Code, str]]


def check_shape(document: Document, schema: str) -> tuple[Value, list[Diagnostic]]:
    """The data without what is wrong in shape, and what that is, one diagnostic a mistake."""
    each = (
        diagnostic
        for mismatch in mismatches(document.data, schema)
        for diagnostic in _diagnostics(document.file, mismatch)
    )
    found = list(islice(each, MAX_MISTAKES + 1))
    if len(found) > MAX_MISTAKES:
        return None, [*found[:MAX_MISTAKES], _too_many_mistakes(document.file, found[-1])]
    data = without(document.data, {diagnostic.path for diagnostic in found}, _words_meant(found))
    return data, without_consequences(list(dict.fromkeys(found)))


def _words_meant(found: list[Diagnostic]) -> dict[Path, str]:
    """One of the few words that may stand there, where it is plain which: `SMS`, `active`."""
    return {
        each.path: each.suggestion
        for each in found
        if each.code is Code.NOT_ALLOWED and each.suggestion and not each.on_key
    }


def _too_many_mistakes(file: str, at: Diagnostic) -> Diagnostic:
    message = f"more than {MAX_MISTAKES} mistakes; the others are not shown"
    return Diagnostic(Code.UNREASONABLE_DOCUMENT, file, message, at.path, on_key=at.on_key)


def _diagnostics(file: str, mismatch: Mismatch) -> Iterator[Diagnostic]:
    if dashless := segment_without_dash(file, mismatch):
        yield dashless
        return
    match mismatch.keyword:
        case "additionalProperties":
            yield from keys.unknown(file, mismatch)
        case "required":
            yield from keys.missing(file, mismatch)
        case "dependentRequired":
            yield from beside.needed(file, mismatch)
        case "anyOf":
            yield dispatch.of_no_kind(file, mismatch)
        case "enum" if "propertyNames" in mismatch.schema_path:
            if not beside.is_told_of_the_other(mismatch):
                yield beside.excluded_by_name(file, mismatch)
        case "not":
            yield beside.excluded(file, mismatch)
        case "pattern" if "format" in mismatch.schema:
            return  # `parse` reads these texts, and explains better what is wrong with them
        case keyword:
            yield _of_value(file, mismatch, WORDS[keyword])


def _of_value(file: str, mismatch: Mismatch, words: Words) -> Diagnostic:
    code, message = words(mismatch)
    own_words = mismatch.keyword != "enum" or "errorMessage" in mismatch.schema
    allowed = () if own_words else tuple(map(_written, mismatch.wanted))
    return Diagnostic(
        code, file, message, mismatch.path, allowed=allowed, suggestion=_meant(mismatch, allowed)
    )


def _meant(mismatch: Mismatch, allowed: tuple[str, ...]) -> str | None:
    """Of words alone: who writes "True" may well mean true, but not a text."""
    if mismatch.keyword != "enum":
        return None
    words = [each for each in mismatch.wanted if isinstance(each, str)]
    if mismatch.value is True and len(words) == 1:
        return words[0]
    if not isinstance(mismatch.value, str):
        return None
    return our_value(mismatch.value, words) or nearest(
        mismatch.value, [word for word in words if word in allowed]
    )


def _written(value: object) -> str:
    """A value as YAML has it."""
    if value is None:
        return "nothing"
    return str(value).lower() if isinstance(value, bool) else str(value)


def _type(mismatch: Mismatch) -> tuple[Code, str]:
    name, value = named(mismatch.path), mismatch.value
    wanted = expected(mismatch.schema)
    if not mismatch.path:
        return Code.WRONG_SHAPE, _whole_file(value)
    if value is None:
        return Code.WRONG_SHAPE, f"{name} is empty; write {wanted}{missing_hint(mismatch.path)}"
    message = (
        f"{name} must be {wanted}, not {found(value)}{hint(mismatch.schema, value, mismatch.path)}"
    )
    return Code.WRONG_SHAPE, message


def _whole_file(value: object) -> str:
    if value is None:
        return "the file is empty"
    return f'the file must hold lines such as "key: value", not {found(value)}'


def _enum(mismatch: Mismatch) -> tuple[Code, str]:
    own_words = mismatch.schema.get("errorMessage")
    if mismatch.value is None:
        return Code.WRONG_SHAPE, f"{named(mismatch.path)} is empty"
    if own_words:
        return Code.NOT_ALLOWED, f"{_found(mismatch)} is not allowed: {own_words}"
    return Code.NOT_ALLOWED, f"{named(mismatch.path)} cannot be {_found(mismatch)}"


def _found(mismatch: Mismatch) -> str:
    value = mismatch.value
    return f'"{shown(value)}"' if isinstance(value, str) else found(value)


def _too_few(mismatch: Mismatch) -> tuple[Code, str]:
    name = named(mismatch.path)
    if mismatch.wanted == 1:
        return Code.WRONG_SHAPE, f"{name} is empty"
    return Code.WRONG_SHAPE, f"{name} needs at least {mismatch.wanted} entries"


def _too_many(mismatch: Mismatch) -> tuple[Code, str]:
    if mismatch.keyword == "maxProperties":
        message = 'two conditions in one item; start each with its own "- "'
        return Code.WRONG_SHAPE, message
    return Code.WRONG_SHAPE, f"{named(mismatch.path)} may have at most {mismatch.wanted}"


def _out_of_range(mismatch: Mismatch) -> tuple[Code, str]:
    side = "at least" if mismatch.keyword == "minimum" else "at most"
    return Code.BAD_VALUE, f"{named(mismatch.path)} must be {side} {mismatch.wanted}"


def _pattern(mismatch: Mismatch) -> tuple[Code, str]:
    """Never the pattern itself."""
    words = mismatch.schema.get("patternErrorMessage", "it is not of the right form")
    value = str(mismatch.value)
    if mismatch.path[-1:] == ("to",) and "@" in value:
        words = "name a sender of orchestrator.yml, which says the address"
    elif mismatch.path == ("trigger", "date") and value[:1].isdigit():
        words = 'a day of the calendar stands below "calendar:", with a "name:" and a "date:"'
    elif mismatch.schema.get("pattern") == ID and (slug := NO_ID.sub("-", value).strip("-_")):
        words += f', such as "{slug[:MAX_ID].lower()}"'
    return Code.NOT_ALLOWED, f'"{shown(mismatch.value)}" is not allowed: {words}'


WORDS: dict[str, Words] = {
    "type": _type,
    "enum": _enum,
    "pattern": _pattern,
    "minItems": _too_few,
    "minLength": _too_few,
    "minProperties": _too_few,
    "maxItems": _too_many,
    "maxProperties": _too_many,
    "maxLength": _too_many,
    "minimum": _out_of_range,
    "maximum": _out_of_range,
}
