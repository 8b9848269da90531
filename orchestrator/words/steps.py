"""A step as the name of its task, and as a sentence."""

from __future__ import annotations

from typing import assert_never

from orchestrator.model import (
    Branch,
    Channel,
    Delay,
    DelayUntil,
    DelayUntilDate,
    Exit,
    IfPast,
    Send,
    Split,
    Start,
    Step,
    Update,
    WaitFor,
)
from orchestrator.words.durations import WEEKDAYS, clock_words, duration_words, shifted_words
from orchestrator.words.listing import listed, sentence
from orchestrator.words.names import Place, ref_words
from orchestrator.words.triggers import at_words, zone_words
from orchestrator.words.values import scalar_words

CHANNEL = {Channel.EMAIL: "e-mail", Channel.SMS: "SMS", Channel.WEBHOOK: "webhook"}


def step_words(step: Step) -> str:  # noqa: C901, PLR0911 - one arm a kind
    """The name of a step's operation, and so of its task: short, and close to the file."""
    match step:
        case Send():
            return f"send {step.id}"
        case Delay():
            return f"delay {duration_words(step.duration)}"
        case DelayUntil():
            day = f"{WEEKDAYS[step.weekday].lower()} " if step.weekday is not None else ""
            return f"until {day}{clock_words(step.at)}"
        case DelayUntilDate():
            return f"until {shifted_words(step.offset, str(step.date))}"
        case Branch():
            return f"branch {step.id}"
        case Split():
            return f"split {step.id}"
        case WaitFor():
            return f"wait_for {step.id}"
        case Update():
            return f"update {', '.join(_touched(step))}"
        case Start():
            return f"start {step.flow}"
        case Exit():
            return "exit"
        case _:
            assert_never(step)


def _touched(step: Update) -> list[str]:
    suppressed = [step.suppress.value] if step.suppress else []
    return [*step.add_tags, *step.remove_tags, *step.set, *suppressed]


def waiting_words(step: Delay | DelayUntil | DelayUntilDate, place: Place) -> str:
    """A delay as sentences."""
    match step:
        case Delay():
            return f"Wait {duration_words(step.duration)}."
        case DelayUntil():
            day = f"{WEEKDAYS[step.weekday]} at " if step.weekday is not None else ""
            now = (
                f", unless that was at most {duration_words(step.or_now_within)} ago"
                if step.or_now_within
                else ""
            )
            zone = zone_words(step.timezone)
            return f"Wait until {day}{clock_words(step.at)} in {zone}{now}."
        case DelayUntilDate():
            return _until_date(step, place)


def _until_date(step: DelayUntilDate, place: Place) -> str:
    at = f", {at_words(clock_words(step.at), step.timezone)}" if step.at else ""
    start = ref_words(step.date, place)
    if step.plus_days is None:
        until = f"Wait until {shifted_words(step.offset, start)}{at}"
    else:
        times = f" times {ref_words(step.times, place)}" if step.times else ""
        count = f"Count {ref_words(step.plus_days, place)}{times}, in days, from {start}"
        until = f"{count}, and wait until {shifted_words(step.offset, 'then')}{at}"
    if step.if_past is IfPast.EXIT:
        return f"{until}. Leave if that is past or unknown."
    return f"{until}. If that is past, go on at once; if it is unknown, leave."


def update_words(step: Update, place: Place) -> str:
    """`Add the tag loyal; set the fact nps to the score of rating`."""
    done = []
    if step.add_tags:
        done.append(f"add {_tags(step.add_tags)}")
    if step.remove_tags:
        done.append(f"remove {_tags(step.remove_tags)}")
    done += [f"set the fact {name} to {scalar_words(to, place)}" for name, to in step.set.items()]
    if step.suppress:
        why = f" (reason: {step.reason})" if step.reason else ""
        done.append(f"send this address no more marketing by {CHANNEL[step.suppress]}{why}")
    return sentence("; ".join(done) or "change nothing")


def _tags(tags: tuple[str, ...]) -> str:
    return f"the tag{'' if len(tags) == 1 else 's'} {listed(tags)}"
