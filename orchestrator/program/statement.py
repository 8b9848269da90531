"""One SQL statement of a program, with the sentence that says what it is for."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import BindParameter, Executable
from sqlalchemy.sql import ClauseElement, visitors

from orchestrator.tables import AsItIs


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
