"""A flow in sentences; `flows explain` and the names of tasks come from here."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import assert_never

from orchestrator.conditions import (
    AllOf,
    AnyOf,
    Compare,
    Condition,
    Did,
    InSegment,
    NoneOf,
    Operator,
    Ref,
    Relative,
    Scalar,
    SinceKind,
    Times,
)
from orchestrator.model import (
    CUSTOMER_ZONE,
    Branch,
    CountedFrom,
    DateTrigger,
    Delay,
    EventTrigger,
    Flow,
    Per,
    Reentry,
    ReentryKind,
    SegmentTrigger,
    Send,
    WhileInside,
)

_UNITS = (("week", 604_800), ("day", 86_400), ("hour", 3_600), ("minute", 60), ("second", 1))


def duration_words(duration: timedelta) -> str:
    """`3 days`, `90 minutes`: the largest unit that tells it without a remainder."""
    seconds = int(duration.total_seconds())
    for unit, size in _UNITS:
        if seconds and seconds % size == 0 and not (unit == "week" and seconds == size):
            number = seconds // size
            return f"{number} {unit}{'' if number == 1 else 's'}"
    return "no time"


def step_words(step: Send | Delay | Branch) -> str:
    """The name of a step's operation: of its task, and in sentences."""
    match step:
        case Send():
            return f"send {step.id}"
        case Delay():
            return f"delay {duration_words(step.duration)}"
        case Branch():
            return f"branch {step.id}"


def trigger_words(flow: Flow) -> str:
    sentence = f"{_trigger(flow)}{_who(flow)}."
    return f"{sentence} {_again(flow)}"


def _trigger(flow: Flow) -> str:
    trigger = flow.trigger
    match trigger:
        case EventTrigger():
            return _event_trigger(trigger)
        case SegmentTrigger():
            also = " (those who are already as well)" if trigger.include_current else ""
            return f"Enter on becoming {trigger.segment}{also}"
        case DateTrigger():
            return _date_trigger(trigger)
        case _:
            assert_never(trigger)


def _event_trigger(trigger: EventTrigger) -> str:
    words = f"Enter on {trigger.event}"
    if trigger.quiet_for:
        what = f"that {trigger.key}" if trigger.key else "the customer"
        words += f", once {what} has been quiet for {duration_words(trigger.quiet_for)}"
    elif trigger.key:
        words += f", once per {trigger.key}"
    if trigger.where:
        words += f", where {condition_words(trigger.where)}"
    return words


def _date_trigger(trigger: DateTrigger) -> str:
    days = trigger.offset.days
    when = f"customer.{trigger.attribute}"
    if days:
        when = f"{abs(days)} day{'s' if abs(days) != 1 else ''} {'after' if days > 0 else 'before'} {when}"
    zone = "the customer's time" if trigger.timezone == CUSTOMER_ZONE else trigger.timezone
    yearly = " every year" if trigger.yearly else ""
    return f"Enter {'on ' if not days else ''}{when}{yearly} at {trigger.at:%H:%M} ({zone})"


def _who(flow: Flow) -> str:
    return f", if {condition_words(flow.conditions)}" if flow.conditions else ""


def _again(flow: Flow) -> str:
    inside = {
        WhileInside.IGNORE: "nobody enters who is inside already",
        WhileInside.RESTART: "who is inside already starts again",
        WhileInside.BOTH: "passages may run side by side",
    }[flow.while_inside]
    return f"{_reentry(flow.reentry)}; {inside}."


def _reentry(reentry: Reentry) -> str:
    match reentry.kind:
        case ReentryKind.NEVER:
            return "Once in a lifetime"
        case ReentryKind.ALWAYS:
            return "Again whenever it happens again"
        case ReentryKind.AFTER:
            start = "entry" if reentry.counted_from is CountedFrom.ENTRY else "end"
            per = "" if reentry.per is Per.CUSTOMER else " for the same key"
            return (
                f"Again {duration_words(reentry.after or timedelta(0))} after the last {start}{per}"
            )


def exit_words(flow: Flow) -> str:
    return f"Leave at once when {condition_words(flow.exit_when, joint='or')}."


def send_words(step: Send, flow: Flow) -> str:
    kind = (step.message_class or flow.message_class).value
    if not step.variants:
        return f'Send {step.channel} "{step.subject}" ({step.template}, {kind}).'
    arms = [
        f'{each.share:g} % "{each.subject or step.subject}" ({each.template or step.template})'
        for each in step.variants
    ]
    return f"Send {step.channel} in {len(arms)} variants: {', '.join(arms)} ({kind})."


def condition_words(conditions: tuple[Condition, ...], joint: str = "and") -> str:
    return f" {joint} ".join(_condition(each) for each in conditions)


def _condition(condition: Condition) -> str:
    match condition:
        case Compare():
            return _compare(condition)
        case Did():
            return _did(condition)
        case InSegment():
            return f"{'not ' if condition.negated else ''}in segment {condition.segment}"
        case AllOf():
            return f"({condition_words(condition.conditions)})"
        case AnyOf():
            return f"({condition_words(condition.conditions, joint='or')})"
        case NoneOf():
            return f"none of ({condition_words(condition.conditions, joint='or')})"
        case _:
            assert_never(condition)


_OPERATOR_WORDS = {
    Operator.IS: "is",
    Operator.IS_NOT: "is not",
    Operator.IN: "is one of",
    Operator.NOT_IN: "is none of",
    Operator.AT_LEAST: "is at least",
    Operator.AT_MOST: "is at most",
    Operator.MORE_THAN: "is more than",
    Operator.LESS_THAN: "is less than",
    Operator.BETWEEN: "is between",
    Operator.CONTAINS: "contains",
    Operator.STARTS_WITH: "starts with",
    Operator.BEFORE: "is before",
    Operator.AFTER: "is after",
    Operator.SAME_AS: "is the same as",
}


def _compare(condition: Compare) -> str:
    if condition.operator is Operator.EXISTS:
        return f"{condition.ref} {'is known' if condition.value else 'is missing'}"
    value = condition.value
    if isinstance(value, tuple):
        joint = " and " if condition.operator is Operator.BETWEEN else ", "
        words = joint.join(_scalar(each) for each in value)
    else:
        words = _scalar(value)
    return f"{condition.ref} {_OPERATOR_WORDS[condition.operator]} {words}"


def _scalar(value: Scalar) -> str:
    match value:
        case Relative():
            ahead = value.ago < timedelta(0)
            return f"{duration_words(abs(value.ago))} {'from now' if ahead else 'ago'}"
        case bool():
            return "true" if value else "false"
        case datetime():
            return f"{value:%Y-%m-%d %H:%M} UTC"
        case date():
            return value.isoformat()
        case float():
            return f"{value:g}"
        case Ref() | int() | str():
            return str(value)
        case _:
            assert_never(value)


_TIMES_WORDS = {Times.AT_LEAST: "at least", Times.AT_MOST: "at most", Times.EXACTLY: "exactly"}


def _did(condition: Did) -> str:
    words = f"{'did not do' if condition.negated else 'did'} {condition.event}"
    if condition.times is not Times.AT_LEAST or condition.count != 1:
        plural = "" if condition.count == 1 else "s"
        words += f" {_TIMES_WORDS[condition.times]} {condition.count} time{plural}"
    if condition.where:
        words += f" (where {condition_words(condition.where)})"
    if condition.within is not None:
        words += f" within the last {duration_words(condition.within)}"
    if condition.since is not None:
        words += _since_words(condition.since.kind, condition.since.step)
    return words


def _since_words(kind: SinceKind, step: str | None) -> str:
    return {
        SinceKind.EVER: " ever",
        SinceKind.TRIGGER: " since the trigger",
        SinceKind.ENTRY: " since entering",
        SinceKind.STEP: f" since {step}",
    }[kind]
