"""Entering by an event: its rows are judged once each."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

from sqlalchemy import (
    String,
    and_,
    bindparam,
    delete,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
)

from orchestrator import tables
from orchestrator.catalog import Event, Type
from orchestrator.compiler.entering.candidates import LOW, Candidates
from orchestrator.compiler.entering.judging import admissible, is_judged
from orchestrator.compiler.entering.ledger import enter, restart
from orchestrator.compiler.expressions import (
    Place,
    TriggerRow,
    holds_all,
)
from orchestrator.compiler.freezing import frozen_row
from orchestrator.compiler.layout import Layout
from orchestrator.compiler.sources import Rows, Sources, among, to_state
from orchestrator.compiler.triggered import NTH
from orchestrator.model import (
    EventTrigger,
    Flow,
    Per,
    Project,
)
from orchestrator.program import (
    EnterByEvent,
    Statement,
    instant,
)
from orchestrator.tables import Sql
from orchestrator.words import trigger_words


def enter_by_event(
    flow: Flow, trigger: EventTrigger, project: Project, layout: Layout, *, counts: bool
) -> EnterByEvent:
    """With `counts` the trigger keeps the how-manieth of its kind it was."""
    sources = Sources(project.catalog)
    candidates = event_candidates(flow, trigger, sources, project, counts=counts)
    # Asked first: of the hour that is read again nearly everybody was judged before.
    judged_now = candidates.query.where(is_judged(flow, candidates))
    met = admissible(flow, replace(candidates, query=judged_now), sources, project)
    judged = tables.judged
    return EnterByEvent(
        sentence=trigger_words(flow),
        judge=_judge(flow, candidates),
        enter=enter(flow, layout, met, candidates),
        forget=Statement.of(
            "Forget who was judged so long ago that no window reaches back to it.",
            delete(judged).where(judged.c.flow == flow.key, judged.c.at < instant(LOW)),
        ),
        restart=restart(flow),
    )


def event_candidates(
    flow: Flow, trigger: EventTrigger, sources: Sources, project: Project, *, counts: bool
) -> Candidates:
    event = project.catalog.events[trigger.event]
    rows, customers = sources.event(trigger.event), sources.customers()
    quiet = trigger.quiet_for or timedelta(0)
    time_of = rows["row:time"]
    key_of = rows[trigger.key] if trigger.key else rows["row:key"]
    place = Place(
        sources,
        project.segments,
        rows["customer"],
        row=rows,
        event=event,
    )
    tests = [
        time_of > instant(LOW, ago=quiet),
        time_of <= instant(ago=quiet),
        rows["customer"].is_not(None),
        rows["row:key"].is_not(None),
        key_of.is_not(None),
        holds_all(trigger.where, place),
    ]
    if trigger.key or trigger.quiet_for:
        tests.append(not_(_moved_since(trigger, rows, sources)))
    moved_at = literal("|").op("||")(to_state(time_of))
    again = quiet or flow.reentry.per is Per.KEY
    query = (
        select()
        .select_from(rows.clause)
        .join(customers, sources.customer_key(customers) == rows["customer"])
        .where(*tests)
    )
    number = _nth(trigger, rows, sources)
    return Candidates(
        query,
        customers,
        # Not the row's own spelling of it ("5", "05", "5.0"): that would be another person.
        sources.customer_key(customers),
        trigger=_trigger_row(event, rows, number),
        key=to_state(key_of).op("||")(moved_at) if again else to_state(key_of),
        id=to_state(key_of),
        at=time_of,
        order=rows["row:key"],
        frozen=frozen_row(event, rows, {NTH: number} if counts else {}),
        due=tables.later(time_of, quiet) if quiet else time_of,
        moved=to_state(rows["row:key"]).op("||")(moved_at),
    )


def _trigger_row(event: Event, rows: Rows, number: Sql) -> TriggerRow:
    properties = event.property_types()
    return TriggerRow(
        value=lambda name, _: rows[name] if name in properties else number,
        types={NTH: Type.NUMBER} | properties,
        record_key=lambda name: to_state(rows[f"record:{name}"]),
        event=event,
        row_key=rows["row:key"],
    )


def _nth(trigger: EventTrigger, rows: Rows, sources: Sources) -> Sql:
    """How many of the customer's rows there are up to this one, by time and key."""
    earlier = sources.event(trigger.event)
    is_earlier = or_(
        earlier["row:time"] < rows["row:time"],
        and_(earlier["row:time"] == rows["row:time"], earlier["row:key"] <= rows["row:key"]),
    )
    same = earlier["customer"] == rows["customer"]
    return among(earlier.clause, func.count(), same, is_earlier).scalar_subquery()


def _moved_since(trigger: EventTrigger, rows: Rows, sources: Sources) -> Sql:
    """Whether the key (without one, the customer) has a later row."""
    newer = sources.event(trigger.event)
    same = [newer["customer"] == rows["customer"], newer["row:time"] <= instant()]
    if trigger.key:
        same.append(newer[trigger.key] == rows[trigger.key])
    is_later = or_(
        newer["row:time"] > rows["row:time"],
        and_(newer["row:time"] == rows["row:time"], newer["row:key"] > rows["row:key"]),
    )
    return exists(select(literal(1)).select_from(newer.clause).where(*same, is_later))


def _judge(flow: Flow, candidates: Candidates) -> Statement:
    """Those of them who do not enter now never will by the same row."""
    unjudged = candidates.query.add_columns(
        literal(flow.key),
        to_state(candidates.person),
        candidates.moved,
        instant(),
        bindparam("by_batch", type_=String()),
    )
    clause = (
        tables.insert(tables.judged)
        .from_select(["flow", "customer", "candidate", "at", "batch"], unjudged)
        .or_nothing()
    )
    return Statement.of("The candidates are judged, once and for all.", clause)
