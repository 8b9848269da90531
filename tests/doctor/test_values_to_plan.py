"""What statements are planned with."""

from __future__ import annotations

from datetime import UTC, datetime

from sqlalchemy import literal, select

from orchestrator.doctor.plans.values import values_to_plan
from orchestrator.program import Asked, Statement


def test_the_end_of_a_rank_by_an_attribute_with_plus_in_its_name() -> None:
    question = Statement.of("Where the top 20 % end.", select(literal(1)))
    cut = Asked("top_20_by_spent_plus_tax", question)
    statement = Statement.of("Who is inside.", select(literal(1) >= cut))
    assert values_to_plan(statement, datetime(2026, 3, 1, tzinfo=UTC)) == {cut.key: None}
