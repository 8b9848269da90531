"""Customers by time zone: what a clock shows is reckoned once for each zone, not for each person."""

from __future__ import annotations

from typing import overload

from sqlalchemy import FromClause, String, and_, bindparam, cast, literal, not_, or_

from orchestrator.compiler.sources import Sources
from orchestrator.tables import Sql


@overload
def zone_of(sources: Sources, customers: FromClause, otherwise: str) -> Sql: ...
@overload
def zone_of(sources: Sources, customers: FromClause) -> Sql | None: ...
def zone_of(sources: Sources, customers: FromClause, otherwise: str | None = None) -> Sql | None:
    """The customer's own zone; where the catalog knows none, the other one."""
    name = sources.catalog.customers.timezone
    if name:
        return customers.c[name]
    return literal(otherwise) if otherwise is not None else None


def in_zone(zone: Sql) -> Sql:
    """In the bound zone; with `elsewhere` everyone in none of the zones that exist."""
    here = zone == bindparam("zone", type_=String())
    known = zone.in_(bindparam("known", expanding=True, type_=String()))
    nowhere = or_(zone.is_(None), not_(known))
    return or_(here, and_(cast(bindparam("elsewhere"), String) == "yes", nowhere))
