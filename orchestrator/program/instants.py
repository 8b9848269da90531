"""Instants that a statement is bound to: `now`, others like it, and what lies before or after them."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, bindparam

from orchestrator.tables import Instant

_INSTANT = re.compile(r"(?P<base>[a-z]+)_(?P<sign>minus|plus)_(?P<seconds>\d+)")


def instant(base: str = "now", ago: timedelta = timedelta(0)) -> BindParameter[datetime]:
    """The bound instant `base`, or one that long before it, computed when it is bound.

    SQL never adds to an instant where a bound value will do: SQLite adds them as numbers.
    """
    seconds = int(ago.total_seconds())
    if seconds == 0:
        return bindparam(base, type_=Instant())
    sign = "minus" if seconds > 0 else "plus"
    return bindparam(f"{base}_{sign}_{abs(seconds)}", type_=Instant())


def shift_of(name: str) -> timedelta | None:
    """How long before the tick's instant the one lies that is bound by that name; None: not by it."""
    match = _INSTANT.fullmatch(name)
    if match is None or match["base"] != "now":
        return None
    seconds = timedelta(seconds=int(match["seconds"]))
    return seconds if match["sign"] == "minus" else -seconds


def now_of(given: Mapping[str, object]) -> datetime:
    return _moment("now", given)


def value_of(name: str, given: Mapping[str, object]) -> object:
    """The value by that name; where none is given, the instant that the name tells of."""
    match = _INSTANT.fullmatch(name)
    if match is None or name in given:
        return given[name]
    shift = timedelta(seconds=int(match["seconds"]))
    moment = _moment(match["base"], given)
    return moment - shift if match["sign"] == "minus" else moment + shift


def _moment(base: str, given: Mapping[str, object]) -> datetime:
    moment = given[base]
    if not isinstance(moment, datetime):
        message = f"{base} is not an instant"
        raise TypeError(message)
    return moment
