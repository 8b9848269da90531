"""What a condition may refer to where it stands."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from sqlalchemy import FromClause

from orchestrator.catalog import Catalog, Event, Type
from orchestrator.compiler.sources import Rows, Sources
from orchestrator.conditions import Condition, SinceKind
from orchestrator.model import Segment
from orchestrator.tables import Sql


@dataclass(frozen=True)
class TriggerRow:
    """Where the trigger's values are read: from its row while entering, frozen afterwards."""

    value: Callable[[str, Type], Sql]
    types: Mapping[str, Type]
    record_key: Callable[[str], Sql]
    records: frozenset[str] = frozenset()
    """The records that `trigger.RECORD.NAME` can name."""
    event: Event | None = None
    """None: it is no event's row."""
    row_key: Sql | None = None
    """The key of that row as the customer database has it."""


@dataclass(frozen=True)
class Passage:
    """The passage that a condition is judged for, under way or about to begin."""

    triggered_at: Sql
    entered_at: Sql
    own_event: str | None
    """The trigger's event, whose own row never counts since the trigger."""
    own_key: Sql
    enrolment: FromClause | None = None


@dataclass(frozen=True)
class Place:
    """Everything that a condition may refer to where it stands."""

    sources: Sources
    segments: Mapping[str, Segment]
    person: Sql
    """The customer's key as the customer database has it."""
    customers: FromClause | None = None
    trigger: TriggerRow | None = None
    default_since: SinceKind = SinceKind.EVER
    passage: Passage | None = None
    """None: the condition is judged before anybody enters."""
    awaited: Mapping[str, Event] = field(default_factory=dict)
    """The steps that wait, each with the event whose row it keeps."""
    event: Event | None = None
    """Whose rows a `where` is about."""
    row: Rows | None = None
    line: Rows | None = None
    until: Sql | None = None
    """What happened after this instant doesn't count; None: the tick's."""

    @property
    def catalog(self) -> Catalog:
        return self.sources.catalog

    def outside(self) -> Place:
        """The same customer, and nothing of any passage: where segments are judged."""
        return replace(
            self,
            trigger=None,
            default_since=SinceKind.EVER,
            passage=None,
            awaited={},
            event=None,
            row=None,
            line=None,
        )


Judge: TypeAlias = Callable[[Condition, Place], Sql]
"""How a condition inside another one is compiled."""
