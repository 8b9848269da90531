"""Suppressions that write a customer's address in another way than the shop does."""

from __future__ import annotations

from collections.abc import Mapping

from sqlalchemy import Connection

from orchestrator.delivery import other_spellings
from orchestrator.program import Send, values_in


def stopped_otherwise(
    connection: Connection,
    operation: Send,
    addresses: Mapping[int, object],
    given: Mapping[str, object],
) -> list[int]:
    """Which of the messages go to an address that is suppressed under another spelling of it."""
    stops = operation.stops
    if stops is None:
        return []
    spellings = {
        number: other_spellings(address, operation.channel)
        for number, address in addresses.items()
        if isinstance(address, str)
    }
    asked = frozenset().union(*spellings.values())
    if not asked:
        return []
    values = values_in(connection, stops, {**given, "spellings": sorted(asked)})
    stopped = set(connection.scalars(stops.clause, values))
    return [number for number, others in spellings.items() if others & stopped]
