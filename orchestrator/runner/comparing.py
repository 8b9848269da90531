"""Two simulations of the same history held against each other: who would get something else."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from orchestrator.runner.simulation import Happening

MESSAGES = ("sent", "skipped", "failed", "unknown", "held_out")


@dataclass(frozen=True)
class Change:
    """One row of the comparison: how often something happened before, and happens now."""

    flow: str
    what: str
    before: int
    after: int


@dataclass(frozen=True)
class Example:
    """One customer of one flow: what they went through only before, and only now."""

    flow: str
    customer: str
    before: tuple[Happening, ...]
    after: tuple[Happening, ...]

    @property
    def at(self) -> datetime:
        return min(each.at for each in (*self.before, *self.after))

    @property
    def gets_something_else(self) -> bool:
        """Whether messages differ that leave, and not only the way of the customer."""
        return any(each.what == "sent" for each in (*self.before, *self.after))


@dataclass(frozen=True)
class Comparison:
    changes: tuple[Change, ...]
    """All that is counted, changed or not, flow by flow."""
    examples: tuple[Example, ...]
    """Everybody for whom anything differs; those who get something else first, then by time."""

    def getting_something_else(self, flow: str | None = None) -> int:
        return len(
            {
                each.customer
                for each in self.examples
                if each.gets_something_else and flow in (None, each.flow)
            }
        )


def compare(before: Sequence[Happening], after: Sequence[Happening]) -> Comparison:
    return Comparison(tuple(_changes(before, after)), tuple(_examples(before, after)))


def _changes(before: Sequence[Happening], after: Sequence[Happening]) -> Iterable[Change]:
    old, new = (Counter((each.flow, words_of(each)) for each in side) for side in (before, after))
    order: dict[tuple[str, str], None] = dict.fromkeys([*old, *new])
    for flow, what in sorted(order, key=lambda key: (key[0], _rank(key[1]), key[1])):
        yield Change(flow, what, old[flow, what], new[flow, what])


def _rank(what: str) -> int:
    order = ("entered", *MESSAGES, "exited", "finished")
    return order.index(what.split(maxsplit=1)[0])


def words_of(each: Happening) -> str:
    """`sent reminder`, `skipped reminder (cap)`, `exited (exit_when)`."""
    said = f"{each.what} {each.step}" if each.step else each.what
    tells_why = each.what in ("skipped", "failed", "exited") and each.reason
    return f"{said} ({each.reason})" if tells_why else said


def _examples(before: Sequence[Happening], after: Sequence[Happening]) -> list[Example]:
    old, new = Counter(map(_without_key, before)), Counter(map(_without_key, after))
    gone, come = _by_person((old - new).elements()), _by_person((new - old).elements())
    found = [
        Example(*who, tuple(gone.get(who, ())), tuple(come.get(who, ())))
        for who in dict.fromkeys([*gone, *come])
    ]
    return sorted(
        found, key=lambda each: (not each.gets_something_else, each.at, each.flow, each.customer)
    )


def _without_key(each: Happening) -> Happening:
    """What a passage is keyed by is no concern of the customer's."""
    return Happening(each.flow, each.what, each.customer, "", each.at, each.step, each.reason)


def _by_person(happenings: Iterable[Happening]) -> dict[tuple[str, str], list[Happening]]:
    found: dict[tuple[str, str], list[Happening]] = {}
    # At one instant they enter first, and leave last.
    for each in sorted(happenings, key=lambda each: (each.at, _rank(each.what), words_of(each))):
        found.setdefault((each.flow, each.customer), []).append(each)
    return found
