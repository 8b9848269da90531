"""Which locale and time zone a customer reads in, when the data may hold anything."""

from __future__ import annotations

from collections.abc import Iterator
from contextvars import ContextVar
from datetime import UTC, tzinfo
from functools import lru_cache
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError

from orchestrator.records import dataclass


@dataclass(frozen=True)
class Recipient:
    locale: Locale
    zone: tzinfo


RECIPIENT: ContextVar[Recipient] = ContextVar("recipient")
"""For whom a template is being rendered: macros that are imported can't see the context."""


def prefixes(locale: str) -> Iterator[str]:
    """Go from the exact locale to the mere language: sv_FI, sv."""
    parts = locale.replace("-", "_").split("_")
    for length in range(len(parts), 0, -1):
        yield "_".join(parts[:length])


@lru_cache(maxsize=1024)
def recipient(locale: str, zone: str, default_locale: str, default_zone: str) -> Recipient:
    """Read a customer's locale and zone; what does not exist gives way to the default."""
    return Recipient(
        _locale(locale) or _locale(default_locale) or Locale("en"),
        _zone(zone) or _zone(default_zone) or UTC,
    )


def is_locale(name: str) -> bool:
    return _locale(name) is not None


def _locale(name: str) -> Locale | None:
    for candidate in prefixes(name):
        try:
            return Locale.parse(candidate)
        except (UnknownLocaleError, ValueError):
            continue
    return None


def _zone(name: str) -> ZoneInfo | None:
    try:
        return ZoneInfo(name)
    except (KeyError, OSError, ValueError):  # unknown, a folder of zones, not a name at all
        return None
