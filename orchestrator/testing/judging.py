"""What was expected against what happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from orchestrator.catalog import Catalog, Type
from orchestrator.diagnostics import Path
from orchestrator.runner.timetable import Timetable
from orchestrator.testing.happened import Happened, Passage
from orchestrator.testing.matching import Matching, is_at, own_messages
from orchestrator.testing.model import Case, Expected, FlowTests, Plain
from orchestrator.testing.times import Clock


@dataclass(frozen=True)
class Failure:
    """One expectation that was not met, with its place in the file."""

    path: Path
    customer: str
    message: str


@dataclass(frozen=True)
class Judge:
    """Of the cases of one file; `ticks` are those of the tested flow."""

    tests: FlowTests
    catalog: Catalog
    clock: Clock
    ticks: Timetable

    def failures(self, case: Case, happened: Happened) -> list[Failure]:
        found = [Failure(each.path, "", each.message) for each in happened.troubles]
        for name in case.customers:
            expected = case.expect.get(name) or Expected(path=(*case.path, "expect"))
            found += self._of(name, expected, happened)
        return found

    def matching(self, name: str, expected: Expected, happened: Happened) -> Matching:
        messages = own_messages(happened, self.tests.flow, name)
        return Matching(
            name, expected, messages, self._mine(name, happened), self.clock, self.ticks
        )

    def _of(self, name: str, expected: Expected, happened: Happened) -> Iterator[Failure]:
        mine = self._mine(name, happened)
        for path, message in (
            *self._enters(name, expected, mine),
            *self.matching(name, expected, happened).problems(),
            *self._beside(name, expected, happened),
            *_takes(self.tests.flow, name, expected, happened),
            *_leaves(name, expected, mine),
            *_starts(name, expected, happened),
            *self._kept(name, expected, happened),
        ):
            yield Failure(path, name, message)

    def _mine(self, name: str, happened: Happened) -> list[Passage]:
        flow = self.tests.flow
        return [each for each in happened.passages if (each.flow, each.customer) == (flow, name)]

    def _enters(
        self, name: str, expected: Expected, mine: Sequence[Passage]
    ) -> Iterator[tuple[Path, str]]:
        path = (*expected.path, "enters")
        entered = [self.clock.shown(each.entered_at) for each in mine]
        told = f"entered at {' and '.join(entered)}" if entered else "did not enter"
        match expected.enters:
            case None:
                return
            case False:
                if mine:
                    yield path, f"{name} was not to enter, but {told}"
            case True:
                if not mine:
                    yield path, f"{name} was to enter, but {told}"
            case moments:
                same = len(moments) == len(mine) and all(
                    is_at(moment, each.entered_at, self.ticks)
                    for moment, each in zip(moments, mine, strict=True)
                )
                if not same:
                    wanted = " and ".join(moment.text for moment in moments)
                    yield path, f"{name} was to enter at {wanted}, but {told}"

    def _beside(
        self, name: str, expected: Expected, happened: Happened
    ) -> Iterator[tuple[Path, str]]:
        """Messages of flows beside: only those that are asked for, each in its flow's order."""
        flows = {each.flow for each in expected.gets if each.flow not in (None, self.tests.flow)}
        for flow in sorted(str(each) for each in flows):
            messages = own_messages(happened, flow, name)
            asked = [each for each in expected.gets if each.flow == flow]
            part = Expected(gets=tuple(asked), path=expected.path)
            mine = [p for p in happened.passages if (p.flow, p.customer) == (flow, name)]
            matching = Matching(name, part, messages, mine, self.clock, None, flow=flow)
            yield from matching.problems(is_complete=False)

    def _kept(
        self, name: str, expected: Expected, happened: Happened
    ) -> Iterator[tuple[Path, str]]:
        tags = happened.tags[name]
        if expected.tags is not None and frozenset(expected.tags) != tags:
            has = ", ".join(sorted(tags)) or "no tags"
            wanted = ", ".join(sorted(expected.tags)) or "no tags"
            yield (*expected.path, "tags"), f"{name} was to have {wanted}, but has {has}"
        for fact, value in expected.facts.items():
            kept = happened.facts[name].get(fact)
            if not _is_kept(value, kept, self.catalog.customers.facts[fact]):
                shown = "nothing" if kept is None else kept
                yield (
                    (*expected.path, "facts", fact),
                    f"{fact} of {name} was to be {value}, but is {shown}",
                )


def _takes(
    flow: str, name: str, expected: Expected, happened: Happened
) -> Iterator[tuple[Path, str]]:
    for step, arms in expected.takes.items():
        taken = [
            each.arm
            for each in happened.taken
            if (each.flow, each.customer, each.step) == (flow, name, step)
        ]
        if tuple(taken) != arms:
            wanted, took = " and ".join(arms), " and ".join(taken)
            told = f"took {took}" if taken else "did not come there"
            yield (
                (*expected.path, "takes", step),
                f"{name} was to take {wanted} at {step}, but {told}",
            )


def _leaves(name: str, expected: Expected, mine: Sequence[Passage]) -> Iterator[tuple[Path, str]]:
    if expected.leaves is None:
        return
    path = (*expected.path, "leaves")
    reasons = tuple(each.reason or "" for each in mine if each.ended_at is not None)
    is_inside = any(each.ended_at is None for each in mine)
    told = f"left ({', '.join(reasons)})" if reasons else "is still inside"
    told = told if mine else "did not enter"
    if not expected.leaves and not is_inside:
        yield path, f"{name} was to be still inside, but {told}"
    elif expected.leaves and expected.leaves != reasons:
        wanted = ", ".join(expected.leaves)
        yield path, f"{name} was to leave ({wanted}), but {told}"


def _starts(name: str, expected: Expected, happened: Happened) -> Iterator[tuple[Path, str]]:
    entered = {each.flow for each in happened.passages if each.customer == name}
    for number, flow in enumerate(expected.starts):
        if flow not in entered:
            yield (
                (*expected.path, "starts", number),
                f"{flow} was to be started for {name}, but was not",
            )


def _is_kept(value: Plain, kept: str | None, kind: Type) -> bool:
    if value is None or kept is None:
        return value is kept
    match kind:
        case Type.NUMBER:
            return not isinstance(value, str) and float(kept) == float(value)
        case Type.BOOLEAN:
            return (kept in ("1", "true")) == value
        case _:
            return kept == str(value)
