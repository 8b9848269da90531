"""Who is inside, and where they stand."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, case, func, select

from orchestrator.program import Version
from orchestrator.tables import enrolment


@dataclass(frozen=True)
class Standing:
    """How many stand at a position, and for how many of them a message is on its way."""

    position: str
    people: int
    in_flight: int


def standing_in(connection: Connection, flow: str) -> list[Standing]:
    """Who is inside, by where they stand."""
    query = (
        select(
            enrolment.c.position,
            func.count().label("people"),
            func.sum(case((enrolment.c.due_at.is_(None), 1), else_=0)).label("in_flight"),
        )
        .where(enrolment.c.flow == flow, enrolment.c.ended_at.is_(None))
        .group_by(enrolment.c.position)
    )
    return [
        Standing(row.position, row.people, int(row.in_flight)) for row in connection.execute(query)
    ]


def place_words(position: str, version: Version | None = None) -> str:
    """A position in words: a step without an id is told by the one before it."""
    before, _, ordinal = position.rpartition("+")
    if not ordinal.isdigit():
        return position
    known = {each.position: each.name for each in version.stations} if version else {}
    name = known.get(position, "the delay" if ordinal == "1" else f"delay {ordinal}")
    return f"{name} after {before}" if before else f"{name} at the start"
