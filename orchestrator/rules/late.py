"""Rules on schedules: whether a flow runs before its messages are too late."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date, timedelta
from functools import lru_cache
from itertools import pairwise

from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import (
    Branch,
    EventTrigger,
    Flow,
    Schedule,
    Send,
    Split,
    Step,
    Update,
    blocks,
)
from orchestrator.rules import cron
from orchestrator.rules.context import Context
from orchestrator.rules.say import problem
from orchestrator.rules.wording import duration_words

MOST_IN_TIME = 0.5
"""A schedule that lets fewer messages leave in time can't be what was meant."""
MOST_A_DAY = 24
FIRST, DAYS = date(2027, 1, 1), 731
"""Two years, the second a leap year."""
AT_ONCE = Branch | Split | Update


def runs_come_in_time(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    """Events come at any time; a message of theirs is due at once, and leaves when the flow runs."""
    if flow.schedule is None or not isinstance(flow.trigger, EventTrigger):
        return
    gaps = _gaps(flow.schedule)
    for send in _first_sends(flow.steps):
        not_after = send.not_after or flow.not_after
        if gaps and _in_time(gaps, not_after) < MOST_IN_TIME:
            message = (
                f"most of these messages never leave: the flow runs every {duration_words(max(gaps))}"
                f"{'' if len(set(gaps)) == 1 else ' or so'}, and a message that is more than "
                f"{duration_words(not_after)} late is skipped; run it more often, or raise not_after"
            )
            yield problem(Code.NOTHING_PASSES, flow.schedule.path, message)
            return


def _first_sends(steps: Sequence[Step]) -> Iterator[Send]:
    """The messages that are due when the event happens: what comes later counts from a run."""
    for step in steps:
        if isinstance(step, Send):
            yield step
        if not isinstance(step, AT_ONCE):
            return
        for _arm, inner in blocks(step):
            yield from _first_sends(inner)


def _in_time(gaps: Sequence[timedelta], not_after: timedelta) -> float:
    """Which part of all instants lies so shortly before a run."""
    return sum((min(gap, not_after) for gap in gaps), timedelta(0)) / sum(gaps, timedelta(0))


def _gaps(schedule: Schedule) -> Sequence[timedelta]:
    if schedule.every is not None:
        return (schedule.every,)
    if schedule.cron is None or cron.mistake(schedule.cron):
        return ()
    return _gaps_of(schedule.cron)


@lru_cache
def _gaps_of(line: str) -> tuple[timedelta, ...]:
    """From one run to the next; none of a line that comes more than hourly."""
    times = cron.times_of_day(line, MOST_A_DAY)
    days = [(day - FIRST) for day in cron.days_from(line, FIRST, DAYS)]
    runs = [day + time for day in days for time in times]
    return tuple(after - before for before, after in pairwise(runs))
