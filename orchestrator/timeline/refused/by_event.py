"""Why rows of the triggering event let nobody in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import Any

from sqlalchemy import Row, select, type_coerce

from orchestrator import tables
from orchestrator.compiler.entering.by_event import event_candidates
from orchestrator.compiler.entering.candidates import LOW, Candidates
from orchestrator.compiler.sources import Sources
from orchestrator.conditions import Condition
from orchestrator.model import EventTrigger
from orchestrator.timeline.asking import Asker
from orchestrator.timeline.ledger import Flowing, Lenient
from orchestrator.timeline.refused.judge import Judge, Making, concluded
from orchestrator.timeline.rows import row_words
from orchestrator.timeline.telling import Line
from orchestrator.timeline.versions import Version
from orchestrator.words import condition_words
from orchestrator.words import names as words
from orchestrator.words.durations import duration_words
from orchestrator.words.names import plain

AT_MOST = 3
"""So many of the last rows are looked at: what is older has been passed over for long."""
_EVER = datetime(1900, 1, 1, tzinfo=UTC)


@dataclass(frozen=True)
class ByEvent:
    asker: Asker
    version: Version
    trigger: EventTrigger
    person: str
    flowing: Flowing

    def lines(self) -> Iterator[Line]:
        rows = self._rows()
        mark = self.version.mark(self.trigger.path)
        if not rows:
            text = f"There is no {self.trigger.event} of theirs up to now."
            yield Line("fails", None, text, mark=mark)
        for row in rows:
            yield from self._row(row)

    def _rows(self) -> list[Row[Any]]:
        """Their last rows, whatever the trigger asks of them; the newest first."""
        sources = Sources(self.asker.project.catalog)
        bare = replace(self.trigger, where=(), key=None, quiet_for=None)
        found = self._candidates(sources, bare)
        query = found.query.add_columns(
            found.order.label("row"),
            type_coerce(found.at, Lenient()).label("at"),
            found.moved.label("moved"),
            found.frozen.label("frozen"),
        )
        newest = query.order_by(found.at.desc(), found.order.desc()).limit(AT_MOST)
        return list(self.asker.rows(newest, {LOW: _EVER}))

    def _row(self, row: Row[Any]) -> Iterator[Line]:
        yield self._told(row)
        if row.at is None:
            text = "what its column of time holds is no time"
            yield Line("fails", None, text, mark=self.version.mark(self.trigger.path))
            return
        passing = list(self._before_judging(row))
        when, otherwise, asker = self._judged_at(row)
        judge = Judge(asker, self.version, self.person, self._one(row.row), {LOW: _EVER})
        if judge.has_let_in():
            text = "it let them in, as is told above"
            yield Line("let_in", None, text, mark=self.version.mark(self.trigger.path))
        elif passing:
            yield from passing
        else:
            yield Line("judged", None, when, mark=self.version.mark(self.trigger.path))
            yield from concluded(judge.verdicts(), otherwise)

    def _told(self, row: Row[Any]) -> Line:
        trigger = self.trigger
        kept = json.loads(row.frozen) if isinstance(row.frozen, str) else dict(row.frozen)
        types = self.asker.project.catalog.events[trigger.event].property_types()
        told = {**kept, "key": row.row, "time": row.at}
        text = row_words(trigger.event, told, types, self.asker.times)
        return Line("row", row.at, text, mark=self.version.mark(trigger.path))

    def _before_judging(self, row: Row[Any]) -> Iterator[Line]:
        """What keeps the row from being a candidate at all."""
        trigger, times = self.trigger, self.asker.times
        mark = self.version.mark(trigger.path)
        for each in trigger.where:
            if not self._is_candidate(row, where=(each,)):
                said = condition_words((each,), place=words.Place(trigger))
                yield Line("fails", None, f"not with {said}", mark=self.version.mark(each.path))
        quiet = trigger.quiet_for or timedelta(0)
        if not self._is_candidate(row, key=trigger.key, newest=True):
            what = f"that {plain(trigger.key)}" if trigger.key else "the customer"
            yield Line(
                "fails",
                None,
                f"a later {trigger.event} of {what} counts instead, or its key is missing",
                mark=mark,
            )
        elif row.at + quiet > self.asker.now:
            until = times.words(row.at + quiet)
            rest = duration_words(quiet)
            yield Line(
                "fails",
                None,
                f"it has not been quiet for {rest} yet: that is on {until}",
                mark=mark,
            )
        elif row.at + quiet <= self.flowing.starts_at:
            since = times.words(self.flowing.starts_at)
            yield Line(
                "fails", None, f"it was before the flow looked: that is since {since}", mark=mark
            )

    def _is_candidate(
        self,
        row: Row[Any],
        where: tuple[Condition, ...] = (),
        key: str | None = None,
        *,
        newest: bool = False,
    ) -> bool:
        """Whether the row passes the trigger, with nothing asked but this."""
        sources = Sources(self.asker.project.catalog)
        # Any rest makes it ask for the last row; the shortest one leaves the time out of it.
        quiet = timedelta(seconds=1) if newest and self.trigger.quiet_for else None
        bare = replace(self.trigger, where=where, key=key, quiet_for=quiet)
        found = self._candidates(sources, bare)
        query = found.query.where(found.order == row.row).add_columns(found.order)
        late = self.asker.at(self.asker.now + timedelta(seconds=1)) if quiet else self.asker
        return bool(late.rows(query, {LOW: _EVER}))

    def _candidates(self, sources: Sources, trigger: EventTrigger) -> Candidates:
        flow = self.version.flow
        found = event_candidates(flow, trigger, sources, self.asker.project, counts=False)
        is_theirs = self.asker.is_person(found.person, self.person)
        return replace(found, query=found.query.where(is_theirs))

    def _one(self, row: str) -> Making:
        def make(sources: Sources) -> Candidates:
            found = self._candidates(sources, replace(self.trigger, where=()))
            return replace(found, query=found.query.where(found.order == row))

        return make

    def _judged_at(self, row: Row[Any]) -> tuple[str, str, Asker]:
        """When a tick judged it, where that is still written down, else as of now; and what if all holds."""
        judged, times = tables.judged, self.asker.times
        at = self.asker.one(
            select(judged.c.at).where(
                judged.c.flow == self.version.flow.key,
                judged.c.customer == self.person,
                judged.c.candidate == row.moved,
            )
        )
        if at is not None:
            other = "another row of theirs came first, or the data have changed since"
            return f"It was judged on {times.words(at)}, as of then", other, self.asker.at(at)
        quiet = self.trigger.quiet_for or timedelta(0)
        mark = self.flowing.watermark
        if mark is None or row.at + quiet > mark:
            soon = "they enter when the flow next runs"
            return "It has not been judged yet; by the data of now", soon, self.asker
        other = "something was not so when it was judged"
        return "It was judged when it came; by the data of now", other, self.asker
