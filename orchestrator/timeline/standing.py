"""Where somebody stands now, and what comes next."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from sqlalchemy import Row, select

from orchestrator import tables
from orchestrator.compiler.deferring import hold_of, is_held
from orchestrator.compiler.layout import ENDS, Station
from orchestrator.compiler.recipients import recipient_of
from orchestrator.model import (
    CUSTOMER_ZONE,
    Delay,
    DelayUntil,
    DelayUntilDate,
    Flow,
    Send,
    SendWindow,
    WaitFor,
)
from orchestrator.runner.occurrences import opens_at
from orchestrator.timeline.asking import Asker
from orchestrator.timeline.caps import cap_words, full_caps
from orchestrator.timeline.ledger import Flowing, Ledger
from orchestrator.timeline.messages import message_name
from orchestrator.timeline.telling import Line
from orchestrator.timeline.versions import Placed, Version
from orchestrator.timeline.waits import Waiting, customer_zone
from orchestrator.words import condition_words, step_words
from orchestrator.words.names import awaiting
from orchestrator.words.values import times_words


def stands(
    asker: Asker,
    ledger: Ledger,
    version: Version,
    came: Placed | None,
    flowing: Flowing | None,
) -> Iterator[Line]:
    """`came` is where they stand, in the version under which they came there."""
    row = ledger.enrolment
    station = version.stations.get(row.position)
    if came is None or station is None:
        yield stands_nowhere(row)
        return
    text, points = _here(asker, ledger, came.version.flow, came.station)
    yield Line("stands", None, text, station.position, came.mark, points)
    if flowing is not None and flowing.is_paused:
        yield Line("paused", None, "The flow is paused: nobody moves and nothing is sent.")
    elif row.due_at is not None and row.due_at <= asker.now:
        yield _overdue(asker, row, flowing)
    for name, target in _ahead(station):
        yield _next(version, name, target)


def stands_nowhere(row: Row[Any]) -> Line:
    text = f"They stand at {row.position}, in a version of the flow that is not known here."
    return Line("stands", None, text, row.position)


def _here(
    asker: Asker, ledger: Ledger, flow: Flow, station: Station
) -> tuple[str, tuple[str, ...]]:
    row, step, times = ledger.enrolment, station.step, asker.times
    match step:
        case Delay() if row.due_at is not None:
            waiting = Waiting(asker, flow, row.customer)
            return waiting.waits(station, row.due_at - step.duration, row.due_at), ()
        case DelayUntil() | DelayUntilDate() if row.waits_since is not None:
            waiting = Waiting(asker, flow, row.customer)
            return waiting.waits(station, row.waits_since, row.due_at), ()
        case WaitFor() if row.waits_since is not None:
            asked = condition_words(step.awaited, place=awaiting(step, flow))
            since, until = times.words(row.waits_since), times.words(row.due_at)
            return (
                f"They wait at {step.id} since {since}, at most until {until}, for this: {asked}.",
                (),
            )
        case Send() if step.id in ledger.messages:
            return _queued(asker, ledger.messages[step.id], flow, step)
        case _ if row.due_at is not None and row.due_at > asker.now:
            until, what = times.words(row.due_at), step_words(step)
            left = "which is what was left of a delay that an edit took away"
            return f"They wait until {until}, {left}, and then come to this step: {what}.", ()
        case _:
            return f"They have come to this step: {step_words(step)}.", ()


def _queued(asker: Asker, row: Row[Any], flow: Flow, step: Send) -> tuple[str, tuple[str, ...]]:
    name, times = message_name(row), asker.times
    if row.status in ("claimed", "sending"):
        return f"The {name} is being sent right now.", ()
    due = f"The {name} is in the queue, due since {times.words(row.first_due_at)}"
    if row.due_at <= asker.now:
        held = _held(asker, row, flow, step)
        return f"{due}{held or ''}.", ()
    put_off = f"{due}, and put off until {times.words(row.due_at)}"
    if row.attempts:
        return (
            f"{put_off}: so far the server did not take it, tried {times_words(row.attempts)} ({row.reason}).",
            (),
        )
    full = list(full_caps(asker, flow, step, row, asker.now))
    if full:
        said = " and ".join(cap_words(cap) for cap, _ in full)
        took = dict.fromkeys(each for _, taking in full for each in taking)
        return f"{put_off}, because a frequency cap is full ({said}).", tuple(took)
    if (window := _closed(asker, row, flow)) is not None:
        hours = f"{window.start:%H:%M} to {window.end:%H:%M}"
        return f"{put_off}, because messages leave from {hours} only (send_window).", ()
    return f"{put_off}.", ()


def _held(asker: Asker, row: Row[Any], flow: Flow, step: Send) -> str | None:
    hold = hold_of(flow, asker.project, recipient_of(flow, step, asker.project))
    if hold is None:
        return None
    message = tables.message
    held = is_held(flow, asker.project, hold, message.c.enrolment)
    if not asker.one(select(held).where(message.c.id == row.id)):
        return None
    return f", and held back as long as {condition_words(hold.conditions)} (hold_while)"


def _closed(asker: Asker, row: Row[Any], flow: Flow) -> SendWindow | None:
    """The hours, where it waits for them to begin."""
    window = flow.send_window or asker.project.defaults.send_window
    if window is None:
        return None
    is_customers = window.timezone == CUSTOMER_ZONE
    zone = customer_zone(asker, row.customer) if is_customers else window.timezone
    return window if opens_at(window, zone, asker.now) == row.due_at else None


def _overdue(asker: Asker, row: Row[Any], flowing: Flowing | None) -> Line:
    last = flowing.watermark if flowing else None
    ran = f"it last ran on {asker.times.words(last)}" if last else "it has never run"
    due = asker.times.words(row.due_at)
    return Line(
        "due",
        None,
        f"They have been due since {due}; the flow moves them on when it next runs ({ran}).",
    )


def _ahead(station: Station) -> Iterator[tuple[str, str]]:
    """Where they go from here, by the name of the arm where there are some."""
    if not station.arms:
        yield "", station.then
        return
    yield from station.arms.items()


def _next(version: Version, arm: str, target: str) -> Line:
    lead = f"Next, by the arm {arm}" if arm else "Next"
    if target in ENDS:
        return Line("next", None, f"{lead}: the passage ends.")
    step = version.stations[target].step
    return Line("next", None, f"{lead}: {step_words(step)}.", target, version.mark(step.path))
