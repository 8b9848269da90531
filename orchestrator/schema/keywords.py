"""Two keywords of JSON Schema with the same meaning as jsonschema's own, but quicker.

A flow's schema is mostly references and dispatches. Looking a reference up anew, and building a
validator to ask whether a key is there, took over half of the time that a file takes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, TypeAlias

import jsonschema
from jsonschema.validators import extend

Schema: TypeAlias = dict[str, Any]
Errors: TypeAlias = Iterator[jsonschema.ValidationError]
TYPES = {"object": dict, "array": list, "string": str}


def validator_class(definitions: Mapping[str, Schema]) -> type[jsonschema.Draft202012Validator]:
    """For schemas whose references are all keys of `definitions`."""

    def follow(
        validator: jsonschema.Draft202012Validator,
        reference: str,
        instance: object,
        _schema: Schema,
    ) -> Errors:
        yield from validator.descend(instance, definitions[reference])

    keywords = {"$ref": follow, "if": _choose}
    made: type[jsonschema.Draft202012Validator] = extend(  # type: ignore[no-untyped-call]
        jsonschema.Draft202012Validator, validators=keywords
    )
    return made


def _choose(
    validator: jsonschema.Draft202012Validator, condition: Schema, instance: object, schema: Schema
) -> Errors:
    way = "then" if _holds(validator, condition, instance) else "else"
    if way in schema:
        yield from validator.descend(instance, schema[way], schema_path=way)


def _holds(validator: jsonschema.Draft202012Validator, condition: Schema, instance: object) -> bool:
    """The forms that every dispatch has are answered at once."""
    match condition:
        case {"type": "object" | "array" | "string" as name, **rest} if not rest:
            return isinstance(instance, TYPES[name])
        case {"type": "object", "required": [str() as key], **rest} if not rest:
            return isinstance(instance, dict) and key in instance
        case {"required": [str() as key], **rest} if not rest:
            return not isinstance(instance, dict) or key in instance
        case _:
            return bool(validator.evolve(schema=condition).is_valid(instance))
