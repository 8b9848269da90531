"""Sets of values that one subject may have: two shapes that can be met, turned round and judged."""

from __future__ import annotations

from typing import Any, TypeAlias

from orchestrator.records import dataclass

Cut: TypeAlias = tuple[int, Any, int]
"""A point between values: (-1 below all, 0 at a value, 1 above all), value, before or after it."""
BELOW_ALL: Cut = (-1, 0, 0)
ABOVE_ALL: Cut = (1, 0, 0)


def before(value: object) -> Cut:
    return (0, value, 0)


def after(value: object) -> Cut:
    return (0, value, 1)


@dataclass(frozen=True)
class Intervals:
    """Stretches of values that have an order, from cut to cut; `null` is the missing value."""

    parts: tuple[tuple[Cut, Cut], ...]
    null: bool = False

    @classmethod
    def between(cls, low: Cut, high: Cut, *, null: bool = False) -> Intervals:
        return cls(((low, high),) if low < high else (), null)

    @property
    def is_empty(self) -> bool:
        return not self.parts and not self.null

    def complement(self) -> Intervals:
        cuts = [BELOW_ALL, *(cut for part in self.parts for cut in part), ABOVE_ALL]
        gaps = zip(cuts[::2], cuts[1::2], strict=True)
        return Intervals(tuple((low, high) for low, high in gaps if low < high), not self.null)

    def meet(self, other: Intervals) -> Intervals:
        pairs = ((mine, theirs) for mine in self.parts for theirs in other.parts)
        met = ((max(a[0], b[0]), min(a[1], b[1])) for a, b in pairs)
        parts = tuple((low, high) for low, high in met if low < high)
        return Intervals(parts, self.null and other.null)


@dataclass(frozen=True)
class Words:
    """Some values, or with `inverted` all others; `null` is the missing value."""

    values: frozenset[Any]
    inverted: bool = False
    null: bool = False

    @property
    def is_empty(self) -> bool:
        return not self.values and not self.inverted and not self.null

    def complement(self) -> Words:
        return Words(self.values, not self.inverted, not self.null)

    def meet(self, other: Words) -> Words:
        null = self.null and other.null
        match self.inverted, other.inverted:
            case False, False:
                return Words(self.values & other.values, null=null)
            case False, True:
                return Words(self.values - other.values, null=null)
            case True, False:
                return Words(other.values - self.values, null=null)
            case _:
                return Words(self.values | other.values, inverted=True, null=null)


Domain: TypeAlias = Intervals | Words

YES = Words(frozenset({True}))
NO = Words(frozenset({False}))


def truth(*, holds: bool) -> Words:
    """The domain of something that is so or not so, and never missing."""
    return YES if holds else NO


def met(first: Domain, second: Domain) -> Domain | None:
    """What both allow; None where the two are of different shapes and nothing can be said."""
    try:
        if isinstance(first, Intervals) and isinstance(second, Intervals):
            return first.meet(second)
        if isinstance(first, Words) and isinstance(second, Words):
            return first.meet(second)
    except TypeError:  # a text where numbers are compared: another rule says so
        return None
    return None
