"""Drawing lots: the same customer draws the same one each time, in either database."""

from __future__ import annotations

from collections.abc import Sequence

from sqlalchemy import case, literal

from orchestrator import tables
from orchestrator.tables import Sql


def drawn(salt: str, customer: Sql, shares: Sequence[tuple[str, float]]) -> Sql:
    """The name that the customer draws; shares are in per cent and add up to all."""
    number = tables.draw(salt, customer)
    bounds, total = [], 0.0
    for name, share in shares[:-1]:
        total += share / 100
        bounds.append((number < total, literal(name)))
    last = literal(shares[-1][0])
    return case(*bounds, else_=last) if bounds else last
