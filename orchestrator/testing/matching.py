"""The messages that a customer was to get against those that there were."""

from __future__ import annotations

import difflib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property

from orchestrator.diagnostics import Path
from orchestrator.runner.timetable import Timetable
from orchestrator.testing.contents import problems_with
from orchestrator.testing.happened import Happened, Made, Passage
from orchestrator.testing.model import Expected, ExpectedMessage, Moment, Outcome
from orchestrator.testing.times import Clock

OF_LEAVING = frozenset({"exit_when", "passage ended", "restarted", "date moved"})
"""Why messages are cancelled that were queued for somebody who leaves; nobody needs to expect them."""
_OUTCOMES: Mapping[str, str] = {
    Outcome.SENT: "was sent",
    Outcome.SKIPPED: "was skipped",
    Outcome.FAILED: "failed",
    Outcome.HELD_OUT: "was held out",
}
OVER = frozenset(outcome.value for outcome in Outcome)


def own_messages(happened: Happened, flow: str, customer: str) -> list[Made]:
    """Those of the flow that are over."""
    return [
        each
        for each in happened.messages
        if (each.flow, each.customer) == (flow, customer) and each.status in OVER
    ]


@dataclass(frozen=True)
class Pair:
    """An expected message and the one that there was; either may be missing."""

    expected: ExpectedMessage | None
    made: Made | None

    @property
    def is_met(self) -> bool:
        """Whether the message is there and what became of it is what was expected."""
        if self.expected is None or self.made is None:
            return False
        return self.expected.outcome.value == self.made.status


@dataclass(frozen=True)
class Matching:
    """`ticks` are those of the flow; None lets a time stand as it is."""

    customer: str
    expected: Expected
    made: Sequence[Made]
    passages: Sequence[Passage]
    clock: Clock
    ticks: Timetable | None
    flow: str | None = None

    @cached_property
    def pairs(self) -> tuple[Pair, ...]:
        """In order; what was cancelled on leaving stands here only where it was expected."""
        asked = [
            each for each in self.expected.gets if each.flow in (None, self.flow, _of(self.made))
        ]
        matcher = difflib.SequenceMatcher(
            a=[each.send for each in asked], b=[each.step for each in self.made], autojunk=False
        )
        pairs: list[Pair] = []
        for word, start, end, low, high in matcher.get_opcodes():
            left, right = asked[start:end], list(self.made[low:high])
            if word == "equal":
                pairs += map(Pair, left, right)
                continue
            pairs += [Pair(each, None) for each in left]
            pairs += [Pair(None, each) for each in right if not _is_cancelled(each)]
        return tuple(pairs)

    @property
    def is_aligned(self) -> bool:
        return all(pair.is_met for pair in self.pairs)

    def problems(self, *, is_complete: bool = True) -> Iterator[tuple[Path, str]]:
        """With `is_complete` no message may be there that is not expected."""
        before: datetime | None = self.passages[0].entered_at if self.passages else None
        for number, pair in enumerate(self.pairs):
            if pair.expected is None and pair.made is not None:
                if is_complete and not self._told_before(number):
                    yield (*self.expected.path, "gets"), self._unexpected(pair.made)
            elif pair.made is None and pair.expected is not None:
                yield (*pair.expected.path, "send"), self._missing(pair.expected, number)
            elif pair.expected is not None and pair.made is not None:
                yield from self._differences(pair.expected, pair.made, before)
            before = pair.made.at if pair.made else before

    def _told_before(self, number: int) -> bool:
        """Whether the message that came instead of an expected one has been named with that."""
        previous = self.pairs[number - 1] if number else Pair(None, None)
        return previous.made is None and previous.expected is not None

    def _unexpected(self, made: Made) -> str:
        return f"{self.customer} was to get nothing else, but {self._told(made)}"

    def _missing(self, expected: ExpectedMessage, number: int) -> str:
        wanted = f"{expected.send} was to be {_words(expected)}"
        later = next((pair.made for pair in self.pairs[number + 1 :] if pair.made), None)
        following = self.pairs[number + 1] if number + 1 < len(self.pairs) else Pair(None, None)
        if following.expected is None and following.made is not None and later is not None:
            return f"{wanted} for {self.customer}, but {self._told(later)}"
        return f"{wanted} for {self.customer}, but nothing of the kind happened"

    def _told(self, made: Made) -> str:
        return f"{made.step} {self._fate(made)}"

    def _fate(self, made: Made) -> str:
        reason = f" ({made.reason})" if made.reason else ""
        return f"{_OUTCOMES[made.status]}{reason} at {self.clock.shown(made.at)}"

    def _differences(
        self, expected: ExpectedMessage, made: Made, before: datetime | None
    ) -> Iterator[tuple[Path, str]]:
        if expected.outcome.value != made.status:
            wanted = f"{expected.send} for {self.customer} was to be {_words(expected)}"
            yield (*expected.path, "send"), f"{wanted}, but {self._fate(made)}"
            return
        yield from self._when(expected, made, before)
        for key, message in problems_with(expected, made):
            yield (*expected.path, key), f"{expected.send} for {self.customer}: {message}"

    def _when(
        self, expected: ExpectedMessage, made: Made, before: datetime | None
    ) -> Iterator[tuple[Path, str]]:
        happened = f"{_OUTCOMES[expected.outcome]} at {self.clock.shown(made.at)}"
        if expected.at is not None and not self._is_at(expected.at, made.at):
            yield (
                (*expected.path, "at"),
                f"{expected.send} for {self.customer} {happened}, not at {expected.at.text}",
            )
        if expected.after is not None and before is not None:
            wanted = Moment(before + expected.after)
            if not self._is_at(wanted, made.at):
                due = self.clock.shown(wanted.at)
                yield (
                    (*expected.path, "after"),
                    f"{expected.send} for {self.customer} {happened}, not at {due}",
                )

    def _is_at(self, moment: Moment, tick: datetime) -> bool:
        return is_at(moment, tick, self.ticks)


def is_at(moment: Moment, tick: datetime, ticks: Timetable | None) -> bool:
    """Whether that is the first tick at the moment or later, or on the day that it names."""
    if moment.until is not None:
        return moment.at <= tick < moment.until
    return tick == (ticks.first_from(moment.at) if ticks else moment.at)


def _of(made: Sequence[Made]) -> str | None:
    return made[0].flow if made else None


def _is_cancelled(made: Made) -> bool:
    return made.status == Outcome.SKIPPED and made.reason in OF_LEAVING


def _words(expected: ExpectedMessage) -> str:
    return _OUTCOMES[expected.outcome].removeprefix("was ")
