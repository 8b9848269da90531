"""Who has news: rows of some events that came in since the last tick."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import CompoundSelect, Select, literal, literal_column, select, union

from orchestrator.compiler.entering.candidates import LOW
from orchestrator.compiler.mentions import every_condition
from orchestrator.compiler.sources import Sources, to_state
from orchestrator.conditions import Condition, Did
from orchestrator.model import Project
from orchestrator.program import instant


def with_news(
    conditions: Iterable[Condition], project: Project
) -> CompoundSelect[Any] | Select[Any]:
    """The keys of customers with a new row of an event that the conditions name."""
    sources = Sources(project.catalog)
    named = {each.event for each in every_condition(conditions) if isinstance(each, Did)}
    recent = [_recent(name, sources) for name in sorted(named)]
    return union(*recent) if recent else select(literal("")).where(literal_column("1 = 0"))


def _recent(event: str, sources: Sources) -> Select[Any]:
    rows, customers = sources.event(event), sources.customers()
    key = sources.customer_key(customers)
    return (
        select(to_state(key))
        .select_from(rows.clause)
        .join(customers, key == rows["customer"])
        .where(rows["row:time"] > instant(LOW), rows["row:time"] <= instant())
    )
