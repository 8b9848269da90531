"""Which steps a customer may have been through when they come to another one."""

from __future__ import annotations

from collections.abc import Iterator
from functools import reduce

from orchestrator.model import Send, Step, WaitFor, blocks
from orchestrator.records import dataclass


@dataclass(frozen=True)
class Passed:
    """Ids of the messages that may have been sent and of the waits that may have ended."""

    sends: frozenset[str] = frozenset()
    waits: frozenset[str] = frozenset()

    def __or__(self, other: Passed) -> Passed:
        return Passed(self.sends | other.sends, self.waits | other.waits)


def passed_before(steps: tuple[Step, ...]) -> Iterator[tuple[Step, Passed]]:
    """Every step in reading order, with what may lie behind whoever comes to it."""
    yield from _walk(steps, Passed())


def passed_at_the_end(steps: tuple[Step, ...]) -> Passed:
    return _after_all(steps, Passed())


def _walk(steps: tuple[Step, ...], before: Passed) -> Iterator[tuple[Step, Passed]]:
    for step in steps:
        yield step, before
        for _arm, inner in blocks(step):
            yield from _walk(inner, before | _own(step))
        before = _after(step, before)


def _after_all(steps: tuple[Step, ...], before: Passed) -> Passed:
    return reduce(lambda passed, step: _after(step, passed), steps, before)


def _after(step: Step, before: Passed) -> Passed:
    own = before | _own(step)
    return reduce(Passed.__or__, (_after_all(inner, own) for _arm, inner in blocks(step)), own)


def _own(step: Step) -> Passed:
    match step:
        case Send():
            return Passed(sends=frozenset({step.id}))
        case WaitFor():
            return Passed(waits=frozenset({step.id}))
        case _:
            return Passed()
