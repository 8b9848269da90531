"""What became of a message, and why."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import Row, func, or_, select

from orchestrator import tables
from orchestrator.compiler.deferring import hold_of
from orchestrator.compiler.recipients import recipient_of
from orchestrator.delivery import other_spellings
from orchestrator.model import Channel, Flow, Send
from orchestrator.timeline.asking import Asker
from orchestrator.timeline.caps import cap_words, full_caps
from orchestrator.timeline.judging import Passing
from orchestrator.timeline.telling import Line
from orchestrator.timeline.versions import Version
from orchestrator.words import condition_words
from orchestrator.words.durations import duration_words
from orchestrator.words.messages import CHANNEL
from orchestrator.words.names import inside

PLAIN_REASONS = {
    "passage ended": "they had left the flow by then",
    "customer gone": "the customer is no longer in the database",
    "restarted": "a new passage began in its place",
    "date moved": "the date that they had entered for moved",
    "no date": "they left: the date that the flow waits for is missing",
    "date is past": "they left: the date that the flow waits for is past",
    "step removed": "an edit of the flow took this step away",
    "flow removed": "the flow was taken out of service",
}


def message_line(asker: Asker, row: Row[Any], version: Version | None, line: Line) -> Line:
    """The message's outcome, written into a line that says where and when."""
    step = _send(version, row.step)
    name = message_name(row)
    match row.status:
        case "sent":
            to = f" to {row.address}" if row.address else ""
            return replace(line, text=f"The {name} was sent{to}.")
        case "held_out":
            return replace(line, text=f"No {name}: they are held out.")
        case "unknown":
            text = f"It is not known whether the {name} left ({row.reason}). It is never sent again by itself."
            return replace(line, text=text)
        case "failed":
            return replace(line, text=f"The {name} could not be sent: {row.reason}.")
        case _:
            why, points = _because(asker, row, version, step)
            text = f"The {name} was not sent, because {why}."
            return replace(line, text=text, points=points)


def message_name(row: Row[Any]) -> str:
    variant = f" (variant {row.variant})" if row.variant else ""
    return f"{CHANNEL[Channel(row.channel)]} {row.step}{variant}"


def _send(version: Version | None, step: str) -> Send | None:
    station = version.stations.get(step) if version else None
    return station.step if station and isinstance(station.step, Send) else None


def _because(
    asker: Asker, row: Row[Any], version: Version | None, step: Send | None
) -> tuple[str, tuple[str, ...]]:
    channel = CHANNEL[Channel(row.channel)]
    match row.reason:
        case "no consent":
            return f"they have not said yes to {channel}", ()
        case "no address":
            what = "e-mail address" if row.channel == Channel.EMAIL else "phone number"
            return f"the database has no {what} of theirs", ()
        case "suppressed":
            return _suppressed(asker, row)
        case reason if reason in PLAIN_REASONS:
            return PLAIN_REASONS[reason], ()
    if version is None or step is None:
        return str(row.reason or "of something that was not written down"), ()
    return _by_the_file(asker, row, version.flow, step)


def _by_the_file(
    asker: Asker, row: Row[Any], flow: Flow, step: Send
) -> tuple[str, tuple[str, ...]]:
    passing = Passing(asker.at(row.finished_at or asker.now), flow, row.enrolment)
    match row.reason:
        case "late":
            due = asker.times.words(row.first_due_at)
            most = duration_words(step.not_after or flow.not_after)
            return f"it was late: due since {due}, and not_after allows {most}", ()
        case "held":
            return _held(asker, flow, step)
        case "cap":
            return _capped(asker, row, flow, step)
        case "exit_when":
            return "they had a reason to leave", leaving_points(passing)
        case "only_if":
            asked = condition_words(step.only_if, place=inside(flow.trigger))
            return f"only_if did not hold at that moment: {asked}", ()
        case reason:
            return str(reason or "of something that was not written down"), ()


def leaving_points(passing: Passing) -> tuple[str, ...]:
    """Which of exit_when held; where the data have changed since, all that could have."""
    holding = passing.holding(passing.flow.exit_when)
    if holding:
        return tuple(passing.words(each) for each in holding)
    ways = condition_words(passing.flow.exit_when, "or", inside(passing.flow.trigger))
    return (f"exit_when: {ways} (by the data of today that does not hold any more)",)


def _held(asker: Asker, flow: Flow, step: Send) -> tuple[str, tuple[str, ...]]:
    hold = hold_of(flow, asker.project, recipient_of(flow, step, asker.project))
    if hold is None:
        return "hold_while held it back for too long", ()
    asked = condition_words(hold.conditions)
    return f"hold_while held it back for longer than {duration_words(hold.at_most)}: {asked}", ()


def _capped(asker: Asker, row: Row[Any], flow: Flow, step: Send) -> tuple[str, tuple[str, ...]]:
    full = list(full_caps(asker, flow, step, row, row.finished_at or asker.now))
    said = " and ".join(cap_words(cap) for cap, _ in full)
    took = dict.fromkeys(each for _, taking in full for each in taking)
    return f"a frequency cap was full ({said})" if said else "a frequency cap was full", tuple(took)


def _suppressed(asker: Asker, row: Row[Any]) -> tuple[str, tuple[str, ...]]:
    stop = tables.suppression
    given = row.address or ""
    # Whichever way the suppression writes it.
    is_so = or_(
        stop.c.address == func.lower(func.trim(given)),
        stop.c.address.in_(other_spellings(given, Channel(row.channel))),
    )
    found = asker.rows(select(stop).where(stop.c.channel == row.channel, is_so))
    if not found:
        return "their address was suppressed then", ()
    entry = found[0]
    what = "nothing at all" if entry.stops == "all" else "no marketing"
    since = asker.times.words(entry.at)
    return f"their address gets {what} since {since} ({entry.reason})", ()
