"""What came of a triple, as both sides tell it: plain rows in one order."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import zip_longest

Line = tuple[object, ...]


@dataclass
class Found:
    passages: list[Line] = field(default_factory=list)
    """flow, customer, occasion, triggered, entered, ended, why, held out, due"""
    arms: list[Line] = field(default_factory=list)
    """flow, customer, occasion, entered, step, arm, when, the row that ended a wait"""
    messages: list[Line] = field(default_factory=list)
    """flow, customer, occasion, entered, step, status, reason, finished, first due, due, variant,
    channel, topic, marketing, to the customer"""
    facts: list[Line] = field(default_factory=list)
    tags: list[Line] = field(default_factory=list)
    suppressed: list[Line] = field(default_factory=list)
    goals: list[Line] = field(default_factory=list)

    def in_order(self) -> Found:
        return Found(**{name: sorted(lines, key=repr) for name, lines in vars(self).items()})


def differences(engine: Found, oracle: Found) -> Iterator[str]:
    """A line for each that only one side has."""
    ours, theirs = engine.in_order(), oracle.in_order()
    for name, lines in vars(ours).items():
        others = vars(theirs)[name]
        only_here = [each for each in lines if each not in others]
        only_there = [each for each in others if each not in lines]
        for one, other in zip_longest(only_here, only_there):
            if one is not None:
                yield f"{name} engine: {_told(one)}"
            if other is not None:
                yield f"{name} oracle: {_told(other)}"
        if len(lines) != len(others) and not only_here and not only_there:
            yield f"{name}: {len(lines)} of the engine, {len(others)} of the oracle"


def _told(line: Line) -> str:
    return " | ".join(str(each) for each in line)
