"""Who enters: one INSERT … SELECT per kind of trigger, judged against the ledger."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import timedelta
from typing import Any

from sqlalchemy import (
    Executable,
    FromClause,
    Select,
    String,
    and_,
    bindparam,
    case,
    cast,
    delete,
    exists,
    func,
    literal,
    not_,
    or_,
    select,
    update,
)
from sqlalchemy.dialects.postgresql import insert  # SQLite spells ON CONFLICT the same way

from orchestrator import tables
from orchestrator.catalog import Event
from orchestrator.compiler.expressions import (
    Passage,
    Place,
    TriggerRow,
    attribute,
    holds_all,
    holds_any,
)
from orchestrator.compiler.layout import ENDS, Layout
from orchestrator.compiler.movement import arrival, cancel_queued, departure
from orchestrator.compiler.sources import Rows, Sources, to_state
from orchestrator.compiler.words import trigger_words
from orchestrator.conditions import SinceKind
from orchestrator.model import (
    CUSTOMER_ZONE,
    CountedFrom,
    DateTrigger,
    EventTrigger,
    Flow,
    Per,
    Project,
    Reentry,
    ReentryKind,
    SegmentTrigger,
    WhileInside,
)
from orchestrator.program import (
    EnterByDate,
    EnterByEvent,
    EnterBySegment,
    Statement,
    instant,
)
from orchestrator.tables import Instant, Sql

LOW = "low"
"""The name of the bound instant where the window begins, itself not in it."""


@dataclass(frozen=True)
class Candidates:
    """The rows from which somebody may enter."""

    query: Select[Any]
    """Selects nothing yet: FROM and WHERE stand."""
    customers: FromClause
    person: Sql
    key: Sql
    id: Sql
    at: Sql
    order: Sql
    frozen: Sql
    due: Sql
    """When it should have entered: an outage makes messages late from then on."""
    moved: Sql
    """The row and when it moved: what is judged once."""
    rows: Rows | None = None


def enter_by_event(
    flow: Flow, trigger: EventTrigger, project: Project, layout: Layout
) -> EnterByEvent:
    sources = Sources(project.catalog)
    candidates = _event_candidates(flow, trigger, sources, project)
    met = _judged(flow, candidates, sources, project).where(_is_judged(flow, candidates, now=True))
    judged = tables.judged
    return EnterByEvent(
        sentence=trigger_words(flow),
        judge=_judge(flow, candidates),
        restart=_restart(flow, met, candidates),
        enter=_enter(flow, layout, met, candidates),
        forget=Statement.of(
            "Forget who was judged so long ago that no window reaches back to it.",
            delete(judged).where(judged.c.flow == flow.key, judged.c.at < instant(LOW)),
        ),
        cancel=_cancel(flow),
    )


def _event_candidates(
    flow: Flow, trigger: EventTrigger, sources: Sources, project: Project
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
        row_types=event.property_types(),
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
    return Candidates(
        query,
        customers,
        # Not the row's own spelling of it ("5", "05", "5.0"): that would be another person.
        sources.customer_key(customers),
        to_state(key_of).op("||")(moved_at) if again else to_state(key_of),
        to_state(key_of),
        time_of,
        to_state(rows["row:key"]),
        _frozen_row(event, rows),
        tables.later(time_of, quiet) if quiet else time_of,
        to_state(rows["row:key"]).op("||")(moved_at),
        rows,
    )


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


def _frozen_row(event: Event, rows: Rows) -> Sql:
    names = {name: rows[name] for name in event.property_types()}
    names["key"] = to_state(rows["row:key"])
    names["time"] = rows["row:time"]
    names |= {f"record:{name}": to_state(rows[f"record:{name}"]) for name in event.records}
    return tables.frozen_object(names)


def _trigger_row(candidates: Candidates, project: Project, flow: Flow) -> TriggerRow | None:
    """`trigger.x` in `conditions`: read from the row itself."""
    rows = candidates.rows
    if rows is None or not isinstance(flow.trigger, EventTrigger):
        return None
    return TriggerRow(
        value=lambda name, _: rows[name],
        types=project.catalog.events[flow.trigger.event].property_types(),
        record_key=lambda name: to_state(rows[f"record:{name}"]),
    )


def _judged(flow: Flow, candidates: Candidates, sources: Sources, project: Project) -> Select[Any]:
    """The candidates who meet the conditions, re-entry and being inside."""
    place = Place(
        sources,
        project.segments,
        candidates.person,
        customers=candidates.customers,
        trigger=_trigger_row(candidates, project, flow),
        default_since=SinceKind.EVER,
    )
    query = candidates.query.where(
        *sources.exists_by_now(candidates.customers, instant()),
        holds_all(flow.conditions, place),
        not_(holds_any(flow.exit_when, _about_to_enter(flow, candidates, place))),
        not_(_entered(flow, candidates, by_trigger=True)),
    )
    query = query.where(*_reentry(flow, flow.reentry, candidates))
    if flow.while_inside is WhileInside.IGNORE:
        query = query.where(not_(_entered(flow, candidates, still_open=True)))
    return query


def _about_to_enter(flow: Flow, candidates: Candidates, place: Place) -> Place:
    """Whoever `exit_when` would take out at once does not enter."""
    passage = Passage(
        triggered_at=candidates.at,
        entered_at=instant(),
        own_event=flow.trigger.event if isinstance(flow.trigger, EventTrigger) else None,
        own_key=candidates.order,
    )
    return replace(place, passage=passage, default_since=SinceKind.TRIGGER)


def _entered(
    flow: Flow, candidates: Candidates, *, by_trigger: bool = False, still_open: bool = False
) -> Sql:
    earlier = tables.enrolment.alias()
    tests = [earlier.c.flow == flow.key, earlier.c.customer == to_state(candidates.person)]
    if by_trigger:
        tests.append(earlier.c.trigger_key == candidates.key)
    if still_open:
        tests.append(earlier.c.ended_at.is_(None))
    return exists(select(literal(1)).select_from(earlier).where(*tests))


def _reentry(flow: Flow, reentry: Reentry, candidates: Candidates) -> list[Sql]:
    if reentry.kind is ReentryKind.ALWAYS:
        return []
    earlier = tables.enrolment.alias()
    tests = [earlier.c.flow == flow.key, earlier.c.customer == to_state(candidates.person)]
    if reentry.kind is ReentryKind.AFTER:
        if reentry.per is Per.KEY:
            tests.append(earlier.c.trigger_id == candidates.id)
        tests.append(_too_recent(reentry, earlier))
    return [not_(exists(select(literal(1)).select_from(earlier).where(*tests)))]


def _too_recent(reentry: Reentry, earlier: FromClause) -> Sql:
    since = instant(ago=reentry.after or timedelta(0))
    if reentry.counted_from is CountedFrom.ENTRY:
        return earlier.c.entered_at > since
    return or_(earlier.c.ended_at.is_(None), earlier.c.ended_at > since)


def _is_judged(flow: Flow, candidates: Candidates, *, now: bool = False) -> Sql:
    """Whether any tick has judged the candidate, or `now` this one does."""
    seen = tables.judged.alias()
    tests = [
        seen.c.flow == flow.key,
        seen.c.customer == to_state(candidates.person),
        seen.c.candidate == candidates.moved,
    ]
    if now:
        tests.append(seen.c.batch == bindparam("by_batch"))
    return exists(select(literal(1)).select_from(seen).where(*tests))


def _enter(flow: Flow, layout: Layout, judged: Select[Any], candidates: Candidates) -> Statement:
    rank = func.row_number().over(
        partition_by=candidates.person, order_by=(candidates.at, candidates.order)
    )
    ranked = judged.add_columns(
        to_state(candidates.person).label("customer"),
        candidates.key.label("trigger_key"),
        candidates.id.label("trigger_id"),
        candidates.at.label("triggered_at"),
        candidates.due.label("due"),
        candidates.frozen.label("trigger"),
        rank.label("rank"),
    ).subquery("candidate")
    columns = _columns(flow, layout, ranked)
    chosen = select(*columns.values()).where(*([] if _all_at_once(flow) else [ranked.c.rank == 1]))
    clause = (
        insert(tables.enrolment)
        .from_select(list(columns), chosen.where(ranked.c.customer.is_not(None)))
        .on_conflict_do_nothing()
    )
    return Statement.of("Those who meet the conditions and the re-entry rule enter.", clause)


def _columns(flow: Flow, layout: Layout, ranked: FromClause) -> dict[str, Sql]:
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
    }
    start = arrival(layout, layout.start)
    if layout.start not in ENDS and layout.start not in layout.delays:
        # What happened before the flow began is due when it began, not late.
        began = instant("began")
        start["due_at"] = case((ranked.c.due > began, ranked.c.due), else_=began)
    return columns | {name: _value(value) for name, value in start.items() if name != "batch"}


def _value(value: object) -> Sql:
    return literal(value) if isinstance(value, str) else value  # type: ignore[return-value]


def _all_at_once(flow: Flow) -> bool:
    """Where nobody's entry depends on another's, every candidate of a person may enter."""
    always = flow.reentry.kind is ReentryKind.ALWAYS
    return always and flow.while_inside is WhileInside.BOTH


def _judge(flow: Flow, candidates: Candidates) -> Statement:
    """Those of them who do not enter now never will by the same row."""
    unjudged = candidates.query.where(
        not_(_entered(flow, candidates, by_trigger=True)),
        not_(_is_judged(flow, candidates)),
    ).add_columns(
        literal(flow.key),
        to_state(candidates.person),
        candidates.moved,
        instant(),
        bindparam("by_batch", type_=String()),
    )
    clause = (
        insert(tables.judged)
        .from_select(["flow", "customer", "candidate", "at", "batch"], unjudged)
        .on_conflict_do_nothing()
    )
    return Statement.of("The candidates are judged, once and for all.", clause)


def _restart(flow: Flow, judged: Select[Any], candidates: Candidates) -> Statement | None:
    if flow.while_inside is not WhileInside.RESTART:
        return None
    again = judged.add_columns(to_state(candidates.person))
    clause = (
        update(tables.enrolment)
        .where(
            tables.enrolment.c.flow == flow.key,
            tables.enrolment.c.ended_at.is_(None),
            tables.enrolment.c.customer.in_(again),
        )
        .values(**departure("restarted"))
    )
    return Statement.of("Passages of those who enter anew end.", clause)


def _cancel(flow: Flow) -> Statement | None:
    if flow.while_inside is not WhileInside.RESTART:
        return None
    return Statement.of("Their queued messages are cancelled.", _cancelled(flow))


def _cancelled(flow: Flow) -> Executable:
    return cancel_queued(flow.key, "restarted")


def enter_by_segment(
    flow: Flow, trigger: SegmentTrigger, project: Project, layout: Layout
) -> EnterBySegment:
    sources = Sources(project.catalog)
    spells = tables.membership.alias("spell")
    candidates = _spell_candidates(sources, spells, flow)
    judged = _judged(flow, candidates, sources, project)
    return EnterBySegment(
        sentence=trigger_words(flow),
        leave_segment=leave_segment(flow, trigger, project),
        join_segment=join_segment(flow, trigger, project),
        restart=_restart(flow, judged, candidates),
        enter=_enter(flow, layout, judged, candidates),
        cancel=_cancel(flow),
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
    return _keyed_by_now(query, customers, person, bindparam("occurrence", type_=String()))


def _keyed_by_now(query: Select[Any], customers: FromClause, person: Sql, key: Sql) -> Candidates:
    nothing = tables.frozen_object({"time": instant()})
    return Candidates(query, customers, person, key, key, instant(), key, nothing, instant(), key)


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


def enter_by_date(
    flow: Flow, trigger: DateTrigger, project: Project, layout: Layout
) -> EnterByDate:
    sources = Sources(project.catalog)
    customers = sources.customers()
    person = sources.customer_key(customers)
    day = _day_of(trigger, sources, customers, project)
    query = select().select_from(customers).where(*_falls_on(trigger, day))
    zone = _zone(sources, customers)
    own_zone = trigger.timezone == CUSTOMER_ZONE
    if own_zone and zone is not None:
        query = query.where(_in_zone(zone))
    occurrence = bindparam("occurrence", type_=String())
    moment = bindparam("moment", type_=Instant())
    candidates = replace(
        _keyed_by_now(query, customers, person, occurrence),
        at=moment,
        due=moment,
        frozen=tables.frozen_object({"time": moment}),
    )
    judged = _judged(flow, candidates, sources, project)
    return EnterByDate(
        sentence=trigger_words(flow),
        zones=_zones(trigger, project),
        restart=_restart(flow, judged, candidates),
        enter=_enter(flow, layout, judged, candidates),
        cancel=_cancel(flow),
        offset=trigger.offset,
        at=trigger.at,
        timezone=None if own_zone else trigger.timezone,
        default_timezone=project.defaults.timezone,
        yearly=trigger.yearly,
        leap_day=trigger.leap_day,
    )


def _day_of(trigger: DateTrigger, sources: Sources, customers: FromClause, project: Project) -> Sql:
    place = Place(sources, project.segments, sources.customer_key(customers), customers=customers)
    value, _ = attribute(trigger.attribute, place)
    return tables.as_date(value)


def _falls_on(trigger: DateTrigger, day: Sql) -> list[Sql]:
    """The attribute's days whose occurrence is due: `days` is a list bound by the runner."""
    if not trigger.yearly:
        return [day.in_(bindparam("days", expanding=True, type_=tables.Day()))]
    recurs = tables.month_day(day).in_(bindparam("days", expanding=True, type_=String()))
    return [recurs, day < bindparam("day", type_=tables.Day())]


def _zone(sources: Sources, customers: FromClause) -> Sql | None:
    name = sources.catalog.customers.timezone
    return customers.c[name] if name else None


def _in_zone(zone: Sql) -> Sql:
    """In the bound zone; with `elsewhere` everyone in none of the zones that exist."""
    here = zone == bindparam("zone", type_=String())
    known = zone.in_(bindparam("known", expanding=True, type_=String()))
    nowhere = or_(zone.is_(None), not_(known))
    return or_(here, and_(cast(bindparam("elsewhere"), String) == "yes", nowhere))


def _zones(trigger: DateTrigger, project: Project) -> Statement:
    sources = Sources(project.catalog)
    customers = sources.customers()
    zone = _zone(sources, customers)
    if zone is None:
        zone = literal(project.defaults.timezone)
    near = _falls_on(trigger, _day_of(trigger, sources, customers, project))[0]
    query = select(zone.label("zone")).select_from(customers).where(near).distinct()
    return Statement.of(f"The time zones of those whose {trigger.attribute} is near.", query)


__all__ = [
    "LOW",
    "enter_by_date",
    "enter_by_event",
    "enter_by_segment",
    "join_segment",
    "leave_segment",
]
