"""What may be asked of the rows of an event: its properties and lines, for each event its own."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from orchestrator.catalog import Catalog, Event, Type
from orchestrator.editor.comparisons import compared_as
from orchestrator.editor.parts import Schema, defined
from orchestrator.editor.references import Reference, of_event, of_lines

ITEMS = "items"
OF_AN_EVENT = {"event_trigger": ("where", "key"), "did_map": ("where", "sum")}
"""Definitions that name an event, with the keys whose values depend on it."""


def event_definitions(catalog: Catalog, general: Schema) -> Iterator[tuple[str, Schema]]:
    """`general` are the definitions whose words are kept."""
    for name, event in catalog.events.items():
        where = _tests(of_event(event))
        numbers = [each for each in of_event(event) if each.type is Type.NUMBER]
        if event.items:
            words = general["where"]["properties"][ITEMS]
            where["properties"][ITEMS] = {**words, **defined(f"lines_{name}")}
            yield f"lines_{name}", _lines(general["lines"], name)
            yield f"line_{name}", _tests(of_lines(event))
        yield f"where_{name}", where
        yield f"sum_{name}", _tests(numbers)


def tell_events(definitions: Schema, catalog: Catalog) -> None:
    """Where a key is read depends on the event beside it, so it is listed with that event only."""
    for definition, keys in OF_AN_EVENT.items():
        words = unlisted(definitions[definition], keys)
        of_each = [
            {
                "if": {"properties": {"event": {"const": name}}, "required": ["event"]},
                "then": {"properties": {key: {**words[key], **_of(key, event)} for key in keys}},
            }
            for name, event in catalog.events.items()
        ]
        if of_each:
            definitions[definition]["allOf"] = of_each


def _of(key: str, event: Event) -> Schema:
    if key == "key":
        return {"enum": list(event.property_types())}
    return defined(f"{key}_{event.name}")


def unlisted(definition: Schema, keys: tuple[str, ...]) -> Schema:
    """Still allowed, but offered no longer; what was said of each comes back."""
    said = {key: definition["properties"].pop(key) for key in keys}
    definition.setdefault("patternProperties", {})[f"^({'|'.join(keys)})$"] = True
    return {key: {k: v for k, v in each.items() if k != "$ref"} for key, each in said.items()}


def _lines(general: Schema, event: str) -> Schema:
    quantifiers = {
        word: {**said, **defined(f"line_{event}")} for word, said in general["properties"].items()
    }
    return {**general, "properties": quantifiers}


def _tests(references: Iterable[Reference]) -> Schema:
    return {
        "type": "object",
        "minProperties": 1,
        "properties": {
            each.name: {"description": each.description, **compared_as(each.type)}
            for each in references
        },
        "additionalProperties": False,
    }
