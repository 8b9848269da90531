"""Steps under a new id: what is written under the old one is theirs."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, Table, exists, func, literal, not_, or_, select, update

from orchestrator import tables
from orchestrator.tables import Sql


def rename(connection: Connection, flow: str, renamed: Mapping[str, str]) -> None:
    """Old id to new one; no step has the old one any more, so twice is harmless."""
    of_flow = select(tables.enrolment.c.id).where(tables.enrolment.c.flow == flow)
    for old, new in renamed.items():
        _positions(connection, flow, old, new)
        for table in (tables.message, tables.passage):
            mine = (table.c.enrolment.in_(of_flow), table.c.step == old)
            connection.execute(update(table).where(*mine, not_(_has(table, new))).values(step=new))


def _positions(connection: Connection, flow: str, old: str, new: str) -> None:
    """The step itself, the ones behind it without an id, and those of its arms."""
    enrolment = tables.enrolment
    begins = func.substr(enrolment.c.position, 1, len(old) + 1)
    rest = func.substr(enrolment.c.position, len(old) + 1)
    connection.execute(
        update(enrolment)
        .where(
            enrolment.c.flow == flow,
            enrolment.c.ended_at.is_(None),
            or_(enrolment.c.position == old, begins.in_((f"{old}+", f"{old}."))),
        )
        .values(position=literal(new).op("||")(rest))
    )


def _has(table: Table, step: str) -> Sql:
    """Whether something is written of the new step already, for that passage."""
    other = table.alias()
    same = (other.c.enrolment == table.c.enrolment, other.c.step == step)
    return exists(select(literal(1)).select_from(other).where(*same))
