"""What holds for all messages of a flow: class, caps, hours, holding back."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import time

from orchestrator.conditions import AllOf
from orchestrator.model import Defaults, Flow, FrequencyCap, Hold, MessageClass, Send, SendWindow
from orchestrator.words.conditions import condition_words
from orchestrator.words.durations import WEEKDAYS, clock_words, duration_words
from orchestrator.words.listing import listed, sentence
from orchestrator.words.names import Place
from orchestrator.words.outline import Item, condition_item
from orchestrator.words.triggers import zone_words

_USUAL_PRIORITY = 50


def sending_items(flow: Flow, defaults: Defaults) -> Iterator[Item]:
    """Those of the flow itself, then in one line what the project adds."""
    if flow.message_class is MessageClass.TRANSACTIONAL:
        yield Item("Transactional: without marketing consent, at any hour, whatever the caps.")
    else:
        yield Item("Marketing: only to those who consent.")
        yield from _own(flow)
        if shared := [*_shared(flow, defaults)]:
            yield Item(f"As the project says: {'; '.join(shared)}.")
    yield Item(f"Skipped when more than {duration_words(flow.not_after)} late.")


def _own(flow: Flow) -> Iterator[Item]:
    for cap in flow.frequency_cap:
        yield Item(sentence(cap_words(cap)))
    if flow.send_window:
        yield Item(sentence(window_words(flow.send_window)))
    if flow.hold:
        lead = sentence(_held(flow.hold)).removesuffix(".")
        yield condition_item(lead, AllOf(flow.hold.conditions), Place(flow.trigger))
    if flow.priority != _USUAL_PRIORITY:
        yield Item(f"Priority {flow.priority} of 100 where a cap lets only some messages through.")


def _shared(flow: Flow, defaults: Defaults) -> Iterator[str]:
    topics = {step.topic for step in flow.all_steps() if isinstance(step, Send)}
    caps = [cap for cap in defaults.frequency_cap if cap.topic is None or cap.topic in topics]
    if caps:
        yield listed([cap_words(cap) for cap in caps])
    if defaults.send_window and not flow.send_window:
        yield window_words(defaults.send_window)
    if defaults.hold and not flow.hold:
        yield f"{_held(defaults.hold)} {condition_words(defaults.hold.conditions, place=Place())}"


def cap_words(cap: FrequencyCap) -> str:
    """`at most 3 of this flow in 7 days`."""
    of = "this flow" if cap.this_flow else "any flow"
    if cap.topic:
        of = f"the topic {cap.topic}{' in this flow' if cap.this_flow else ''}"
    return f"at most {cap.at_most} of {of} in {duration_words(cap.per)}"


def window_words(window: SendWindow) -> str:
    """`between 08:00 and 21:00 from Monday to Friday in the customer's time`."""
    days = _days(window.weekdays)
    zone = zone_words(window.timezone)
    if window.start == window.end == time(0):
        return f"at any hour{days}" + (f" in {zone}" if days else "")
    hours = f"between {clock_words(window.start)} and {clock_words(window.end)}"
    return f"{hours}{days} in {zone}"


def _days(weekdays: tuple[int, ...]) -> str:
    names = [WEEKDAYS[each] for each in weekdays]
    if len(names) == len(WEEKDAYS):
        return ""
    if len(names) > 2 and weekdays == tuple(range(weekdays[0], weekdays[-1] + 1)):  # noqa: PLR2004
        return f" from {names[0]} to {names[-1]}"
    return f" on {listed(names)}"


def _held(hold: Hold) -> str:
    return f"held at most {duration_words(hold.at_most)}, then skipped, while"
