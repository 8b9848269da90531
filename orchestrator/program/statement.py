"""One SQL statement of a program, with the sentence that says what it is for."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import BindParameter, Connection, Executable, bindparam
from sqlalchemy.sql import ClauseElement, visitors

from orchestrator.tables import AsItIs, Instant

_INSTANT = re.compile(r"(?P<base>[a-z]+)_(?P<sign>minus|plus)_(?P<seconds>\d+)")


@dataclass(frozen=True)
class Statement:
    """`parameters` are the names that the runner has to bind.

    Of those in `asked` it asks the database itself, just before.
    """

    purpose: str
    clause: Executable
    parameters: frozenset[str]
    asked: Mapping[str, Statement] = field(default_factory=dict)

    @classmethod
    def of(cls, purpose: str, clause: Executable) -> Statement:
        required = list(_required(clause))
        asked = {each.key: each.question for each in required if isinstance(each, Asked)}
        return cls(purpose, clause, frozenset(each.key for each in required), asked)


class Asked(BindParameter[Any]):
    """A value that is the same for everybody: asked for once, and not within the statement.

    `question` selects it, and is bound as the statement is. Its name says all that it depends on.
    """

    inherit_cache = True

    def __init__(self, name: str, question: Statement) -> None:
        super().__init__(name, required=True, type_=AsItIs())
        self.question = question


def _required(clause: Executable) -> Iterator[BindParameter[Any]]:
    if isinstance(clause, ClauseElement):
        for element in visitors.iterate(clause):
            if isinstance(element, BindParameter) and element.required:
                yield element


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


def values_in(
    connection: Connection, statement: Statement, given: Mapping[str, object]
) -> dict[str, object]:
    """The same where the database is there to be asked."""
    asked = {
        name: connection.scalar(question.clause, values_in(connection, question, given))
        for name, question in statement.asked.items()
    }
    return values_for(statement, {**given, **asked} if asked else given)


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
