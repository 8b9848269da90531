"""What is in force, and who stands where."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from sqlalchemy import Connection, func, select

from orchestrator import tables
from orchestrator.program import Version
from orchestrator.runner import Standing, find_version, standing_in


@dataclass(frozen=True)
class Deployed:
    """A flow as the state knows it."""

    flow: str
    digest: str | None
    """None before its first tick, and after it was taken out of service."""
    version: Version | None = None
    """None where nobody has kept it."""
    standing: tuple[Standing, ...] = ()
    queued: Mapping[str, int] = field(default_factory=dict)
    """By step: messages that wait."""

    @property
    def inside(self) -> int:
        return sum(each.people for each in self.standing)


def deployed_flows(connection: Connection) -> list[str]:
    """Every flow that is in force."""
    flow = tables.flow
    in_force = flow.c.digest != ""
    return list(connection.scalars(select(flow.c.flow).where(in_force).order_by(flow.c.flow)))


def deployed(connection: Connection, flow: str) -> Deployed:
    query = select(tables.flow.c.digest).where(tables.flow.c.flow == flow)
    digest = connection.scalar(query)
    if not digest:
        return Deployed(flow, None)
    return Deployed(
        flow,
        str(digest),
        find_version(connection, flow, str(digest)),
        tuple(sorted(standing_in(connection, flow), key=lambda each: each.position)),
        _queued(connection, flow),
    )


def _queued(connection: Connection, flow: str) -> dict[str, int]:
    message = tables.message
    query = (
        select(message.c.step, func.count().label("messages"))
        .where(message.c.flow == flow, message.c.status.in_(("queued", "claimed")))
        .group_by(message.c.step)
    )
    return {row.step: row.messages for row in connection.execute(query)}
