"""Rules on what is asked of the messages of another flow."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from orchestrator.conditions import Responded, Response
from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import Flow, Project
from orchestrator.rules.behaviour import never_opened
from orchestrator.rules.context import Context
from orchestrator.rules.places import Found, conditions_of_project
from orchestrator.rules.say import problem, unknown
from orchestrator.rules.sends import sends_of
from orchestrator.rules.whole import Whole, in_file_of


def asked_of_in(flow: Flow, context: Context) -> set[str]:
    """The keys of the flows whose messages the flow asks about."""
    return _flows_of(context.conditions(flow))


def asked_of_by_segments(project: Project) -> set[str]:
    """The same of what every flow shares."""
    return _flows_of(conditions_of_project(project))


def _flows_of(conditions: Iterable[Found]) -> set[str]:
    asked = (each.condition for each in conditions)
    return {each.flow for each in asked if isinstance(each, Responded) and each.flow}


def responses_are_to_what_is_sent(whole: Whole) -> Iterator[Diagnostic]:
    """`received: {flow, step}` asks about another flow."""
    for flow in whole.judged:
        for found in whole.context.conditions(flow):
            if isinstance(found.condition, Responded) and found.condition.flow:
                for each in _unknown_message(found.condition, found.condition.flow, whole):
                    yield in_file_of(flow, each)


def responses_have_a_source(whole: Whole) -> Iterator[Diagnostic]:
    """Only the project's own database knows whether a mail was opened."""
    if whole.project.catalog.responses is not None:
        return
    for asked, who in _asked(whole):
        if asked.response is not Response.RECEIVED:
            word = f"not_{asked.response}" if asked.negated else str(asked.response)
            message = (
                f'"catalog" has no "responses", but {who} asks for {word}; say in which table it '
                "is written who opened and clicked"
            )
            yield problem(Code.NO_RESPONSES, ("catalog", "responses"), message)
            return


def _asked(whole: Whole) -> Iterator[tuple[Responded, str]]:
    for flow in whole.flows:
        for found in whole.context.conditions(flow):
            if isinstance(found.condition, Responded):
                yield found.condition, f'the flow "{flow.key}"'
    for found in conditions_of_project(whole.project):
        if isinstance(found.condition, Responded):
            yield found.condition, "this file"


def responses_of_segments_are_to_what_is_sent(whole: Whole) -> Iterator[Diagnostic]:
    for found in conditions_of_project(whole.project):
        if isinstance(found.condition, Responded) and found.condition.flow:
            yield from _unknown_message(found.condition, found.condition.flow, whole)


def _unknown_message(asked: Responded, key: str, whole: Whole) -> Iterator[Diagnostic]:
    other = whole.by_key.get(key)
    if key not in whole.keys:
        message = f'there is no flow "{key}"'
        path = (*asked.path, "flow")
        yield unknown(Code.UNKNOWN_FLOW, path, message, key, sorted(whole.keys))
    elif other is not None and asked.step:
        known = [send.id for send in sends_of(other)]
        if asked.step not in known:
            message = f'the flow "{key}" sends no "{asked.step}"'
            yield unknown(Code.UNKNOWN_STEP, (*asked.path, "step"), message, asked.step, known)
        elif unknowable := never_opened(asked, other):
            yield problem(Code.UNKNOWN_STEP, (*asked.path, "step"), unknowable)
