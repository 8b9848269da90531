"""`update`: tags, facts and suppression, in the orchestrator's own tables."""

from __future__ import annotations

from collections.abc import Iterator

from sqlalchemy import String, and_, cast, delete, exists, func, literal, not_, select

from orchestrator import tables
from orchestrator.compiler.expressions import Place, read
from orchestrator.compiler.layout import Layout, Station
from orchestrator.compiler.movement import in_batch, stamp
from orchestrator.compiler.recipients import address_column
from orchestrator.compiler.sources import Sources
from orchestrator.compiler.steps.common import batch_moves_on, leave_batch, onward
from orchestrator.compiler.triggered import inside
from orchestrator.conditions import Ref
from orchestrator.model import Channel, Flow, Project, Update
from orchestrator.program import Statement, instant
from orchestrator.program import Update as UpdateOperation
from orchestrator.tables import Sql
from orchestrator.words import step_words
from orchestrator.words.names import inside as standing
from orchestrator.words.steps import update_words


def update_operation(
    flow: Flow, station: Station, step: Update, project: Project, layout: Layout
) -> UpdateOperation:
    return UpdateOperation(
        name=step_words(step),
        sentence=update_words(step, standing(flow.trigger)) + onward(station, layout),
        position=station.position,
        stamp=stamp(flow.key, station.position),
        leave=leave_batch(flow, project),
        writes=tuple(_writes(flow, step, project)),
        move_on=batch_moves_on(station, layout),
    )


def _writes(flow: Flow, step: Update, project: Project) -> Iterator[Statement]:
    place = inside(flow, project, tables.enrolment)
    # Facts first: what they are set to may be read of tags or addresses as they were.
    for name, value in step.set.items():
        yield _set(name, value, place)
    for tag in step.add_tags:
        yield _add(tag)
    for tag in step.remove_tags:
        yield _remove(tag)
    if step.suppress is not None:
        yield _suppress(step.suppress, step.reason or "", project)


def _set(name: str, value: str | float | Ref, place: Place) -> Statement:
    enrolment, fact = tables.enrolment, tables.fact
    row = {
        "customer": enrolment.c.customer,
        "name": literal(name),
        "value": tables.keep(_value(value, place)),
        "at": instant(),
    }
    put = tables.insert(fact).from_select(
        list(row), select(*row.values()).where(in_batch(), _is_last())
    )
    clause = put.or_update([fact.c.customer, fact.c.name], ["value", "at"])
    return Statement.of(f"Set the fact {name}.", clause)


def _value(value: str | float | Ref, place: Place) -> Sql:
    if isinstance(value, Ref):
        return read(value, place)[0]
    # As text from the start: the databases write a number and a boolean each in its own way.
    return literal(str(value).lower() if isinstance(value, bool) else str(value), String())


def _is_last() -> Sql:
    """Of two passages of one customer in the batch the later one has the say."""
    enrolment, later = tables.enrolment, tables.enrolment.alias("later")
    same = (later.c.batch == enrolment.c.batch, later.c.customer == enrolment.c.customer)
    return not_(exists(select(literal(1)).where(*same, later.c.id > enrolment.c.id)))


def _add(tag: str) -> Statement:
    row = {"customer": tables.enrolment.c.customer, "tag": literal(tag), "at": instant()}
    rows = select(*row.values()).where(in_batch())
    clause = tables.insert(tables.tag).from_select(list(row), rows).or_nothing()
    return Statement.of(f"Add the tag {tag}.", clause)


def _remove(tag: str) -> Statement:
    mine = select(tables.enrolment.c.customer).where(in_batch())
    clause = delete(tables.tag).where(tables.tag.c.tag == tag, tables.tag.c.customer.in_(mine))
    return Statement.of(f"Remove the tag {tag}.", clause)


def _suppress(channel: Channel, reason: str, project: Project) -> Statement:
    sources = Sources(project.catalog)
    customers = sources.customers()
    enrolment = tables.enrolment
    given = cast(address_column(channel, sources, customers), String)
    address = tables.lower_case(func.trim(given))
    row = {
        "channel": literal(channel.value),
        "address": address,
        "reason": literal(reason),
        "at": instant(),
        "stops": literal("marketing"),
    }
    key = sources.customer_key(customers)
    rows = (
        select(*row.values())
        .select_from(enrolment)
        .join(customers, key == sources.from_state(enrolment.c.customer))
        .where(in_batch(), and_(address.is_not(None), address != ""))
    )
    clause = tables.insert(tables.suppression).from_select(list(row), rows).or_nothing()
    return Statement.of(f"Their {channel} addresses get no more marketing.", clause)
