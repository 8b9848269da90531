"""JSON Schema's types and values, in a marketer's words."""

from __future__ import annotations

from typing import Any

from orchestrator.diagnostics import Path
from orchestrator.schema.lists import dash_hint
from orchestrator.schema.places import of_place

FORMATS = {
    "flow-duration": 'a duration such as "3 days"',
    "flow-days": 'days such as "-7 days"',
    "flow-offset": 'a duration such as "-2 days"',
    "flow-clock": 'a time such as "09:00"',
    "flow-until": 'a time such as "09:00", or a weekday',
    "flow-hours": 'hours such as "08:00-21:00"',
    "flow-window": 'hours such as "08:00-21:00", or always',
    "flow-day": 'a day such as "2026-12-24"',
    "flow-share": 'a percentage such as "50%"',
    "flow-rank": 'a percentage such as "20%"',
    "flow-moment": 'a date such as "2026-03-31", or "300 days ago"',
    "flow-zone": "a time zone such as Europe/Stockholm",
    "flow-cron": 'five cron fields such as "0 9 * * *"',
    "flow-test-moment": 'a time such as "2026-03-02 10:00"',
    "flow-address": 'an address such as "Shop <hello@shop.example>"',
}
TYPES = {
    "string": "text",
    "number": "a number",
    "integer": "a whole number",
    "boolean": "true or false",
    "array": "a list",
    "object": "keys with values",
    "null": "empty",
}
MAX_SHOWN = 40


def expected(schema: dict[str, Any]) -> str:
    types = schema["type"]
    if schema.get("format") in FORMATS:
        return FORMATS[schema["format"]]
    if isinstance(types, str):
        return TYPES[types]
    *first, last = (TYPES[name] for name in types)
    return f"{', '.join(first)} or {last}"


def found(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case int() | float():
            return f"the number {value}"
        case str():
            return f'the text "{shown(value)}"'
        case list():
            return "a list"
        case _:
            return "keys with values"


def hint(schema: dict[str, Any], value: object, path: Path = ()) -> str:
    """How to get from what is there to what is wanted."""
    if schema["type"] == "array" and value is not None:
        return dash_hint(path[-1] if path else None, value)
    if special := of_place(path, value):
        return special
    is_scalar = isinstance(value, bool | int | float)
    if schema["type"] == "string" and is_scalar and "format" not in schema:
        return f'; put it in quotes: "{shown(value)}"'
    if schema["type"] == "object" and isinstance(value, str | int | float):
        return _first_key(schema, value)
    return ""


def _first_key(schema: dict[str, Any], value: object) -> str:
    """The value below the key that most often stands first, if that takes one such value."""
    example: dict[str, object] = next(iter(schema.get("examples", ())), {})
    key, usual = next(iter(example.items()), ("", None))
    if not isinstance(usual, str | int | float):
        return ""
    return f'; write "{key}: {shown(value)}" on a line of its own below it'


def shown(value: object) -> str:
    text = str(value).lower() if isinstance(value, bool) else str(value)
    text = " ".join(text.split())
    return text if len(text) <= MAX_SHOWN else f"{text[: MAX_SHOWN - 1]}…"


def named(path: Path) -> str:
    """The value in a sentence: by its key, or as an item of a list."""
    if not path:
        return "the file"
    last = path[-1]
    if isinstance(last, str):
        return f'"{last}"'
    keys = [part for part in path if isinstance(part, str)]
    return f'an item of "{keys[-1]}"' if keys else "an item of the list"
