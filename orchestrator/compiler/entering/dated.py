"""The dates that a date trigger looks at: of customers, or of records that belong to them."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import FromClause, Integer, String, bindparam, literal

from orchestrator import tables
from orchestrator.compiler.expressions import Place, attribute
from orchestrator.compiler.sources import Rows, Sources, to_state
from orchestrator.model import DateTrigger, Project
from orchestrator.tables import Day, Instant, Sql

OCCURRENCE = bindparam("occurrence", type_=String())
MOMENT = bindparam("moment", type_=Instant())
DAY = bindparam("day", type_=Day())
"""The day of the occurrence: the date itself, or the one on which it recurs."""


@dataclass(frozen=True)
class Dated:
    """Rows with a date, each joined with its customer."""

    source: FromClause
    customers: FromClause
    person: Sql
    day: Sql
    record: str | None = None
    record_key: Sql | None = None
    """As text; None: the date is the customer's own."""

    def key(self) -> Sql:
        """The occurrence, and of which record."""
        if self.record_key is None:
            return OCCURRENCE
        return self.record_key.op("||")(literal("@")).op("||")(OCCURRENCE)

    def values(self) -> dict[str, Sql]:
        """What `trigger.` offers."""
        years = bindparam("year", type_=Integer()) - tables.year_of(self.day)
        return {"time": MOMENT, "date": DAY, "years": years}

    def record_keys(self) -> dict[str, Sql]:
        if self.record is None or self.record_key is None:
            return {}
        return {self.record: self.record_key}

    def frozen(self) -> Sql:
        """`of` is the date as it stood: a passage can tell that it has moved."""
        kept = {f"record:{name}": key for name, key in self.record_keys().items()}
        return tables.frozen_object({**self.values(), "of": self.day, **kept})


def dated(trigger: DateTrigger, sources: Sources, project: Project) -> Dated:
    customers = sources.customers()
    person = sources.customer_key(customers)
    if trigger.record is None:
        place = Place(sources, project.segments, person, customers=customers)
        value, _ = attribute(trigger.attribute, place)
        return Dated(customers, customers, person, tables.day_of(value))
    rows: Rows = sources.record(project.catalog.records[trigger.record])
    return Dated(
        rows.clause.join(customers, person == rows["row:customer"]),
        customers,
        person,
        tables.day_of(rows[trigger.attribute]),
        trigger.record,
        to_state(rows["row:key"]),
    )
