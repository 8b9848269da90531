"""A flow as nested points, before anything is laid out."""

from __future__ import annotations

from itertools import chain

from orchestrator.conditions import AllOf, AnyOf, Condition, NoneOf
from orchestrator.records import dataclass
from orchestrator.words.conditions import condition_words
from orchestrator.words.names import Place

ONE_LINE = 84
"""A clause longer than this, if it has parts, is told part by part."""


@dataclass(frozen=True)
class Item:
    """One point; steps are numbered, all else has a dash."""

    text: str
    children: tuple[Item, ...] = ()
    numbered: bool = False


@dataclass(frozen=True)
class Section:
    label: str
    body: Item


@dataclass(frozen=True)
class Outline:
    title: str
    description: str | None
    sections: tuple[Section, ...]
    steps: tuple[Item, ...]


_GROUPS = {
    AllOf: "all of this holds",
    AnyOf: "any of this holds",
    NoneOf: "none of this holds",
}


def condition_item(
    lead: str, condition: Condition, place: Place, end: str = ".", after: tuple[Item, ...] = ()
) -> Item:
    """`Only if a and b.`, or where that is long `Only if all of this holds:` and a point each.

    What comes `after` stands below either.
    """
    group = simplified(condition)
    words = " ".join(each for each in (lead, condition_words((group,), place=place)) if each)
    if len(words) <= ONE_LINE or not isinstance(group, AllOf | AnyOf | NoneOf):
        return Item(f"{words if lead else capital(words)}{end}", after)
    header = " ".join(each for each in (lead, _GROUPS[type(group)]) if each)
    points = tuple(condition_item("", each, place) for each in group.conditions)
    return Item(f"{header if lead else capital(header)}:", (*points, *after))


def capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def simplified(condition: Condition) -> Condition:
    """Without groups of one, and without groups that say what the group around them says."""
    if not isinstance(condition, AllOf | AnyOf | NoneOf):
        return condition
    parts = tuple(simplified(each) for each in condition.conditions)
    if isinstance(condition, NoneOf):
        return NoneOf(parts)
    if len(parts) == 1:
        return parts[0]
    kind = type(condition)
    inner = (each.conditions if isinstance(each, kind) else (each,) for each in parts)
    return kind(tuple(chain.from_iterable(inner)))
