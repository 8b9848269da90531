"""Values as the type that they are compared with: a postcode as text, a day as a date."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta, tzinfo

from orchestrator.catalog import Type
from orchestrator.conditions import Operator, Scalar
from orchestrator.parse.values import Unreadable, moment

END_OF_DAY = timedelta(days=1) - timedelta(microseconds=1)
"""A day that is compared as a whole ends with its last microsecond."""

FIRST, LAST = datetime.min.replace(tzinfo=UTC), datetime.max.replace(tzinfo=UTC)


def fit(value: Scalar, wanted: Type | None, zone: tzinfo, *, is_end: bool = False) -> Scalar:
    """The value unchanged where it does not fit; that is for a rule to say.

    A day compared with an instant is its first moment, or with `is_end` its last.
    """
    if wanted is Type.TEXT and isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if wanted in (Type.DATE, Type.TIME) and isinstance(value, str):
        read = moment(value)
        return value if isinstance(read, Unreadable) else fit(read, wanted, zone, is_end=is_end)
    if isinstance(value, datetime):
        return _in_utc(value, zone)
    if wanted is Type.TIME and isinstance(value, date):
        instant = _in_utc(datetime.combine(value, time()), zone)
        return min(instant, LAST - END_OF_DAY) + END_OF_DAY if is_end else instant
    return value


def is_upper_end(operator: Operator, index: int) -> bool:
    """Whether a day means its end: later than it is later than all of it."""
    return operator is Operator.AFTER or (operator is Operator.BETWEEN and index == 1)


def _in_utc(value: datetime, zone: tzinfo) -> datetime:
    aware = value if value.tzinfo else value.replace(tzinfo=zone)
    try:
        return aware.astimezone(UTC)
    except (
        OverflowError
    ):  # of its first and its last day, some hours are in the calendar here alone
        return LAST if aware.year > FIRST.year else FIRST
