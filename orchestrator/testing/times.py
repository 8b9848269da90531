"""Times as tests write them, in one zone."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from orchestrator.conditions import Relative
from orchestrator.parse.values import Unreadable, moment
from orchestrator.records import dataclass
from orchestrator.testing.model import Moment

PLAYABLE = range(1000, 9000)
"""Years: a clock that runs needs some room at either end of the calendar."""


@dataclass(frozen=True)
class Clock:
    """Reads what clocks of one zone show."""

    zone: tzinfo

    def instant(self, text: str) -> datetime | Unreadable:
        """A date alone is its first moment."""
        read = self.moment(text)
        return read if isinstance(read, Unreadable) else read.at

    def moment(self, text: str) -> Moment | Unreadable:
        read = moment(text)
        if isinstance(read, date) and read.year not in PLAYABLE:
            years = f"{PLAYABLE[0]} to {PLAYABLE[-1]}"
            return Unreadable(f'"{text}" cannot be played; expected a year from {years}')
        match read:
            case Unreadable():
                return Unreadable(read.message.removesuffix(', or "300 days ago"'))
            case Relative():
                return Unreadable(f'"{text}" is not a date; write one such as "2026-03-31 10:00"')
            case datetime():
                return Moment(self._in_utc(read), text=text)
            case date():
                return Moment(
                    self._in_utc(datetime.combine(read, time())),
                    self._in_utc(datetime.combine(read + timedelta(days=1), time())),
                    text,
                )

    def shown(self, moment: datetime) -> str:
        """What the clocks show then; seconds only where there are some."""
        local = moment.astimezone(self.zone)
        return f"{local:%Y-%m-%d %H:%M}" + (f":{local:%S}" if local.second else "")

    def _in_utc(self, value: datetime) -> datetime:
        aware = value if value.tzinfo else value.replace(tzinfo=self.zone)
        return aware.astimezone(UTC)
