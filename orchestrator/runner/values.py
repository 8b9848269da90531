"""What a template is given of a value, however the database tells it."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import assert_never

from orchestrator.catalog import Type
from orchestrator.tables import read_instant

_YES = frozenset(("1", "true", "t", "yes", "on"))


def read_value(value: object, kind: Type) -> object:  # noqa: PLR0911 - one arm a type
    """The value in its type. Raises ValueError where the database holds something else."""
    if kind is Type.TAGS:
        return tuple(sorted(str(value).split("\n"))) if value else ()
    if value is None:
        return None
    match kind:
        case Type.TEXT:
            return value
        case Type.NUMBER:
            return _number(value)
        case Type.BOOLEAN:
            return str(value).lower() in _YES
        case Type.DATE:
            return value if isinstance(value, date) else date.fromisoformat(str(value)[:10])
        case Type.TIME:
            return read_instant(value)
        case _:
            assert_never(kind)


def _number(value: object) -> object:
    """A whole number without a fraction: an order is 17, not 17.0."""
    if isinstance(value, Decimal | float):
        return int(value) if value == value // 1 else float(value)
    return value
