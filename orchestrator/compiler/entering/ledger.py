"""Writing down who enters, and whose passage a new one ends."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import (
    Executable,
    FromClause,
    Select,
    String,
    bindparam,
    case,
    false,
    func,
    literal,
    null,
    select,
    update,
)

from orchestrator import tables
from orchestrator.compiler.entering.candidates import Candidates
from orchestrator.compiler.layout import ENDS, Layout
from orchestrator.compiler.movement import arrival, cancel_queued, departure
from orchestrator.compiler.sources import to_state
from orchestrator.model import (
    Flow,
    Per,
    ReentryKind,
    WhileInside,
)
from orchestrator.program import (
    Restart,
    Statement,
    instant,
)
from orchestrator.tables import Sql


def enter(
    flow: Flow,
    layout: Layout,
    judged: Select[Any],
    candidates: Candidates,
    *,
    digest: str | None = None,
    ends_others: bool = True,
) -> Statement:
    """With a digest the flow is another one than that which ticks.

    Under `while_inside: restart` who enters stands beside their open passage until that has ended;
    without `ends_others` nobody enters who has one.
    """
    ranked = judged.add_columns(
        to_state(candidates.person).label("customer"),
        candidates.key.label("trigger_key"),
        candidates.id.label("trigger_id"),
        candidates.at.label("triggered_at"),
        (instant() if candidates.due is None else candidates.due).label("due"),
        candidates.frozen.label("trigger"),
        *_ranks(flow, candidates),
    ).subquery("candidate")
    columns = _columns(flow, layout, ranked, is_dated=candidates.due is not None)
    if ends_others and flow.while_inside is WhileInside.RESTART:
        columns |= {"open_slot": ranked.c.trigger_key, "batch": bindparam("by_batch")}
    if digest is not None:
        # Where an edit of that flow is not yet applied, they are let in under what is in force.
        in_force = select(tables.flow.c.digest).where(tables.flow.c.flow == flow.key)
        columns["digest"] = func.coalesce(in_force.scalar_subquery(), literal(digest))
    chosen = select(*columns.values())
    if not _all_at_once(flow):
        chosen = chosen.where((ranked.c.rank_of_key if _by_key(flow) else ranked.c.rank) == 1)
    if flow.while_inside is WhileInside.BOTH:
        # Of several passages of one person the earlier one is the earlier one in either database.
        chosen = chosen.order_by(ranked.c.rank)
    clause = (
        tables.insert(tables.enrolment)
        .from_select(list(columns), chosen.where(ranked.c.customer.is_not(None)))
        .or_nothing()
    )
    return Statement.of("Those who meet the conditions and the re-entry rule enter.", clause)


def _columns(flow: Flow, layout: Layout, ranked: FromClause, *, is_dated: bool) -> dict[str, Sql]:
    key = ranked.c.trigger_key
    never = flow.reentry.kind is ReentryKind.NEVER
    both = flow.while_inside is WhileInside.BOTH
    columns: dict[str, Sql] = {
        "flow": literal(flow.key),
        "customer": ranked.c.customer,
        "trigger_key": key,
        "trigger_id": ranked.c.trigger_id,
        "entry_slot": literal("") if never else key,
        "open_slot": key if both else literal(""),
        "digest": bindparam("by_version", type_=String()),
        "trigger": ranked.c.trigger,
        "triggered_at": ranked.c.triggered_at,
        "entered_at": instant(),
        "held_out": _held_out(flow, ranked.c.customer),
    }
    start = arrival(layout, layout.start)
    if is_dated and layout.start not in ENDS and layout.start not in layout.delays:
        # What happened before the flow began is due when it began, not late.
        began = instant("began")
        start["due_at"] = case((ranked.c.due > began, ranked.c.due), else_=began)
    return columns | {name: _value(value) for name, value in start.items() if name != "batch"}


def _held_out(flow: Flow, customer: Sql) -> Sql:
    """Drawn by another salt than any step's, so that who is held out tells nothing of variants."""
    if not flow.holdout:
        return false()
    return tables.draw(f"{flow.key}:holdout", customer) < literal(flow.holdout / 100)


def _value(value: object) -> Sql:
    return literal(value) if isinstance(value, str) else value  # type: ignore[return-value]


def _ranks(flow: Flow, candidates: Candidates) -> Iterator[Sql]:
    """The how-manieth candidate of the person it is, and where that decides, of person and key."""
    by_time = (candidates.at, candidates.order)
    number = func.row_number()
    yield number.over(partition_by=candidates.person, order_by=by_time).label("rank")
    if _by_key(flow):
        of_key = (candidates.person, candidates.id)
        yield number.over(partition_by=of_key, order_by=by_time).label("rank_of_key")


def _all_at_once(flow: Flow) -> bool:
    """Where nobody's entry depends on another's, every candidate of a person may enter."""
    always = flow.reentry.kind is ReentryKind.ALWAYS
    return always and flow.while_inside is WhileInside.BOTH


def _by_key(flow: Flow) -> bool:
    """Where an entry depends on those of the same key alone, one of each may enter."""
    return flow.reentry.per is Per.KEY and flow.while_inside is WhileInside.BOTH


def restart(flow: Flow) -> Restart | None:
    """Asks nothing of anybody again: an answer may have changed since the statement before."""
    if flow.while_inside is not WhileInside.RESTART:
        return None
    enrolment = tables.enrolment
    new = enrolment.alias("new")
    anew = select(new.c.customer).where(
        new.c.flow == flow.key, new.c.batch == bindparam("by_batch")
    )
    before = (
        update(enrolment)
        .where(
            enrolment.c.flow == flow.key,
            enrolment.c.ended_at.is_(None),
            enrolment.c.batch.is_distinct_from(bindparam("by_batch")),
            enrolment.c.customer.in_(anew),
        )
        .values(**departure("restarted"))
    )
    settle = (
        update(enrolment)
        .where(enrolment.c.flow == flow.key, enrolment.c.batch == bindparam("by_batch"))
        .values(open_slot="", batch=null())
    )
    return Restart(
        leave=Statement.of("The passages that those who enter anew had before end.", before),
        settle=Statement.of("The new ones stand alone.", settle),
        cancel=Statement.of("Queued messages of the ended ones are cancelled.", _cancelled(flow)),
    )


def _cancelled(flow: Flow) -> Executable:
    return cancel_queued(flow.key, "restarted")
