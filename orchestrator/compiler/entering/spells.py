"""Spells in a segment: who joins it and who leaves it, as ticks see it."""

from __future__ import annotations

from sqlalchemy import FromClause, and_, exists, literal, not_, select, update

from orchestrator import tables
from orchestrator.compiler.expressions import Place, holds_all
from orchestrator.compiler.sources import Sources, to_state
from orchestrator.conditions import InSegment
from orchestrator.model import Project
from orchestrator.program import Statement, instant
from orchestrator.tables import Sql


def leave_segment(owner: str, segment: str, project: Project) -> Statement:
    """End the spells of those who are no longer members; `owner` is whose spells they are."""
    sources = Sources(project.catalog)
    customers = sources.customers()
    spell = tables.membership
    member = exists(
        select(literal(1))
        .select_from(customers)
        .where(
            sources.customer_key(customers) == sources.from_state(spell.c.customer),
            _members(sources, customers, segment, project),
        )
    )
    clause = (
        update(spell)
        .where(spell.c.flow == owner, spell.c.until.is_(None), not_(member))
        .values(until=instant())
    )
    return Statement.of(f"Those who are no longer {segment} leave the segment.", clause)


def join_segment(owner: str, segment: str, project: Project) -> Statement:
    sources = Sources(project.catalog)
    customers = sources.customers()
    key = sources.customer_key(customers)
    spell = tables.membership.alias("spell")
    already = exists(
        select(literal(1))
        .select_from(spell)
        .where(spell.c.flow == owner, spell.c.customer == to_state(key), spell.c.until.is_(None))
    )
    joined = (
        select(literal(owner), to_state(key), instant())
        .select_from(customers)
        .where(not_(already), _members(sources, customers, segment, project))
    )
    clause = (
        tables.insert(tables.membership)
        .from_select(["flow", "customer", "since"], joined)
        .or_nothing()
    )
    return Statement.of(f"Those who are {segment} now join the segment.", clause)


def _members(sources: Sources, customers: FromClause, segment: str, project: Project) -> Sql:
    place = Place(sources, project.segments, sources.customer_key(customers), customers=customers)
    tests = sources.exists_by_now(customers, instant())
    return and_(*tests, holds_all((InSegment(segment),), place))
