"""Lists of lines: `trigger.items: {any: {category: helmets}}`."""

from __future__ import annotations

from dataclasses import replace

from sqlalchemy import and_, exists, false, func, literal, not_

from orchestrator.catalog import Event
from orchestrator.compiler.expressions.place import Judge, Place
from orchestrator.compiler.sources import among
from orchestrator.conditions import Lines, Quantifier, Scope
from orchestrator.tables import Sql


def lines(condition: Lines, place: Place, judge: Judge) -> Sql:
    """The lines are read live; a row without any passes `all` and `none`."""
    event, key = _whose(condition, place)
    rows = place.sources.items(event)
    inside = replace(place, line=rows)
    passes = func.coalesce(and_(*(judge(each, inside) for each in condition.where)), false())
    of_row = rows["line:on"] == key
    match condition.quantifier:
        case Quantifier.ANY:
            return exists(among(rows.clause, literal(1), of_row, passes))
        case Quantifier.NONE:
            return not_(exists(among(rows.clause, literal(1), of_row, passes)))
        case Quantifier.ALL:
            return not_(exists(among(rows.clause, literal(1), of_row, not_(passes))))


def _whose(condition: Lines, place: Place) -> tuple[Event, Sql]:
    """The event and the key of its row."""
    if condition.scope is Scope.EVENT and place.row is not None and place.event is not None:
        return place.event, place.row["row:key"]
    trigger = place.trigger if condition.scope is Scope.TRIGGER else None
    if trigger and trigger.event is not None and trigger.row_key is not None:
        return trigger.event, trigger.row_key
    message = f"{condition.scope}.items stands where there is no such row"
    raise LookupError(message)
