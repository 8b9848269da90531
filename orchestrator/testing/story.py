"""One case from its first tick to its last."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from orchestrator.delivery import Message
from orchestrator.model import EventTrigger
from orchestrator.runner import Workspace, fixed_clock, open_tick
from orchestrator.testing.happened import (
    Happened,
    Trouble,
    read_facts,
    read_messages,
    read_passages,
    read_tags,
    read_taken,
)
from orchestrator.testing.jumping import Occurrences, next_instant
from orchestrator.testing.model import (
    Answers,
    Becomes,
    Case,
    Did,
    Given,
    Moment,
    RecordBecomes,
    Stops,
)
from orchestrator.testing.playable import Playable
from orchestrator.testing.state import State
from orchestrator.testing.world import World

LONGEST = timedelta(days=800)
"""A case that says no end is given up then."""
NOTHING = timedelta(0)


class Story:
    """The first of `flows` is the tested one; `contents` are the messages that were handed over."""

    def __init__(
        self,
        flows: Sequence[Playable],
        case: Case,
        world: World,
        workspace: Workspace,
        contents: Mapping[int, Message],
        *,
        jumping: bool,
    ) -> None:
        self._flows = flows
        self._case = case
        self._world = world
        self._workspace = workspace
        self._state = State(workspace, world)
        self._contents = contents
        self._jumping = jumping
        self._names = {str(key): name for name, key in world.keys.items()}
        dated = [each for each in case.given if not isinstance(each, Answers) or each.at]
        self._coming: list[Given] = sorted(dated, key=_at)
        self._answers = [each for each in case.given if isinstance(each, Answers) and not each.at]
        self._troubles: list[Trouble] = []
        self._moved: set[tuple[str, str]] = set()
        self._last: dict[str, datetime] = {}

    def play(self) -> Happened:
        begins = self._case.begins or _at(self._coming[0])
        earliest = min([begins, *map(_at, self._coming)])
        self._world.begin(self._case, earliest)
        self._state.begin(self._case, earliest)
        limit = self._case.ends or begins + LONGEST
        self._spans = [
            Occurrences(each.flow, self._workspace.project, begins, limit) for each in self._flows
        ]
        for each in self._flows:
            self._tick(each, each.timetable.last_before(begins))
        while (now := self._next()) is not None and now <= limit and self._goes_on(now):
            self._tick_all(now)
        return self._happened()

    def _tick_all(self, now: datetime) -> None:
        """Those who tick at that instant, and before it all for whom some ticks were left out.

        So every flow has looked until just before, as it would have: what it reads anew because it
        may have come late is the same.
        """
        before = sorted(
            (each.timetable.last_before(now), number) for number, each in enumerate(self._flows)
        )
        for moment, number in before:
            if moment > self._last[self._flows[number].flow.key]:
                self._tick(self._flows[number], moment)
        for each in self._flows:
            if each.timetable.first_from(now) == now:
                self._tick(each, now)

    def _tick(self, each: Playable, now: datetime) -> None:
        self._feed(now)
        self._last[each.flow.key] = now
        with open_tick(each.program, self._workspace, fixed_clock(now)) as tick:
            for operation in each.program.operations:
                counts = tick.perform(operation)
                position = getattr(operation, "position", None)
                if position is not None and any(counts.values()):
                    self._moved.add((each.flow.key, position))

    def _next(self) -> datetime | None:
        """The next instant at which any flow should tick."""
        if not self._jumping:
            return min(
                each.timetable.first_after(self._last[each.flow.key]) for each in self._flows
            )
        instants = self._instants()
        ticks = []
        for each in self._flows:
            last = self._last[each.flow.key]
            moment = next_instant(instants, each.shifts, last)
            if moment is not None:
                ticks.append(
                    max(each.timetable.first_after(last), each.timetable.first_from(moment))
                )
        return min(ticks, default=None)

    def _instants(self) -> set[datetime]:
        scratch = self._world.scratch
        found = {_at(each) for each in self._coming} | scratch.moments | self._state.instants()
        for answers in self._answers:
            sent = self._sent(answers)
            if sent is not None:
                found.add(sent[1] + answers.after)
        for span in self._spans:
            found |= span.of(scratch.days, self._world.zones)
        return found

    def _goes_on(self, now: datetime) -> bool:
        """Without an end of its own a case is over when all that was said is past and all have left."""
        if self._case.ends is not None or now <= self._stated_until():
            return True
        return self._state.is_anybody_inside([each.flow.key for each in self._flows])

    def _stated_until(self) -> datetime:
        trigger = self._flows[0].flow.trigger
        quiet = trigger.quiet_for if isinstance(trigger, EventTrigger) else None
        every = self._flows[0].timetable
        given = [
            every.first_from(_at(each) + (quiet or NOTHING))
            for each in self._case.given
            if _has_time(each)
        ]
        said = [every.first_from(moment.until or moment.at) for moment in self._moments()]
        return max([*given, *said], default=self._last[self._flows[0].flow.key])

    def _moments(self) -> list[Moment]:
        found: list[Moment] = []
        for expected in self._case.expect.values():
            found += expected.enters if isinstance(expected.enters, tuple) else ()
            found += [each.at for each in expected.gets if each.at is not None]
        return found

    def _feed(self, now: datetime) -> None:
        for answers in tuple(self._answers):
            sent = self._sent(answers)
            if sent is not None and sent[1] + answers.after <= now:
                self._answers.remove(answers)
                self._world.answered(sent[0], answers.answer, sent[1] + answers.after)
        while self._coming and _at(self._coming[0]) <= now:
            self._give(self._coming.pop(0))

    def _give(self, given: Given) -> None:
        match given:
            case Did():
                self._world.did(given)
            case Becomes():
                self._world.becomes(given)
            case RecordBecomes():
                self._world.record_becomes(given)
            case Stops():
                self._state.stop(given)
            case Answers():
                self._answer(given)

    def _answer(self, given: Answers) -> None:
        sent = self._sent(given)
        if sent is None or given.at is None or sent[1] > given.at:
            message = f"{given.customer} has not got {given.step} by then"
            self._troubles.append(Trouble((*given.path, given.answer.value), message))
            return
        self._world.answered(sent[0], given.answer, given.at)

    def _sent(self, answers: Answers) -> tuple[str, datetime] | None:
        return self._state.sent(self._flows[0].flow.key, answers)

    def _happened(self) -> Happened:
        never = [
            Trouble((*each.path, each.answer.value), f"{each.customer} never got {each.step}")
            for each in self._answers
        ]
        with self._workspace.store.reading() as connection:
            passages = read_passages(connection, self._names)
            return Happened(
                passages=passages,
                taken=read_taken(connection, passages),
                messages=read_messages(connection, self._names, self._contents),
                tags=read_tags(connection, self._names),
                facts=read_facts(connection, self._names),
                moved=frozenset(self._moved),
                ended=max(self._last.values()),
                troubles=(*self._troubles, *never),
            )


def _at(given: Given) -> datetime:
    if given.at is None:
        message = "it has no time of its own"
        raise ValueError(message)
    return given.at


def _has_time(given: Given) -> bool:
    return given.at is not None
