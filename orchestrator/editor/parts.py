"""What a JSON Schema is made of here."""

from __future__ import annotations

from typing import Any, TypeAlias

Schema: TypeAlias = dict[str, Any]

DEFINITION = "#/$defs/"
SAID = ("description", "examples")


def defined(name: str) -> Schema:
    """A reference to a definition of the same schema."""
    return {"$ref": f"{DEFINITION}{name}"}


def words_of(schema: Schema) -> Schema:
    """What people read of a key, without what it may be."""
    return {key: schema[key] for key in SAID if key in schema}
