"""Texts that are declared as yes and no: what is neither counts as no."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from sqlalchemy import String, cast, func, select

from orchestrator.catalog import Type
from orchestrator.diagnostics import Diagnostic
from orchestrator.doctor.database import Kind
from orchestrator.doctor.looking import Seen
from orchestrator.doctor.questions import Questions, rows_of
from orchestrator.doctor.values import TOO_MANY_FOR_YES_AND_NO, odd_yes
from orchestrator.tables import Sql

YES_AND_NO = ("true", "t", "1", "yes", "on", "false", "f", "0", "no", "n", "off", "")


def strict_values(every: Sequence[Seen], questions: Questions) -> Iterator[Diagnostic]:
    for seen in every:
        for use in seen.part.uses:
            column = use.column
            if seen.shape[column.name].kind is not Kind.TEXT or column.type is not Type.BOOLEAN:
                continue
            label = seen.part.label(use)
            word: Sql = cast(
                rows_of(seen.part, [column.name]).subquery("row").c[column.name], String
            )
            odd = select(word).where(word.is_not(None), func.lower(word).not_in(YES_AND_NO))
            few = odd.distinct().order_by(word).limit(TOO_MANY_FOR_YES_AND_NO)
            found = questions.ask(few, f"whether every {label} is a yes or a no")
            if found:
                yield odd_yes(label, use, [str(row[0]) for row in found])
