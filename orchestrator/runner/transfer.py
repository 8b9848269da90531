"""Where everybody of one version of a flow stands in the next one."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property

from orchestrator.program import Station, Version

_ELSE = "else"


@dataclass(frozen=True)
class Destination:
    """`position` is None where nothing of what followed exists any more: the passage ends."""

    position: str | None
    stays: bool
    """Whether it is the step at which they stand, be it under another name."""


LEAVES = Destination(None, stays=False)


@dataclass(frozen=True)
class Transfer:
    """From a version (None: nobody has kept it) to the next, by step id."""

    old: Version | None
    new: Version
    renamed: Mapping[str, str]
    """Old id to new one."""

    def destination(self, position: str) -> Destination | None:
        """None where nobody knows what stood there, and so what followed it."""
        if position not in self.before:
            name = self.renamed_position(position)
            return Destination(name, stays=True) if name in self.after else None
        if same := self.same(position):
            return Destination(same, stays=True)
        follower = self.before[position].then
        while follower in self.before:
            if same := self.same(follower):
                return Destination(same, stays=False)
            follower = self.before[follower].then
        return LEAVES

    def same(self, position: str) -> str | None:
        """The position of that step in the new version, if it is there and of the same kind."""
        name = self.renamed_position(position)
        found = self.after.get(name)
        return name if found and found.kind == self.before[position].kind else None

    def renamed_position(self, position: str) -> str:
        """A step's own id, or that of the one before it; of a step in an arm also the arm."""
        head, plus, ordinal = position.partition("+")
        if plus and head in self._arms:
            return f"{self._arms[head]}{plus}{ordinal}"
        step, dot, arm = head.partition(".")
        return f"{self.renamed.get(step, step)}{dot}{arm}{plus}{ordinal}"

    @cached_property
    def before(self) -> Mapping[str, Station]:
        return {each.position: each for each in self.old.stations} if self.old else {}

    @cached_property
    def after(self) -> Mapping[str, Station]:
        return {each.position: each for each in self.new.stations}

    @cached_property
    def _arms(self) -> Mapping[str, str]:
        """Arms of branches that have another number now, because a case came before them."""
        return dict(self._moved_arms())

    def _moved_arms(self) -> Iterator[tuple[str, str]]:
        for station in self.before.values():
            found = self.after.get(self.renamed.get(station.position, station.position))
            if station.kind != "branch" or found is None or found.kind != "branch":
                continue
            old = {arm: self._inside(self.before, station, arm) for arm in station.arms}
            new = {arm: self._inside(self.after, found, arm) for arm in found.arms}
            for arm, steps in old.items():
                if arm == _ELSE or not steps or new.get(arm) == steps:
                    continue
                alike = [each for each in new if each != _ELSE and new[each] == steps]
                if len(alike) == 1:
                    yield f"{station.position}.{arm}", f"{found.position}.{alike[0]}"

    def _inside(
        self, stations: Mapping[str, Station], branch: Station, arm: str
    ) -> tuple[tuple[str, str], ...]:
        """The steps of an arm: by id where they have one, else by what they do."""
        steps = []
        position = branch.arms[arm]
        while position != branch.then and position in stations:
            each = stations[position]
            name = self.renamed.get(position, position)
            steps.append((each.kind, each.meaning if "+" in position else name))
            position = each.then
        return tuple(steps)
