"""What stands in for the end of a share where a statement is planned that compares with it."""

from __future__ import annotations

from dataclasses import dataclass, field

from sqlalchemy import Select

from orchestrator.doctor.plans.values import values_to_plan
from orchestrator.doctor.questions import Questions
from orchestrator.program import Statement


@dataclass
class Answers:
    """Asks each question once, whichever statements need it."""

    questions: Questions
    _known: dict[str, object] = field(default_factory=dict)

    def to(self, statement: Statement) -> dict[str, object]:
        """What the statement is planned with; nothing where the plan does not hang on it.

        PostgreSQL knows of a comparison with a null that it never holds, and plans nothing of what
        stands behind it. SQLite plans without looking at values.
        """
        if self.questions.dialect.name != "postgresql":
            return {}
        return {name: self._answer(name, asked) for name, asked in statement.asked.items()}

    def _answer(self, name: str, question: Statement) -> object:
        if name not in self._known:
            self._known[name] = self._some_value(name, question)
        return self._known[name]

    def _some_value(self, name: str, question: Statement) -> object:
        """The first at hand of those that are ranked: to rank them all may take minutes."""
        clause = question.clause
        if not isinstance(clause, Select):
            return None
        values = values_to_plan(question, self.questions.now, self.to(question))
        anybody = clause.order_by(None).offset(None).limit(1)
        rows = self.questions.ask(anybody, f"what {name} is compared with", values)
        return rows[0][0] if rows else None
