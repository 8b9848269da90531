"""Ranks of customers: each adds up all of everybody's rows, so one index should hold all of them."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from orchestrator.catalog import AggregateAttribute, Catalog, ColumnAttribute, Event, Table
from orchestrator.compiler.mentions import every_condition
from orchestrator.compiler.sources import event_columns
from orchestrator.conditions import Condition, Ranked
from orchestrator.diagnostics import Path
from orchestrator.doctor.looking import Seen
from orchestrator.doctor.parts import CUSTOMERS
from orchestrator.doctor.plans import Key
from orchestrator.doctor.questions import Questions
from orchestrator.doctor.wishes import Wish


def rank_wishes(
    conditions: Iterable[Condition],
    catalog: Catalog,
    every: Sequence[Seen],
    questions: Questions,
) -> Iterator[Wish]:
    """The indexes that ranks lack: over what an attribute adds up, or over its column."""
    names = [each.ref.name for each in every_condition(conditions) if isinstance(each, Ranked)]
    for name in dict.fromkeys(names):
        path = (*CUSTOMERS, "attributes", name)
        match catalog.customers.attributes.get(name):
            case AggregateAttribute() as attribute:
                yield from _over_rows(name, attribute, catalog, every, path, questions)
            case ColumnAttribute() as attribute:
                source = catalog.customers.source
                if isinstance(source, Table):
                    columns = [attribute.column.name]
                    yield from _unless_held(source.name, columns, name, path, questions)


def _over_rows(
    name: str,
    attribute: AggregateAttribute,
    catalog: Catalog,
    every: Sequence[Seen],
    path: Path,
    questions: Questions,
) -> Iterator[Wish]:
    event = catalog.events[attribute.event]
    seen = next((each for each in every if each.part.path[:3] == _path_of(event)), None)
    if seen is None or not isinstance(event.source, Table):
        return
    columns = [event.customer.name, event.time.name]
    if attribute.of is not None:
        columns.append(event_columns(event)[attribute.of].name)
    words = set(re.findall(r"\w+", event.where or ""))
    columns += [column for column in seen.shape if column in words]
    yield from _unless_held(event.source.name, list(dict.fromkeys(columns)), name, path, questions)


def _path_of(event: Event) -> Path:
    return ("catalog", "events", event.name)


def _unless_held(
    table: str, columns: Sequence[str], name: str, path: Path, questions: Questions
) -> Iterator[Wish]:
    storage = questions.storage(Table(table))
    if storage is None:
        return
    for index in storage.indexes:
        held = {*index.columns, *index.carried}
        if not index.is_partial and index.columns[:1] == (columns[0],) and held >= set(columns):
            return
    quote = questions.dialect.identifier_preparer.quote
    rank = f"ranking by customer.{name} goes through {table} for every customer"
    rank += ", and no index holds all that it reads"
    if len(columns) == 1:
        rank = f"ranking by customer.{name} sorts all customers, and no index has them in order"
    yield Wish(table, tuple(Key(quote(column), column) for column in columns), path, rank=rank)
