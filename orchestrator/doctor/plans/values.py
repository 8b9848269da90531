"""Values to plan a statement with: such as an ordinary tick would bind."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType

from sqlalchemy import BindParameter, Integer
from sqlalchemy.sql import ClauseElement, visitors

from orchestrator.program import Asked, Statement, values_for
from orchestrator.tables import Day, Instant

_WINDOW = timedelta(hours=1)
# Where the window begins; everything else is bound to now.
_EARLIER = frozenset({"low", "began", "after", "begins"})
_NOTHING: Mapping[str, object] = MappingProxyType({})
_NUMBERS = {"ids": 1, "message": 1, "at_most": 100}


def values_to_plan(
    statement: Statement, now: datetime, known: Mapping[str, object] = _NOTHING
) -> dict[str, object]:
    """`known` are answers to what the statement asks; without one it is planned with a null."""
    given: dict[str, object] = {"now": now}
    given |= dict.fromkeys(_EARLIER, now - _WINDOW)
    clause = statement.clause
    if isinstance(clause, ClauseElement):
        for element in visitors.iterate(clause):
            if isinstance(element, BindParameter) and element.required:
                given.setdefault(element.key, _value(element, now))
    # "yes" would look at all who wait, as only the first tick of an edited flow does.
    given["everybody"] = "no"
    # An attribute's name, and with it that of what is asked for, may have a `_plus_` in it.
    asked = {name: known.get(name) for name in statement.asked}
    return values_for(statement, {**_without_shifted(given), **asked})


def _without_shifted(given: dict[str, object]) -> dict[str, object]:
    """Leave `now_minus_3600` and its like to be reckoned from `now`."""
    return {
        name: value
        for name, value in given.items()
        if "_minus_" not in name and "_plus_" not in name
    }


def _value(parameter: BindParameter[object], now: datetime) -> object:
    one = _one(parameter, now)
    return [one] if parameter.expanding else one


def _one(parameter: BindParameter[object], now: datetime) -> object:
    if isinstance(parameter, Asked):
        return None  # of whichever type it is
    match parameter.type:
        case Instant():
            return now
        case Day():
            return now.date()
        case Integer():
            return 1
        case _:
            return _NUMBERS.get(parameter.key, "x")
