"""Why an occasion of the calendar lets somebody not in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta

from orchestrator.compiler.entering.by_calendar import calendar_candidates
from orchestrator.compiler.entering.candidates import Candidates
from orchestrator.compiler.sources import Sources
from orchestrator.compiler.triggered import trigger_types
from orchestrator.model import CalendarTrigger
from orchestrator.runner.occasions import occasions_in
from orchestrator.timeline.asking import Asker
from orchestrator.timeline.ledger import Flowing
from orchestrator.timeline.refused.judge import OTHERWISE, Judge, concluded
from orchestrator.timeline.telling import Line
from orchestrator.timeline.versions import Version

_LONG = timedelta(days=366 * 8)
"""29 February may come only after eight years."""


@dataclass(frozen=True)
class ByCalendar:
    asker: Asker
    version: Version
    trigger: CalendarTrigger
    person: str
    flowing: Flowing

    def lines(self) -> Iterator[Line]:
        now, times = self.asker.now, self.asker.times
        mark = self.version.mark(self.trigger.path)
        zone = self.trigger.timezone or times.zone
        past = occasions_in(self.trigger.occasions, zone, self.flowing.starts_at, now)
        coming = occasions_in(self.trigger.occasions, zone, now, now + _LONG)
        if not past:
            yield Line("fails", None, "no occasion has come since the flow looks", mark=mark)
        if coming:
            text = f"the next occasion is {coming[0].name}, on {times.words(coming[0].moment)}"
            yield Line("row", None, text, mark=mark)
        if past:
            last = past[-1]
            when = times.words(last.moment)
            text = f"The last occasion was {last.name}, on {when}; by the data of now"
            yield Line("judged", None, text, mark=mark)
            given = {
                "moment": last.moment,
                "day": last.day,
                "occurrence": last.key,
                "occasion": last.name,
            }
            judge = Judge(self.asker, self.version, self.person, self._make, given)
            yield from concluded(judge.verdicts(), OTHERWISE)

    def _make(self, sources: Sources) -> Candidates:
        types = trigger_types(self.version.flow, self.asker.project.catalog)
        found = calendar_candidates(sources, types)
        is_theirs = self.asker.is_person(found.person, self.person)
        return replace(found, query=found.query.where(is_theirs))
