r"""Which texts tell a day, an instant or a number: one pattern for Python and PostgreSQL.

What matches can be cast by every version of PostgreSQL; a cast that fails would fail for everybody
because of one row. Groups that capture, looking ahead and `\\d` are slow there, and in some locales
`\\d` takes other digits too.
"""

from __future__ import annotations

import re
from datetime import UTC, datetime

from orchestrator.tables.types import instant_text

_YEAR = "[1-9][0-9]{3}"
# Of four digits of which the first is no zero.
_LEAP_YEAR = "(?:[1-9][0-9](?:0[48]|[2468][048]|[13579][26])|(?:[2468][048]|[13579][26])00)"
_EASY_DAY = f"{_YEAR}-(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])"
_DAY = (
    f"(?:{_EASY_DAY}|{_YEAR}-(?:(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
    f"|{_LEAP_YEAR}-02-29)"
)
_MINUTE = "(?:[01][0-9]|2[0-3]):[0-5][0-9]"
_OFFSET = "(?:Z|[+-](?:0[0-9]|1[0-4])(?::?[0-5][0-9])?)"

DAY = f"^{_DAY}$"
ISO_INSTANT = f"^{_DAY}(?:[T ]{_MINUTE}(?::[0-5][0-9](?:[.][0-9]{{1,30}})?)? ?{_OFFSET}?)?$"
# No zone may take an instant out of the years that Python knows.
TOO_LATE = "^9999-12-31.*-"
# What most programs write; found in a quarter of the time.
USUAL_INSTANT = f"^{_EASY_DAY}[T ]{_MINUTE}:[0-5][0-9](?:[.][0-9]{{1,6}})?(?:Z|[+]00:00)?$"
# Short enough for a `bigint`.
WHOLE = "^-?(?:[0-9]{1,18}|[1-8][0-9]{18})$"
UUID = "^[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}$"
# Short enough for a double: no power of it is out of range.
NUMBER = "^-?(?:0|[1-9][0-9]{0,99})(?:[.][0-9]{1,99})?(?:[eE][+-]?[0-9]{1,2})?$"

_ISO_INSTANT, _TOO_LATE, _NUMBER = (re.compile(each) for each in (ISO_INSTANT, TOO_LATE, NUMBER))


def read_iso_instant(text: object) -> str | None:
    """An instant as SQLite keeps it, of text that tells one; to the microsecond, cut off."""
    # `fullmatch`, because `$` would let a line's end through.
    if not isinstance(text, str) or not _ISO_INSTANT.fullmatch(text) or _TOO_LATE.match(text):
        return None
    day, clock = text[:10], text[11:].replace(" ", "")
    moment = datetime.fromisoformat(f"{day}T{clock}" if clock else day)
    return instant_text(moment if moment.tzinfo else moment.replace(tzinfo=UTC))


def read_number(text: object) -> float | None:
    """The number that a text tells."""
    return float(text) if isinstance(text, str) and _NUMBER.fullmatch(text) else None
