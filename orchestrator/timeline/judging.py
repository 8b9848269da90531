"""Which conditions hold for one passage: the engine's own expressions, one at a time."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from sqlalchemy import false, func, literal, select, true

from orchestrator import tables
from orchestrator.compiler.expressions import Place, enrolled, read, rows_of
from orchestrator.compiler.sources import to_state
from orchestrator.compiler.triggered import inside
from orchestrator.conditions import Compare, Condition, Did, Scope, SinceKind
from orchestrator.model import Flow
from orchestrator.tables import Sql
from orchestrator.timeline.asking import Asker
from orchestrator.timeline.rows import row_words, value_words
from orchestrator.words import condition_words
from orchestrator.words import names as words


@dataclass(frozen=True)
class Passing:
    """A passage whose conditions are judged, as of the asker's instant."""

    asker: Asker
    flow: Flow
    enrolment: int

    def holding(self, conditions: Sequence[Condition]) -> list[Condition]:
        return [each for each in conditions if self.holds((each,))]

    def holds(
        self, conditions: tuple[Condition, ...], since: SinceKind = SinceKind.TRIGGER
    ) -> bool:
        place = replace(self._place(), default_since=since)
        return bool(self._ask(func.coalesce(enrolled(conditions, place), false())))

    def words(self, condition: Condition) -> str:
        """The condition, with the row or the value by which it holds where one can be shown."""
        said = condition_words((condition,), place=words.inside(self.flow.trigger))
        because = self._because(condition)
        return f"{said}: {because}" if because else said

    def _because(self, condition: Condition) -> str | None:
        match condition:
            case Did(negated=False):
                return self._first_row(condition)
            case Compare() if (
                condition.ref.scope is Scope.CUSTOMER and condition.ref.record is None
            ):
                value, kind = read(condition.ref, self._place())
                return f"it is {value_words(self._ask(value), kind, self.asker.times)}"
            case _:
                return None

    def _first_row(self, condition: Did) -> str | None:
        enrolment = tables.enrolment
        rows, tests = rows_of(condition, self._place())
        query = (
            select(to_state(rows["row:key"]).label("key"), rows["row:time"].label("time"))
            .select_from(rows.clause)
            .join(enrolment, true())
            .where(enrolment.c.id == literal(self.enrolment), *tests)
            .order_by(rows["row:time"], rows["row:key"])
        )
        found = self.asker.rows(query.limit(1))
        if not found:
            return None
        return row_words(condition.event, found[0]._asdict(), {}, self.asker.times)

    def _place(self) -> Place:
        return inside(self.flow, self.asker.project, tables.enrolment)

    def _ask(self, value: Sql) -> object:
        enrolment = tables.enrolment
        found: object = self.asker.one(
            select(value).select_from(enrolment).where(enrolment.c.id == literal(self.enrolment))
        )
        return found
