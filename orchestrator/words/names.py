"""What is tested, by a name that a sentence can hold."""

from __future__ import annotations

from itertools import takewhile

from orchestrator.conditions import FACTS, Ref, Scope, SinceKind
from orchestrator.model import (
    CalendarTrigger,
    DateTrigger,
    EventTrigger,
    Flow,
    Send,
    Trigger,
    WaitFor,
)
from orchestrator.records import dataclass

# `renews_at` as "renews at" would leave a sentence hanging: such a name stays an identifier.
_HANGING = ("_at", "_by", "_for", "_from", "_in", "_of", "_on", "_to")
_SINGULAR_ENDINGS = ("ss", "us", "is")


@dataclass(frozen=True)
class Place:
    """Where a condition stands: what its words can take for granted."""

    trigger: Trigger | None = None
    since: SinceKind = SinceKind.EVER
    """From when a `did` counts that does not say so itself."""


ANYWHERE = Place()


def plain(name: str) -> str:
    """`total_spent` as "total spent"."""
    return name if name.endswith(_HANGING) else name.replace("_", " ").strip()


def is_plural(name: str) -> bool:
    return name.endswith("s") and not name.endswith(_SINGULAR_ENDINGS)


def with_article(noun: str) -> str:
    """`a subscription`, `an account`, `children`."""
    if is_plural(noun):
        return noun
    return f"{'an' if noun[:1] in 'aeiou' else 'a'} {noun}"


def ref_words(ref: Ref, place: Place = ANYWHERE) -> str:
    """`the customer's total spent`."""
    match ref.scope:
        case Scope.CUSTOMER if ref.record == FACTS:
            return f"the fact {ref.name}"
        case Scope.CUSTOMER:
            return f"the customer's {plain(ref.name)}"
        case Scope.TRIGGER if ref.record is None:
            return _of_trigger(ref.name, place.trigger)
        case Scope.TRIGGER | Scope.RECORD:
            return f"the {plain(ref.record or '')}'s {plain(ref.name)}"
        case Scope.AWAITED:
            return f"the {ref.record}'s {plain(ref.name)}"
        case Scope.EVENT | Scope.LINE:
            return plain(ref.name)


def _of_trigger(name: str, trigger: Trigger | None) -> str:
    match trigger, name:
        case DateTrigger(), "years":
            return "the number of full years"
        case ((DateTrigger() | CalendarTrigger()), "date"):
            return "the date itself"
        case CalendarTrigger(), "name":
            return "the occasion"
        case ((EventTrigger() | None), "nth"):
            return f"the number of the customer's {event_words(trigger)}"
        case _:
            return f"the trigger's {plain(name)}"


def event_words(trigger: Trigger | None) -> str:
    """What happened: an event's name is an identifier and stays one."""
    return trigger.event if isinstance(trigger, EventTrigger) else "such event"


def inside(trigger: Trigger) -> Place:
    """The place of what is asked after entering: a `did` counts from then on."""
    by_event = isinstance(trigger, EventTrigger)
    return Place(trigger, SinceKind.TRIGGER if by_event else SinceKind.ENTRY)


def awaiting(step: WaitFor, flow: Flow) -> Place:
    """The place of what is waited for: a `did` counts from the last message, if one comes before."""
    before = takewhile(lambda other: other is not step, flow.all_steps())
    if any(isinstance(other, Send) for other in before):
        return Place(flow.trigger, SinceKind.MESSAGE)
    return inside(flow.trigger)
