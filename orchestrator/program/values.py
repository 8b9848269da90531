"""The values that a statement is bound to when it runs."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import Connection

from orchestrator.program.instants import now_of, value_of
from orchestrator.program.statement import Statement

_HOLDS = timedelta(minutes=1)
ANSWERS = "answers"
"""Where values keep the `Answers` that statements may share."""


class Answers:
    """What was asked and holds for every statement within a minute of that instant.

    Ranking everybody for each group of messages would cost more than all the rest.
    """

    def __init__(self) -> None:
        self._known: dict[str, tuple[object, datetime]] = {}

    def answer(
        self, connection: Connection, name: str, question: Statement, given: Mapping[str, object]
    ) -> object:
        now = now_of(given)
        if name in self._known and abs(now - self._known[name][1]) < _HOLDS:
            return self._known[name][0]
        found = connection.scalar(question.clause, values_in(connection, question, given))
        self._known[name] = found, now
        return found


def values_for(statement: Statement, given: Mapping[str, object]) -> dict[str, object]:
    """Just the values that the statement asks for; a missing one is a KeyError."""
    return {name: value_of(name, given) for name in statement.parameters}


def values_in(
    connection: Connection, statement: Statement, given: Mapping[str, object]
) -> dict[str, object]:
    """The same where the database is there to be asked; it is not for what `ANSWERS` still hold."""
    if not statement.asked:
        return values_for(statement, given)
    answers = given.get(ANSWERS)
    known = answers if isinstance(answers, Answers) else Answers()
    asked = {
        name: known.answer(connection, name, question, given)
        for name, question in statement.asked.items()
    }
    return values_for(statement, {**given, **asked})
