"""The values that fit a type: written out, as a constant, or as the name of another value.

Each way to write one has a title, since editors show that of the way that was taken.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from orchestrator.catalog import Type
from orchestrator.editor.names import ProjectNames
from orchestrator.editor.parts import SAID, Schema, defined
from orchestrator.rules.operators import RANKED

NO_CONSTANT: Schema = {
    "pattern": r"^(?!constants\.[A-Za-z_][A-Za-z0-9_]*$)",
    "patternErrorMessage": "the project has no such constant",
}
WRITTEN: Mapping[Type, Schema] = {
    Type.TEXT: {"title": "A text", "type": ["string", "integer"], **NO_CONSTANT},
    Type.NUMBER: {"title": "A number", "type": "number"},
    Type.BOOLEAN: {"title": "True or false", "type": "boolean"},
}
# The general form of a moment also takes the names of values, which have a dot.
MOMENTS: Mapping[Type, Schema] = {
    Type.DATE: {"title": "A day", "allOf": [{"pattern": r"^[^.:]*$"}]},
    Type.TIME: {"title": "A day or a time", "allOf": [{"pattern": r"^[^.]*$"}]},
}


@dataclass(frozen=True)
class Readable:
    """The values that a flow may read, by type: their names, and patterns of their names."""

    names: Mapping[Type, tuple[str, ...]]
    patterns: Mapping[Type, str]


def value_definitions(
    moment: Schema, names: ProjectNames, readable: Readable
) -> Iterator[tuple[str, Schema]]:
    """`moment` is the general definition of a date or time."""
    form = {key: value for key, value in moment.items() if key not in SAID}
    for type_ in Type:
        yield f"{type_}_reading", {"title": "A value", "anyOf": _readings(readable, type_)}
        if type_ is not Type.TAGS:
            constants = names.constants_of(type_)
            named: list[Schema] = [{"title": "A constant", "enum": constants}] if constants else []
            written = WRITTEN.get(type_) or {**form, **MOMENTS[type_]}
            yield f"{type_}_value", {"title": "A value", "anyOf": [written, *named]}


def part_of_text(names: ProjectNames) -> Schema:
    """What a text may contain or start with."""
    constants = [f"constants.{name}" for name in names.constants]
    written = {"title": "A text", "type": "string", "minLength": 1, **NO_CONSTANT}
    return {"anyOf": [written, {"title": "A constant", "enum": constants}]}


def value_of(type_: Type) -> Schema:
    return defined(f"{type_}_value")


def reading_of(type_: Type) -> Schema:
    return defined(f"{type_}_reading")


def value_or_reading_of(type_: Type) -> list[Schema]:
    """The alternatives; what looks like the name of a value is a mere text beside texts."""
    return [value_of(type_), *([reading_of(type_)] if type_ in RANKED else [])]


def _readings(readable: Readable, type_: Type) -> list[Schema]:
    listed: Schema = {"title": "A value that is read", "enum": list(readable.names.get(type_, ()))}
    if type_ not in readable.patterns:
        return [listed]
    pattern = readable.patterns[type_]
    return [listed, {"title": "What was waited for", "type": "string", "pattern": pattern}]
