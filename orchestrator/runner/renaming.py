"""Steps under a new id: what is written under the old one is theirs."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection, Table, exists, literal, not_, select, update

from orchestrator import tables
from orchestrator.tables import Sql


def rename(connection: Connection, flow: str, renamed: Mapping[str, str]) -> None:
    """Old id to new one, of messages and arms; no step has the old one any more."""
    of_flow = select(tables.enrolment.c.id).where(tables.enrolment.c.flow == flow)
    for old, new in renamed.items():
        for table in (tables.message, tables.passage):
            mine = (table.c.enrolment.in_(of_flow), table.c.step == old)
            connection.execute(update(table).where(*mine, not_(_has(table, new))).values(step=new))


def _has(table: Table, step: str) -> Sql:
    """Whether something is written of the new step already, for that passage."""
    other = table.alias()
    same = (other.c.enrolment == table.c.enrolment, other.c.step == step)
    return exists(select(literal(1)).select_from(other).where(*same))
