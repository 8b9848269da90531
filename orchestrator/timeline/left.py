"""How a passage ended."""

from __future__ import annotations

from datetime import datetime

from orchestrator.model import DateTrigger, DelayUntilDate
from orchestrator.timeline.asking import Asker
from orchestrator.timeline.judging import Passing
from orchestrator.timeline.ledger import Ledger
from orchestrator.timeline.messages import leaving_points
from orchestrator.timeline.telling import Line, Mark
from orchestrator.timeline.versions import Version
from orchestrator.words.names import ref_words

_WORDS = {
    "finished": "Reached the end of the flow.",
    "exit": "Left the flow: its steps say so here.",
    "exit_when": "Left the flow, because they had a reason to.",
    "step removed": "Left the flow, because an edit took the step away at which they stood.",
    "flow removed": "Left the flow, because it was taken out of service.",
    "restarted": "This passage ended, because a new one began in its place.",
}

_BY_TRIGGER = ("restarted", "date moved")


def left(asker: Asker, ledger: Ledger, version: Version | None, mark: Mark) -> Line:
    row = ledger.enrolment
    ended: datetime = row.ended_at
    text = _WORDS.get(row.end_reason) or _for_a_date(row.end_reason, row.position, version)
    if version is not None and row.end_reason in _BY_TRIGGER:
        mark = version.mark(version.flow.trigger.path)
    if row.end_reason != "exit_when" or version is None or not version.flow.exit_when:
        return Line("left", ended, text, mark=mark)
    points = leaving_points(Passing(asker.at(ended), version.flow, row.id))
    return Line("left", ended, text, mark=version.mark(("exit_when",)), points=points)


def _for_a_date(reason: str, position: str, version: Version | None) -> str:
    trigger = version.flow.trigger if version else None
    station = version.stations.get(position) if version else None
    if reason == "date moved" and isinstance(trigger, DateTrigger):
        return f"Left the flow, because {ref_words(trigger.date)} is another one by now."
    if station is not None and isinstance(station.step, DelayUntilDate):
        what = ref_words(station.step.date)
        if reason == "no date":
            return f"Left the flow, because {what} (or what is reckoned with it) is missing."
        if reason == "date is past":
            return f"Left the flow, because {what} was past by then."
    return f"Left the flow ({reason})."
