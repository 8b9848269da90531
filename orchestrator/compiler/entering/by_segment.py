"""Entering by a segment: on becoming a member."""

from __future__ import annotations

from sqlalchemy import FromClause, String, bindparam, select

from orchestrator import tables
from orchestrator.compiler.entering.candidates import Candidates, keyed_by_now
from orchestrator.compiler.entering.judging import admissible
from orchestrator.compiler.entering.ledger import enter, restart
from orchestrator.compiler.entering.spells import join_segment, leave_segment
from orchestrator.compiler.layout import Layout
from orchestrator.compiler.sources import Sources
from orchestrator.model import Flow, Project, SegmentTrigger
from orchestrator.program import EnterBySegment, instant
from orchestrator.words import trigger_words


def enter_by_segment(
    flow: Flow, trigger: SegmentTrigger, project: Project, layout: Layout
) -> EnterBySegment:
    sources = Sources(project.catalog)
    spells = tables.membership.alias("spell")
    candidates = _spell_candidates(sources, spells, flow)
    judged = admissible(flow, candidates, sources, project)
    return EnterBySegment(
        sentence=trigger_words(flow),
        leave_segment=leave_segment(flow.key, trigger.segment, project),
        join_segment=join_segment(flow.key, trigger.segment, project),
        enter=enter(flow, layout, judged, candidates),
        restart=restart(flow),
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
