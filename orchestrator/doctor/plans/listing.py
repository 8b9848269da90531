"""The statements of a tick, by what they may cost."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from orchestrator.program import (
    EnterByCalendar,
    EnterByDate,
    EnterBySegment,
    Program,
    Remember,
    Statement,
    Watch,
)
from orchestrator.program.listing import statements_of

_OF_EVERYBODY = (EnterBySegment, EnterByDate, EnterByCalendar, Remember, Watch)


@dataclass(frozen=True)
class Planned:
    """A statement that some tick of a flow runs."""

    flow: str
    operation: str
    statement: Statement
    asks_everybody: bool
    """Whether it goes over all customers by its nature, so that only what it does for each counts."""


def planned(programs: Iterable[Program]) -> Iterator[Planned]:
    for program in programs:
        for operation in program.operations:
            of_everybody = isinstance(operation, _OF_EVERYBODY)
            statements = list(statements_of(operation))
            # Where a share ends is found among all who are ranked.
            ranking = [each for one in statements for each in one.asked.values()]
            for statement in statements:
                asks_everybody = of_everybody or any(statement is each for each in ranking)
                yield Planned(program.flow, operation.name, statement, asks_everybody)
