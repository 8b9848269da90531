"""Instants by the clocks of the project."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from orchestrator.words.durations import clock_words, date_words


@dataclass(frozen=True)
class Times:
    zone: str

    def words(self, at: datetime, zone: str | None = None) -> str:
        """`2 March 2026 at 11:00`; in another zone it says which."""
        local = at.astimezone(ZoneInfo(zone or self.zone))
        where = f" in {zone}" if zone and zone != self.zone else ""
        return f"{date_words(local.date())} at {clock_words(local.time())}{where}"

    def column(self, at: datetime) -> str:
        """Of one width, so that they stand below each other."""
        return f"{at.astimezone(ZoneInfo(self.zone)):%Y-%m-%d %H:%M}"
