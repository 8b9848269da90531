"""The two schemas as data, and ways through them."""

from __future__ import annotations

import json
import pathlib
from collections.abc import Iterator
from typing import Any

SCHEMAS = pathlib.Path(__file__).parents[2] / "schemas"
FILES = ("flow.schema.json", "project.schema.json")


def schema(file: str) -> dict[str, Any]:
    loaded: dict[str, Any] = json.loads((SCHEMAS / file).read_text(encoding="utf-8"))
    return loaded


def schemas_below(node: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """The schema and all within it; a key called `properties` is no keyword."""
    yield node
    for maps in ("properties", "patternProperties", "$defs"):
        for below in node.get(maps, {}).values():
            yield from schemas_below(below)
    for single in ("items", "then", "else"):
        if isinstance(node.get(single), dict):
            yield from schemas_below(node[single])


def keys_below(top: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every key that a file may hold; those of a dispatch say only which kinds there are."""
    for node in schemas_below(top):
        if node.get("additionalProperties") is False:
            yield from node.get("properties", {}).items()
