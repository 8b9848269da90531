"""The versions of flows as the state keeps them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import Connection, select
from sqlalchemy.dialects.postgresql import insert  # SQLite spells ON CONFLICT the same way

from orchestrator import tables
from orchestrator.program import Station, Version

table = tables.flow_version


def record(connection: Connection, flow: str, version: Version, now: datetime) -> None:
    """Keep it; one that was there before keeps its time, and gets the text that it has now."""
    row = {
        "flow": flow,
        "digest": version.digest,
        "recorded_at": now,
        "file": version.file,
        "source": version.source,
        "stations": [_stored(each) for each in version.stations],
        "settings": dict(version.settings),
    }
    put = insert(table).values(row)
    renewed = {name: put.excluded[name] for name in ("file", "source", "stations", "settings")}
    connection.execute(
        put.on_conflict_do_update(index_elements=[table.c.flow, table.c.digest], set_=renewed)
    )


def is_recorded(connection: Connection, flow: str, digest: str) -> bool:
    query = select(table.c.digest).where(table.c.flow == flow, table.c.digest == digest)
    return connection.scalar(query) is not None


def find_version(connection: Connection, flow: str, digest: str) -> Version | None:
    """None where it began under a release that kept no versions."""
    query = select(table).where(table.c.flow == flow, table.c.digest == digest)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    stations = tuple(_read(each) for each in row.stations)
    return Version(row.digest, stations, row.settings, row.file, row.source)


def _stored(station: Station) -> dict[str, Any]:
    """Without what is missing; a time as seconds."""
    found = asdict(station) | {"path": None}
    if station.duration is not None:
        found["duration"] = station.duration.total_seconds()
    return {name: value for name, value in found.items() if value not in (None, (), "", {})}


def _read(stored: Mapping[str, Any]) -> Station:
    return Station(**dict(_values(stored)))


def _values(stored: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    for name, value in stored.items():
        match name:
            case "duration":
                yield name, timedelta(seconds=value)
            case "variants":
                yield name, tuple(value)
            case _:
                yield name, value
