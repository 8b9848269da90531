"""Entering by the `start` of another flow: into the ledger of the flow that is started."""

from __future__ import annotations

from dataclasses import dataclass, replace

from sqlalchemy import String, bindparam, cast, literal, not_, select

from orchestrator import tables
from orchestrator.compiler.entering.candidates import Candidates, bound_trigger
from orchestrator.compiler.entering.judging import admissible
from orchestrator.compiler.entering.ledger import enter, restart
from orchestrator.compiler.layout import Layout
from orchestrator.compiler.sources import Sources
from orchestrator.compiler.triggered import trigger_types
from orchestrator.model import Flow, Project
from orchestrator.program import Restart, Statement, instant
from orchestrator.tables import Sql


@dataclass(frozen=True)
class Started:
    """The statements by which a batch enters another flow."""

    enter: Statement
    restart: Restart | None


def enter_by_start(
    started: Flow, layout: Layout, digest: str, project: Project, *, by: str, at: str
) -> Started:
    """Conditions and re-entry of `started` hold, its trigger doesn't; `by` starts it at a step."""
    sources = Sources(project.catalog)
    customers = sources.customers()
    person = sources.customer_key(customers)
    parent = tables.enrolment.alias("parent")
    key = literal(f"{by}/{at}/", String()).op("||")(cast(parent.c.id, String))
    query = (
        select()
        .select_from(parent)
        .join(customers, person == sources.from_state(parent.c.customer))
        # To compare with, those who are held out get nothing that the flow leads to either.
        .where(parent.c.batch == bindparam("by_batch"), not_(parent.c.held_out))
    )
    values: dict[str, Sql] = {"time": instant()}
    candidates = Candidates(
        query,
        customers,
        person,
        trigger=bound_trigger(values, trigger_types(started, project.catalog)),
        key=key,
        # No key of a trigger: with `per: key` all passages that were started count together.
        id=literal("", String()),
        at=instant(),
        order=key,
        frozen=tables.frozen_object(values),
        due=None,
        moved=key,
    )
    judged = admissible(started, candidates, sources, project)
    entering = enter(started, layout, judged, candidates, digest=digest)
    return Started(
        enter=replace(entering, purpose=f"Those whom {started.key} lets in enter it."),
        restart=restart(started),
    )
