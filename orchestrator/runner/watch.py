"""How far a flow has looked."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, and_, select, update

from orchestrator import tables

SETTLE = timedelta(hours=1)
"""How far windows overlap, because rows can commit late with an early time."""


@dataclass(frozen=True)
class Watch:
    """How far a flow has looked, and from where on it looks at all."""

    digest: str
    """Of the version that runs."""
    began_at: datetime
    starts_at: datetime
    watermark: datetime | None
    looks_again: bool = False
    """Whether an edit was applied and no tick has looked since."""
    removed_at: datetime | None = None
    is_recorded: bool = True
    """Whether the version that runs is kept in the state."""
    inside: int | None = None
    """How many were inside when they were last counted; None before."""

    @property
    def low(self) -> datetime:
        """Where the window begins that is read again."""
        if self.watermark is None:
            return self.starts_at
        return max(self.watermark - SETTLE, self.starts_at)

    @property
    def looked_until(self) -> datetime:
        """Where the window begins of what cannot come late."""
        return self.watermark or self.starts_at


def find_watch(connection: Connection, flow: str) -> Watch | None:
    """None before the flow's first tick."""
    table, version = tables.flow, tables.flow_version
    kept = and_(version.c.flow == table.c.flow, version.c.digest == table.c.digest)
    query = (
        select(table, version.c.digest.is_not(None).label("is_recorded"))
        .outerjoin(version, kept)
        .where(table.c.flow == flow)
    )
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return Watch(
        row.digest,
        row.began_at,
        row.starts_at,
        row.watermark,
        row.looks_again,
        row.removed_at,
        row.is_recorded,
        row.inside,
    )


def read_watch(connection: Connection, flow: str) -> Watch:
    found = find_watch(connection, flow)
    if found is None:
        message = f"{flow} has never ticked"
        raise LookupError(message)
    return found


def move_watermark(
    connection: Connection, flow: str, watch: Watch, now: datetime, *, live: bool
) -> None:
    """Not `live`: it is paused, and no other flow's message waits for those of it."""
    values: dict[str, object] = {}
    if watch.watermark is None or watch.watermark < now:
        values |= {"watermark": now, "live_at": now if live else None}
    if watch.looks_again and live:
        values |= {"looks_again": False}
    if values:
        connection.execute(update(tables.flow).where(tables.flow.c.flow == flow).values(**values))
