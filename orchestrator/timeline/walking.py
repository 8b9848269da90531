"""A passage from its beginning to where it stands: what the state wrote down, joined by the file."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from datetime import datetime

from orchestrator.compiler.layout import ENDS, Station
from orchestrator.model import (
    DELAYS,
    Branch,
    Delay,
    Send,
    Split,
    Start,
    Update,
    WaitFor,
)
from orchestrator.runner.moving import STEP_REMOVED
from orchestrator.timeline.arms import arm_words
from orchestrator.timeline.asking import Asker
from orchestrator.timeline.entered import entered, entered_by_an_unknown
from orchestrator.timeline.ledger import Flowing, Ledger, version_at
from orchestrator.timeline.left import left
from orchestrator.timeline.messages import message_line
from orchestrator.timeline.standing import stands, stands_nowhere
from orchestrator.timeline.starts import started
from orchestrator.timeline.telling import Line, Mark, Story
from orchestrator.timeline.versions import Placed, Version, Versions
from orchestrator.timeline.waits import Waiting
from orchestrator.words.names import inside
from orchestrator.words.steps import update_words


@dataclass
class Walk:
    """Tells one passage; `_at` is when they reached the step that is told."""

    asker: Asker
    versions: Versions
    ledger: Ledger
    flowing: Flowing | None
    _told: set[str] = field(default_factory=set)
    _at: datetime = field(init=False)

    def __post_init__(self) -> None:
        self._at = self.ledger.enrolment.entered_at

    def story(self) -> Story:
        row = self.ledger.enrolment
        lines = [*self._begin(), *self._steps(), *self._rest(), *self._end()]
        return Story(row.digest, tuple(lines), self.ledger.is_open)

    def _begin(self) -> Iterator[Line]:
        version = self._version(self._at)
        if version is None:
            yield self._marked(entered_by_an_unknown(self.ledger))
        else:
            yield from entered(self.asker, self.ledger, version)

    def _steps(self) -> Iterator[Line]:
        """The steps behind them, as far as the file and what is written down lead."""
        version = self._walked()
        position: str | None = version.layout.start if version else None
        while version is not None and position is not None and position not in ENDS:
            station = version.stations[position]
            is_here = position == self.ledger.enrolment.position
            if is_here and not self.ledger.is_open:
                yield from self._cut_short(station, version)
            if not is_here or not isinstance(station.step, DELAYS):
                yield from self._passed(station, version)
            position = None if is_here else self._onward(station)

    def _passed(self, station: Station, version: Version) -> Iterator[Line]:
        """What happened at a step; nothing where it was put there behind their back."""
        step, mark = station.step, version.mark(station.step.path)
        is_here = station.position == self.ledger.enrolment.position
        match step:
            case Send():
                yield from self._message(step.id)
            case Branch() | Split() | WaitFor():
                yield from self._arm(step.id)
            case Update() if not is_here:
                text = update_words(step, inside(version.flow.trigger))
                yield Line(
                    "updated", self._at, f"The flow did this: {text}", station.position, mark
                )
            case Start() if not is_here:
                line = Line("started", self._at, "", station.position, mark)
                yield started(self.asker, self.ledger, version.flow, step, line)
            case _ if isinstance(step, DELAYS):
                found = self._as_it_was(Placed(station, version), self._at)
                waiting = Waiting(self.asker, found.version.flow, self.ledger.enrolment.customer)
                text, until = waiting.waited(found.station, self._at)
                yield Line("waited", self._at, text, station.position, found.mark)
                self._at = until
            case _:
                return

    def _cut_short(self, station: Station, version: Version) -> Iterator[Line]:
        """A wait during which they left."""
        step, mark = station.step, version.mark(station.step.path)
        if isinstance(step, DELAYS):
            found = self._as_it_was(Placed(station, version), self._at)
            waiting = Waiting(self.asker, found.version.flow, self.ledger.enrolment.customer)
            text = waiting.cut_short(found.station)
            yield Line("waited", self._at, text, station.position, found.mark)
        elif isinstance(step, WaitFor) and step.id not in self.ledger.arms:
            text = f"Waited at {step.id}, until they left."
            yield Line("waited", self._at, text, station.position, mark)

    def _message(self, step: str) -> Iterator[Line]:
        row = self.ledger.message_at(step)
        if row is None:
            return
        self._told.add(step)
        self._at = row.finished_at
        version = self._version(self._at)
        line = Line(row.status, row.finished_at, "", step, self._mark_of(step, version, self._at))
        yield message_line(self.asker, row, version, line)

    def _arm(self, step: str) -> Iterator[Line]:
        row = self.ledger.arms.get(step)
        if row is None:
            return
        self._told.add(step)
        self._at = row.at
        version = self._version(row.at)
        kind, text = "took", f"Took the arm {row.arm} at {step}."
        mark = self._mark_of(step, version, row.at)
        station = version.stations.get(step) if version else None
        if version and station and isinstance(station.step, Branch | Split | WaitFor):
            text = arm_words(self.asker, version.flow, station.step, row)
            kind = "awaited" if isinstance(station.step, WaitFor) else kind
        yield Line(kind, row.at, text, step, mark)

    def _onward(self, station: Station) -> str | None:
        """None where nothing tells which way they went."""
        if not station.arms:
            return station.then
        row = self.ledger.arms.get(station.position)
        return station.arms.get(row.arm) if row is not None else None

    def _rest(self) -> list[Line]:
        """What was written down of steps to which the file no longer leads."""
        messages = (step for step in self.ledger.messages if step not in self._told)
        arms = (step for step in self.ledger.arms if step not in self._told)
        lines = [
            *(line for step in messages for line in self._message(step)),
            *(line for step in arms for line in self._arm(step)),
        ]
        return sorted(lines, key=lambda line: line.at or self._at)

    def _end(self) -> Iterator[Line]:
        row = self.ledger.enrolment
        version = self._walked()
        if row.ended_at is not None:
            mark = version.mark_of(row.position) if version else Mark(None, None, None)
            yield left(self.asker, self.ledger, version, mark)
        elif version is None:
            yield self._marked(stands_nowhere(row))
        else:
            came = self._came(version)
            yield from stands(self.asker, self.ledger, version, came, self.flowing)

    def _came(self, version: Version) -> Placed | None:
        """Where they stand; a delay that was changed since as it was when they came."""
        row = self.ledger.enrolment
        station = version.stations.get(row.position)
        if station is None:
            return None
        now = Placed(station, version)
        then = self._as_it_was(now, row.waits_since or self._at)
        if row.due_at is None or not isinstance(station.step, Delay):
            return then
        # Nothing tells when they came to a plain delay but when it ends.
        return min(then, now, key=lambda each: abs(row.due_at - each.duration - self._at))

    def _as_it_was(self, placed: Placed, moment: datetime) -> Placed:
        """A delay as the version of that moment has it, where that is another one."""
        version = self._version(moment)
        station = version.stations.get(placed.station.position) if version else None
        if version is None or station is None or not isinstance(station.step, DELAYS):
            return placed
        return placed if station.step == placed.station.step else Placed(station, version)

    def _mark_of(self, step: str, version: Version | None, moment: datetime) -> Mark:
        """In the version of that moment; what has another name since, where it has that."""
        walked = self._walked()
        if walked is not None and version is not None and step not in version.stations:
            version = walked
        return version.mark_of(step) if version else Mark(None, None, self._digest(moment))

    def _walked(self) -> Version | None:
        """The version by which they last moved."""
        row = self.ledger.enrolment
        if row.end_reason == STEP_REMOVED:
            # By the edit itself, from a step of the version before.
            return self._version(row.ended_at)
        if row.ended_at is not None:
            return self.versions.of(row.flow, row.digest)
        in_force = self.flowing.digest if self.flowing else row.digest
        return self.versions.of(row.flow, in_force) or self.versions.of(row.flow, row.digest)

    def _version(self, moment: datetime) -> Version | None:
        return self.versions.of(self.ledger.enrolment.flow, self._digest(moment))

    def _digest(self, moment: datetime) -> str:
        row = self.ledger.enrolment
        return version_at(self.asker, row.flow, moment, row.digest)

    def _marked(self, line: Line) -> Line:
        return replace(line, mark=Mark(None, None, self._digest(line.at or self.asker.now)))
