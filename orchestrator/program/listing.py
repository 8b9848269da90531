"""Every statement of an operation, for those who look at a program instead of running it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, is_dataclass

from orchestrator.program.statement import Statement


def statements_of(part: object) -> Iterator[Statement]:
    """Those of an operation, or of a part of one such as the context of a send."""
    for each in fields(part):  # type: ignore[arg-type]
        value = getattr(part, each.name)
        for item in value if isinstance(value, tuple) else (value,):
            if isinstance(item, Statement):
                yield from _asked_first(item)
                yield item
            elif is_dataclass(item):
                yield from statements_of(item)


def _asked_first(statement: Statement) -> Iterator[Statement]:
    for question in statement.asked.values():
        yield from _asked_first(question)
        yield question
