"""Why a date lets nobody in."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlalchemy import Row, literal, select

from orchestrator.compiler.entering.candidates import Candidates, bound_trigger
from orchestrator.compiler.entering.dated import MOMENT, dated
from orchestrator.compiler.sources import Sources
from orchestrator.compiler.triggered import trigger_types
from orchestrator.model import CUSTOMER_ZONE, DateTrigger, Flow
from orchestrator.runner.occurrences import days_on, local_day, moment_at, recurrence
from orchestrator.timeline.asking import Asker
from orchestrator.timeline.ledger import Flowing
from orchestrator.timeline.refused.judge import OTHERWISE, Judge, concluded
from orchestrator.timeline.telling import Line
from orchestrator.timeline.versions import Version
from orchestrator.timeline.waits import customer_zone
from orchestrator.words.durations import date_words
from orchestrator.words.names import ref_words


@dataclass(frozen=True)
class _Occurring:
    day: date
    moment: datetime
    record_key: str | None = None


@dataclass(frozen=True)
class ByDate:
    asker: Asker
    version: Version
    trigger: DateTrigger
    person: str
    flowing: Flowing

    def lines(self) -> Iterator[Line]:
        mark, what = self.version.mark(self.trigger.path), ref_words(self.trigger.date)
        rows = self._rows()
        if not any(row.day for row in rows):
            text = (
                f"{what} is missing"
                if self.trigger.record is None or rows
                else (f"they have no {self.trigger.record}")
            )
            yield Line("fails", None, text, mark=mark)
        for row in rows:
            if row.day is not None:
                yield from self._row(row)

    def _rows(self) -> Sequence[Row[Any]]:
        sources = Sources(self.asker.project.catalog)
        found = dated(self.trigger, sources, self.asker.project)
        key = literal(None) if found.record_key is None else found.record_key
        query = select(found.day.label("day"), key.label("record_key")).select_from(found.source)
        return self.asker.rows(query.where(self.asker.is_person(found.person, self.person)))

    def _row(self, row: Row[Any]) -> Iterator[Line]:
        trigger, times = self.trigger, self.asker.times
        mark, what = self.version.mark(trigger.path), ref_words(trigger.date)
        occurring = self._occurrences(row.day, row.record_key)
        past = [each for each in occurring if each.moment <= self.asker.now]
        coming = [each for each in occurring if each.moment > self.asker.now]
        yield Line("row", None, f"{what} is {date_words(row.day)}", mark=mark)
        if coming:
            text = f"their next occasion is on {times.words(coming[0].moment)}"
            yield Line("fails" if not past else "row", None, text, mark=mark)
        if past:
            yield from self._judged(past[-1])

    def _judged(self, last: _Occurring) -> Iterator[Line]:
        mark, moment = self.version.mark(self.trigger.path), last.moment
        when = self.asker.times.words(moment)
        if moment <= self.flowing.starts_at:
            since = self.asker.times.words(self.flowing.starts_at)
            text = (
                f"the last occasion, on {when}, was before the flow looked: that is since {since}"
            )
            yield Line("fails", None, text, mark=mark)
            return
        yield Line(
            "judged", None, f"The last occasion was on {when}; by the data of now", mark=mark
        )
        given = {
            "moment": moment,
            "day": last.day,
            "year": last.day.year,
            "occurrence": last.day.isoformat(),
        }
        flow, trigger = self.version.flow, self.trigger
        occasion = _Occasion(self.asker, flow, trigger, self.person, last.record_key)
        judge = Judge(self.asker, self.version, self.person, occasion.make, given)
        yield from concluded(judge.verdicts(), OTHERWISE)

    def _occurrences(self, day: date, record_key: str | None) -> list[_Occurring]:
        """By the runner's own reckoning, in order; what is long past is left out."""
        trigger, zone = self.trigger, self._zone()
        days = [day]
        if trigger.yearly:
            this = local_day(self.asker.now, zone).year
            days = [recurrence(day, year, trigger.leap_day) for year in (this - 1, this, this + 1)]
        return [
            _Occurring(each, moment_at(days_on(each, trigger.offset), trigger.at, zone), record_key)
            for each in days
            if not trigger.yearly or each > day
        ]

    def _zone(self) -> str:
        if self.trigger.timezone != CUSTOMER_ZONE:
            return self.trigger.timezone
        return customer_zone(self.asker, self.person)


@dataclass(frozen=True)
class _Occasion:
    """The customer, or that record of theirs, as a candidate of one occurrence."""

    asker: Asker
    flow: Flow
    trigger: DateTrigger
    person: str
    record_key: str | None

    def make(self, sources: Sources) -> Candidates:
        found = dated(self.trigger, sources, self.asker.project)
        tests = [self.asker.is_person(found.person, self.person)]
        if found.record_key is not None:
            tests.append(found.record_key == literal(self.record_key))
        types = trigger_types(self.flow, self.asker.project.catalog)
        key = found.key()
        return Candidates(
            select().select_from(found.source).where(*tests),
            found.customers,
            found.person,
            trigger=bound_trigger(found.values(), types, found.record_keys()),
            key=key,
            id=key,
            at=MOMENT,
            order=key,
            frozen=found.frozen(),
            due=MOMENT,
            moved=key,
        )
