"""Rules on send windows: whether a message that waits for one is still sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time, timedelta

from orchestrator.diagnostics import Code, Diagnostic, Path
from orchestrator.model import (
    CUSTOMER_ZONE,
    DELAYS,
    Delay,
    Flow,
    Project,
    Send,
    SendWindow,
    Step,
    WaitFor,
    blocks,
)
from orchestrator.rules.context import Context
from orchestrator.rules.passing import DAY, WEEK, Moment, Shown, entries_of, since_midnight
from orchestrator.rules.say import problem
from orchestrator.rules.sends import is_marketing
from orchestrator.rules.wording import duration_words

FEW = 0.1
"""Where fewer than one instant in ten lets a message leave, that can't be what was meant."""
WHOLE_DAY = timedelta(0), DAY
EVENING, DAWN, MORNING = time(19), time(5), time(11)


def windows_let_messages_through(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    defaults = context.project.defaults if context.project else None
    window = flow.send_window or (defaults.send_window if defaults else None)
    if window is None:
        return
    told: set[Path] = set()
    for entry in entries_of(flow.trigger, defaults.timezone if defaults else "UTC"):
        for send, moment in _due(flow.steps, entry):
            not_after = send.not_after or flow.not_after
            found = _misses(window, moment.shown, not_after) or _mostly_misses(window, not_after)
            if found and is_marketing(send, flow) and send.path not in told:
                told.add(send.path)
                path = (*send.path, "not_after" if send.not_after else "send")
                yield problem(Code.NOTHING_PASSES, path, found)


def windows_are_open_by_day(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    """The hours in which messages leave, where other tools ask for those in which none does."""
    if flow.send_window is not None:
        yield from _of_the_night(flow.send_window)


def default_windows_are_open_by_day(project: Project, _context: Context) -> Iterator[Diagnostic]:
    if project.defaults.send_window is not None:
        yield from _of_the_night(project.defaults.send_window)


def _of_the_night(window: SendWindow) -> Iterator[Diagnostic]:
    """Judged by the customer's own clock alone: what is day elsewhere may be night here."""
    is_night = window.start >= EVENING and DAWN <= window.end <= MORNING
    if is_night and window.timezone == CUSTOMER_ZONE:
        message = (
            f"marketing leaves by night alone, from {window.start:%H:%M} to {window.end:%H:%M}; "
            f'if these are the hours of rest, write "{window.end:%H:%M}-{window.start:%H:%M}"'
        )
        yield problem(Code.SEEMS_OTHERWISE, window.path, message, on_key=True)


def _due(steps: tuple[Step, ...], moment: Moment) -> Iterator[tuple[Send, Moment]]:
    """Each message, with what the clock shows when it is due, as far as that is sure."""
    for step in steps:
        if isinstance(step, Send):
            yield step, moment
            moment = Moment()  # it may have left later
        elif isinstance(step, DELAYS):
            _length, after = moment.after(step)
            moment = after if isinstance(step, Delay) or after.shown else Moment()
        elif blocks(step):
            # Whoever takes an arm of a branch comes from the delay before it at once.
            before = Moment() if isinstance(step, WaitFor) else moment
            for _arm, inner in blocks(step):
                yield from _due(inner, before)
            moment = Moment()


def _misses(window: SendWindow, shown: Shown | None, not_after: timedelta) -> str | None:
    if (
        shown is None
        or shown.zone != window.timezone
        or (shown.weekday is None and _is_weekly(window))
    ):
        return None
    wait = _wait(window, shown)
    if wait <= not_after:
        return None
    return (
        "this message never leaves: it is due when the send window is shut, for another "
        f"{duration_words(wait)}, and waits {duration_words(not_after)} at most"
    )


def _wait(window: SendWindow, shown: Shown) -> timedelta:
    """Until the window opens, nothing if it is open."""
    now = (shown.weekday or 0) * DAY + shown.since_midnight
    waits = [
        timedelta(0) if start <= now + week < end else (start - now - week) % WEEK
        for start, end in _stretches(window)
        for week in (timedelta(0), WEEK)
    ]
    return min(waits)


def _mostly_misses(window: SendWindow, not_after: timedelta) -> str | None:
    stretches = sorted(_stretches(window))
    open_for = sum((end - start for start, end in stretches), timedelta(0))
    following = [*(start for start, _end in stretches[1:]), stretches[0][0] + WEEK]
    gaps = [
        max(begin - end, timedelta(0))
        for (_s, end), begin in zip(stretches, following, strict=True)
    ]
    passing = min(open_for, WEEK) + sum((min(gap, not_after) for gap in gaps), timedelta(0))
    if passing / WEEK >= FEW:
        return None
    return (
        f"almost nothing passes: the send window is open for {duration_words(open_for)} a week, and "
        f"a message waits {duration_words(not_after)} at most; widen the window or raise not_after"
    )


def _stretches(window: SendWindow) -> list[tuple[timedelta, timedelta]]:
    """When it is open, counted from the midnight before Monday; a night counts to the day before."""
    start, end = since_midnight(window.start), since_midnight(window.end)
    length = (end - start) % DAY or DAY
    return [(day * DAY + start, day * DAY + start + length) for day in window.weekdays]


def _is_weekly(window: SendWindow) -> bool:
    return len(window.weekdays) < WEEK // DAY
