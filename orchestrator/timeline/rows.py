"""A row of the customer database as a sentence tells it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any

from orchestrator.catalog import Type
from orchestrator.tables import read_instant
from orchestrator.timeline.times import Times
from orchestrator.words.durations import date_words
from orchestrator.words.names import plain
from orchestrator.words.values import number_words, text_words

_TOLD_ALREADY = ("key", "time")
AT_MOST = 6
"""More values than that hide what the sentence is about."""


def row_words(
    event: str, frozen: Mapping[str, Any], types: Mapping[str, Type], times: Times
) -> str:
    """`cart_updated 7 of 2 March 2026 at 10:00 (value 350)`."""
    key, at = frozen.get("key"), frozen.get("time")
    name = event if key is None else f"{event} {key}"
    when = f" of {value_words(at, Type.TIME, times)}" if at else ""
    return f"{name}{when}{values_words(frozen, types, times)}"


def values_words(frozen: Mapping[str, Any], types: Mapping[str, Type], times: Times) -> str:
    """What was frozen of it, in brackets; what is missing is left out."""
    # PostgreSQL keeps the names in an order of its own.
    order = {name: number for number, name in enumerate(types)}
    told = [
        f"{plain(name)} {value_words(value, types.get(name, Type.TEXT), times)}"
        for name, value in sorted(frozen.items(), key=lambda each: order.get(each[0], -1))
        if name not in _TOLD_ALREADY
        and ":" not in name
        and value is not None
        # An order's number that is its key stands there already.
        and str(value) != str(frozen.get("key"))
    ]
    shown = [*told[:AT_MOST], *(["…"] if len(told) > AT_MOST else [])]
    return f" ({', '.join(shown)})" if shown else ""


def value_words(value: object, kind: Type, times: Times) -> str:
    """The value by its type; what is none of that type is told as it stands, and that it is none."""
    if value is None:
        return "missing"
    try:
        return _typed_words(value, kind, times)
    except ValueError:
        return f"{text_words(str(value))}, which is no {kind}"


def _typed_words(value: object, kind: Type, times: Times) -> str:
    """Raises ValueError where a database holds something else, as SQLite does in any column."""
    match kind:
        case Type.TIME:
            return times.words(read_instant(value))
        case Type.DATE:
            day = value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
            return date_words(day)
        case Type.NUMBER:
            return number_words(float(str(value)))
        case Type.BOOLEAN:
            return "yes" if str(value).lower() in ("1", "true", "t", "yes", "on") else "no"
        case _:
            return text_words(str(value))
