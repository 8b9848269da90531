"""The orchestrator's own tables, and the SQL vocabulary in which dialects differ."""

from orchestrator.tables.days import as_date, day_of, days_later, month_day, start_of_day, year_of
from orchestrator.tables.functions import (
    contains,
    draw,
    frozen,
    frozen_object,
    later,
    lower_case,
    truthy,
)
from orchestrator.tables.inserting import insert
from orchestrator.tables.instants import earlier_of, later_of, seconds_later
from orchestrator.tables.kept import as_whole, keep, read_kept
from orchestrator.tables.moments import as_instant
from orchestrator.tables.patterns import read_iso_instant, read_number
from orchestrator.tables.state import (
    SCHEMA,
    SCHEMA_VERSION,
    contact,
    enrolment,
    fact,
    flow,
    flow_version,
    judged,
    membership,
    message,
    meta,
    metadata,
    passage,
    suppression,
    tag,
    tick,
)
from orchestrator.tables.types import AnyType, Day, Instant, Sql, instant_text, read_instant

__all__ = [
    "SCHEMA",
    "SCHEMA_VERSION",
    "AnyType",
    "Day",
    "Instant",
    "Sql",
    "as_date",
    "as_instant",
    "as_whole",
    "contact",
    "contains",
    "day_of",
    "days_later",
    "draw",
    "earlier_of",
    "enrolment",
    "fact",
    "flow",
    "flow_version",
    "frozen",
    "frozen_object",
    "insert",
    "instant_text",
    "judged",
    "keep",
    "later",
    "later_of",
    "lower_case",
    "membership",
    "message",
    "meta",
    "metadata",
    "month_day",
    "passage",
    "read_instant",
    "read_iso_instant",
    "read_kept",
    "read_number",
    "seconds_later",
    "start_of_day",
    "suppression",
    "tag",
    "tick",
    "truthy",
    "year_of",
]
