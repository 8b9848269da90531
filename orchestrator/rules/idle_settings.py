"""Rules on what a flow sets and what changes nothing."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from orchestrator.conditions import Compare, Operator, Ranked
from orchestrator.diagnostics import Code, Diagnostic, Path
from orchestrator.model import (
    DateTrigger,
    EventTrigger,
    Flow,
    OnCap,
    ReentryKind,
    Update,
    WhileInside,
)
from orchestrator.rules.context import Context
from orchestrator.rules.passing import first_sends
from orchestrator.rules.say import problem
from orchestrator.rules.sends import marketing_of, sends_of
from orchestrator.rules.wording import duration_words

EVERYBODY = (0.0, 100.0)


def coming_again_is_possible(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    is_once = flow.reentry.kind is ReentryKind.NEVER
    if is_once and flow.while_inside is not WhileInside.IGNORE:
        message = (
            f'"while_inside: {flow.while_inside}" changes nothing: with "reentry: never" nobody '
            "enters a second time"
        )
        yield _idle(("while_inside",), message)


def leap_days_come_again(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    trigger = flow.trigger
    if not isinstance(trigger, DateTrigger) or trigger.yearly:
        return
    if trigger.leap_day is not DateTrigger.leap_day:
        message = (
            '"leap_day" changes nothing without "repeat: yearly": the date itself comes once, '
            "and is a day that exists"
        )
        yield _idle((*trigger.path, "leap_day"), message, on_key=True)


def ranks_leave_somebody_out(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    """Of a segment's members the whole is a way to ask for members that have a value."""
    for found in context.conditions(flow):
        test = found.condition
        if isinstance(test, Ranked) and (test.start, test.end) == EVERYBODY and not test.among:
            message = (
                f'these ranks are of everybody who has a {test.ref}; write "exists: true" if that '
                "is meant, or a smaller share"
            )
            yield _idle(test.path, message)


def nothing_is_compared_with_itself(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    for found in context.conditions(flow):
        test = found.condition
        is_same = isinstance(test, Compare) and test.operator is Operator.SAME_AS
        if isinstance(test, Compare) and is_same and test.value == test.ref:
            yield _idle(test.path, f"{test.ref} is compared with itself")


def tags_are_not_added_and_removed(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    for step in flow.all_steps():
        if not isinstance(step, Update):
            continue
        for index, tag in enumerate(step.remove_tags):
            if tag in step.add_tags:
                path = (*step.path, "update", "remove_tags", index)
                yield _idle(path, f'the tag "{tag}" is added and removed in one step')


def holding_ends_before_messages_do(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    sends = marketing_of(flow)
    if flow.hold is None or not sends:
        return
    longest = max(send.not_after or flow.not_after for send in sends)
    if flow.hold.at_most > longest:
        held = duration_words(flow.hold.at_most)
        message = (
            f'"hold_at_most: {held}" is never reached: a message is too late after '
            f'{duration_words(longest)}; write "not_after: {held}" too, or a shorter hold_at_most'
        )
        yield _idle(("hold_at_most",), message)


def marketing_is_what_is_held(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    if not sends_of(flow) or marketing_of(flow):
        return
    if flow.send_window is not None:
        yield _for_nothing(flow.send_window.path, "send_window")
    if flow.priority != Flow.priority:
        message = (
            '"priority" changes nothing: it says who goes first where a cap holds marketing back'
        )
        yield _idle(("priority",), message, on_key=True)
    if flow.hold is not None:
        yield _for_nothing(("hold_while",), "hold_while")
    for send in sends_of(flow):
        if send.on_cap is not OnCap.DEFER:
            yield _for_nothing((*send.path, "on_cap"), "on_cap")


def goals_outlast_the_first_message(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    """What is done before anybody has got anything tells nothing of the flow."""
    if flow.goal is None:
        return
    rest = flow.trigger.quiet_for if isinstance(flow.trigger, EventTrigger) else None
    first = min(first_sends(flow, lambda _send: True), default=None)
    since_trigger = None if first is None else first + (rest or timedelta(0))
    if since_trigger is not None and since_trigger >= flow.goal.within:
        message = (
            f"the goal is over before the first message, which comes {duration_words(since_trigger)} "
            'after the trigger at the earliest; write a longer "within"'
        )
        yield _idle((*flow.goal.path, "within"), message)


def _for_nothing(path: Path, key: str) -> Diagnostic:
    message = f'"{key}" changes nothing: it holds back marketing, and the flow sends none'
    return _idle(path, message, on_key=True)


def _idle(path: Path, message: str, *, on_key: bool = False) -> Diagnostic:
    return problem(Code.NO_EFFECT, path, message, on_key=on_key)
