"""Running a statement once for each time zone."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from sqlalchemy import Connection

from orchestrator.program import Zones, values_in
from orchestrator.runner.occurrences import is_zone


def in_each_zone(
    connection: Connection, zones: Zones, given: Mapping[str, object]
) -> Iterator[tuple[str, dict[str, object]]]:
    """Each zone that is found, and the default one, with the values that pick its customers."""
    known: set[str] = set()
    if zones.find is not None:
        found = connection.scalars(zones.find.clause, values_in(connection, zones.find, given))
        known = {zone for zone in found if is_zone(zone)}
    for zone in sorted({*known, zones.default}):
        yield zone, {**given, **zone_values(zone, zones.default, known)}


def zone_values(zone: str, default: str, known: Collection[str]) -> dict[str, object]:
    """What picks the customers of one zone; those of none that exists are in the default one."""
    return {
        "zone": zone,
        "known": sorted(known),
        "elsewhere": "yes" if zone == default else "no",
    }
