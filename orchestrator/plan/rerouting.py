"""Steps that lead elsewhere, though they stand where they stood: an `exit`, or the end of an arm."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from orchestrator.program import Station
from orchestrator.runner import Transfer


def rerouted(transfer: Transfer, moved: Collection[str]) -> Iterator[Station]:
    """Of the steps of both versions those that another one of them follows, or another end.

    What was changed itself, and what was added, removed or moved in between, is told of as such.
    """
    kept = {position: name for position in transfer.before if (name := transfer.same(position))}
    names = set(kept.values())
    for position, name in kept.items():
        old, new = transfer.before[position], transfer.after[name]
        if old.meaning != new.meaning:
            continue
        arms = old.arms.keys() & new.arms.keys()
        ways = [(old.then, new.then), *((old.arms[arm], new.arms[arm]) for arm in sorted(arms))]
        for was, now in ways:
            before = _next(was, transfer.before, kept)
            before = kept.get(before, before)
            after = _next(now, transfer.after, names)
            if before != after and not {name, before, after} & set(moved):
                yield new
                break


def _next(position: str, stations: Mapping[str, Station], kept: Collection[str]) -> str:
    """The first from there on that both versions have; else the end to which it leads."""
    while position in stations and position not in kept:
        position = stations[position].then
    return position
