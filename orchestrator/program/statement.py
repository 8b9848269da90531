"""One SQL statement of a program, with the sentence that says what it is for."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import BindParameter, Executable, bindparam
from sqlalchemy.sql import ClauseElement, visitors

from orchestrator.tables import Instant

_INSTANT = re.compile(r"(?P<base>[a-z]+)_(?P<sign>minus|plus)_(?P<seconds>\d+)")


@dataclass(frozen=True)
class Statement:
    """`parameters` are the names that the runner has to bind."""

    purpose: str
    clause: Executable
    parameters: frozenset[str]

    @classmethod
    def of(cls, purpose: str, clause: Executable) -> Statement:
        return cls(purpose, clause, frozenset(_required(clause)))


def _required(clause: Executable) -> set[str]:
    if not isinstance(clause, ClauseElement):
        return set()
    return {
        element.key
        for element in visitors.iterate(clause)
        if isinstance(element, BindParameter) and element.required
    }


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


def values_for(statement: Statement, given: Mapping[str, object]) -> dict[str, object]:
    """Just the values that the statement asks for; a missing one is a KeyError."""
    return {name: _value(name, given) for name in statement.parameters}


def _value(name: str, given: Mapping[str, object]) -> object:
    match = _INSTANT.fullmatch(name)
    if match is None or name in given:
        return given[name]
    moment = given[match["base"]]
    if not isinstance(moment, datetime):
        message = f"{match['base']} is not an instant"
        raise TypeError(message)
    shift = timedelta(seconds=int(match["seconds"]))
    return moment - shift if match["sign"] == "minus" else moment + shift
