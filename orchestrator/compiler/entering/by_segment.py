"""Entering by a segment: on becoming a member."""

from __future__ import annotations

from sqlalchemy import (
    FromClause,
    String,
    and_,
    bindparam,
    exists,
    literal,
    not_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert  # SQLite spells ON CONFLICT the same way

from orchestrator import tables
from orchestrator.compiler.entering.candidates import Candidates, keyed_by_now
from orchestrator.compiler.entering.judging import admissible
from orchestrator.compiler.entering.ledger import cancel, enter, restart
from orchestrator.compiler.expressions import (
    Place,
    holds_all,
)
from orchestrator.compiler.layout import Layout
from orchestrator.compiler.sources import Sources, to_state
from orchestrator.compiler.words import trigger_words
from orchestrator.model import (
    Flow,
    Project,
    SegmentTrigger,
)
from orchestrator.program import (
    EnterBySegment,
    Statement,
    instant,
)
from orchestrator.tables import Sql


def enter_by_segment(
    flow: Flow, trigger: SegmentTrigger, project: Project, layout: Layout
) -> EnterBySegment:
    sources = Sources(project.catalog)
    spells = tables.membership.alias("spell")
    candidates = _spell_candidates(sources, spells, flow)
    judged = admissible(flow, candidates, sources, project)
    return EnterBySegment(
        sentence=trigger_words(flow),
        leave_segment=leave_segment(flow, trigger, project),
        join_segment=join_segment(flow, trigger, project),
        restart=restart(flow, judged, candidates),
        enter=enter(flow, layout, judged, candidates),
        cancel=cancel(flow),
        include_current=trigger.include_current,
    )


def _spell_candidates(sources: Sources, spells: FromClause, flow: Flow) -> Candidates:
    customers = sources.customers()
    person = sources.customer_key(customers)
    query = (
        select()
        .select_from(spells)
        .join(customers, person == sources.from_state(spells.c.customer))
        .where(
            spells.c.flow == flow.key,
            spells.c.since == instant(),
            spells.c.since > instant("after"),
        )
    )
    return keyed_by_now(query, customers, person, bindparam("occurrence", type_=String()))


def _members(sources: Sources, customers: FromClause, segment: str, project: Project) -> Sql:
    place = Place(sources, project.segments, sources.customer_key(customers), customers=customers)
    now = instant()
    tests = sources.exists_by_now(customers, now)
    return and_(*tests, holds_all(project.segments[segment].conditions, place))


def leave_segment(flow: Flow, trigger: SegmentTrigger, project: Project) -> Statement:
    sources = Sources(project.catalog)
    customers = sources.customers()
    spell = tables.membership
    member = exists(
        select(literal(1))
        .select_from(customers)
        .where(
            sources.customer_key(customers) == sources.from_state(spell.c.customer),
            _members(sources, customers, trigger.segment, project),
        )
    )
    clause = (
        update(spell)
        .where(spell.c.flow == flow.key, spell.c.until.is_(None), not_(member))
        .values(until=instant())
    )
    return Statement.of(f"Those who are no longer {trigger.segment} leave the segment.", clause)


def join_segment(flow: Flow, trigger: SegmentTrigger, project: Project) -> Statement:
    sources = Sources(project.catalog)
    customers = sources.customers()
    key = sources.customer_key(customers)
    spell = tables.membership.alias("spell")
    already = exists(
        select(literal(1))
        .select_from(spell)
        .where(spell.c.flow == flow.key, spell.c.customer == to_state(key), spell.c.until.is_(None))
    )
    joined = (
        select(literal(flow.key), to_state(key), instant())
        .select_from(customers)
        .where(not_(already), _members(sources, customers, trigger.segment, project))
    )
    clause = (
        insert(tables.membership)
        .from_select(["flow", "customer", "since"], joined)
        .on_conflict_do_nothing()
    )
    return Statement.of(f"Those who are {trigger.segment} now join the segment.", clause)
