"""Where a customer stands among all, or among those of a segment."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from fractions import Fraction

from orchestrator.conditions import Ranked
from tests.oracle.books import Value
from tests.oracle.place import Place


def is_ranked(condition: Ranked, place: Place, is_member: Callable[[str, Place], bool]) -> bool:
    """Inside the first `end` per cent, and not inside the first `start`."""
    value = place.reader.attribute(condition.ref.name, place.customer, place.now)
    if value is None:
        return False
    if condition.among is not None and not is_member(condition.among, place):
        return False
    ranked = [
        found
        for each in place.reader.customers(place.now)
        if condition.among is None or is_member(condition.among, place.of(each))
        if (found := place.reader.attribute(condition.ref.name, each, place.now)) is not None
    ]
    is_inside = condition.end >= 100 or _is_among_first(value, ranked, condition.end)
    return is_inside and not (
        condition.start > 0 and _is_among_first(value, ranked, condition.start)
    )


def _is_among_first(value: Value, ranked: Sequence[Value], share: float) -> bool:
    """Rounded up, and with all who tie with the last of them."""
    ordered = sorted(ranked, reverse=True)  # type: ignore[type-var]
    number = -(-len(ordered) * Fraction(str(share)) // 100)
    return bool(number) and value >= ordered[int(number) - 1]  # type: ignore[operator]
