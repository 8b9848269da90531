"""Rules on words that flows share without anybody defining them: topics and tags."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import chain

from orchestrator.conditions import TAGS, Compare, Operator, Ref, Scope
from orchestrator.diagnostics import Code, Diagnostic, Path
from orchestrator.model import FrequencyCap, Update
from orchestrator.rules.ids import differs_by_case
from orchestrator.rules.places import Found, conditions_of_project
from orchestrator.rules.say import unknown
from orchestrator.rules.sends import sends_of
from orchestrator.rules.whole import Whole

OF_CUSTOMERS = Ref(Scope.CUSTOMER, TAGS)
ASK_FOR_ONE = (Operator.CONTAINS, Operator.NOT_CONTAINS)


def capped_topics_are_sent(whole: Whole) -> Iterator[Diagnostic]:
    if not whole.is_complete:
        return
    topics = {send.topic for flow in whole.flows for send in sends_of(flow) if send.topic}
    for cap in whole.project.defaults.frequency_cap:
        yield from _unsent(cap, topics)
    for flow in whole.judged:
        for cap in flow.frequency_cap:
            yield from (replace(found, file=flow.file) for found in _unsent(cap, topics))


def _unsent(cap: FrequencyCap, topics: set[str]) -> Iterator[Diagnostic]:
    if cap.topic and cap.topic not in topics:
        message = f'no message has the topic "{cap.topic}", so this cap counts nothing'
        path = (*cap.path, "of", "topic")
        yield unknown(Code.UNKNOWN_TOPIC, path, message, cap.topic, sorted(topics))


def asked_tags_are_given(whole: Whole) -> Iterator[Diagnostic]:
    given = {*whole.project.tags}
    for flow in whole.flows:
        for step in flow.all_steps():
            given |= {*step.add_tags} if isinstance(step, Update) else set()
    for found in conditions_of_project(whole.project):
        yield from _ungiven(found, given, whole)
    for flow in whole.judged:
        ungiven = (_ungiven(found, given, whole) for found in whole.context.conditions(flow))
        yield from (replace(found, file=flow.file) for found in chain.from_iterable(ungiven))


def _ungiven(found: Found, given: set[str], whole: Whole) -> Iterator[Diagnostic]:
    """Steps that only take a tag away prove nothing."""
    compare = found.condition
    if not isinstance(compare, Compare) or compare.operator not in ASK_FOR_ONE:
        return
    tag = str(compare.value)
    if compare.ref != OF_CUSTOMERS or tag in given:
        return
    twin = next((other for other in sorted(given) if other.lower() == tag.lower()), None)
    if twin is not None:
        yield differs_by_case(tag, twin, compare.path, "the tags")
    elif whole.is_complete:
        message = f'nobody gives the tag "{tag}"'
        yield unknown(Code.UNKNOWN_TAG, compare.path, message, tag, sorted(given))


def tags_differ_by_more_than_case(whole: Whole) -> Iterator[Diagnostic]:
    seen: dict[str, tuple[str, str]] = {tag.lower(): (tag, "") for tag in whole.project.tags}
    for flow in whole.flows:
        for step in flow.all_steps():
            for key, tags in _changed(step).items():
                for index, tag in enumerate(tags):
                    first, _file = seen.setdefault(tag.lower(), (tag, flow.file))
                    if first != tag and flow.file in whole.files:
                        path: Path = (*step.path, "update", key, index)
                        found = differs_by_case(tag, first, path, "the tags")
                        yield replace(found, file=flow.file)


def _changed(step: object) -> dict[str, tuple[str, ...]]:
    if not isinstance(step, Update):
        return {}
    return {"add_tags": step.add_tags, "remove_tags": step.remove_tags}
