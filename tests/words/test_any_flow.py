"""Whatever a flow says, its words are words: no error, and nothing of Python's in them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from hypothesis import HealthCheck, given, settings

from orchestrator.model import Flow, Send
from orchestrator.words import (
    Item,
    Outline,
    as_markdown,
    as_text,
    condition_words,
    describe,
    exit_words,
    send_words,
    step_words,
    trigger_words,
)
from tests.strategies.flows import flows
from tests.strategies.shop import PROJECT

OF_PYTHON = re.compile(
    r"<|datetime|timedelta|Operator\.|Scope\.|Type\.|Ref\(|Relative\(|path=|=\(|\{\}"
    r"|\b(?!None of this holds)None\b|\bTrue\b|\bFalse\b"
)
WIDTH = 100

any_flow = settings(
    max_examples=40,
    deadline=None,
    suppress_health_check=(HealthCheck.too_slow, HealthCheck.data_too_large),
)


@any_flow
@given(flows())
def test_an_outline_is_made_of_words(flow: Flow) -> None:
    outline = describe(flow, PROJECT)
    for text in (as_text(outline), as_markdown(outline)):
        assert not OF_PYTHON.search(text)
        assert text.endswith("\n")
        assert not re.search(r"[ \t]$|\t", text, re.MULTILINE)


@any_flow
@given(flows())
def test_a_line_is_a_hundred_columns_at_most(flow: Flow) -> None:
    for line in as_text(describe(flow, PROJECT)).splitlines():
        indent = len(line) - len(line.lstrip())
        assert len(line) <= WIDTH or " " not in line[indent:].lstrip("- 0123456789.")


@any_flow
@given(flows())
def test_both_formats_say_everything(flow: Flow) -> None:
    outline = describe(flow, PROJECT)
    text = " ".join(as_text(outline).split())
    markdown = " ".join(re.sub(r"\\(.)", r"\1", as_markdown(outline)).split())
    for words in _texts(outline):
        assert words in text
        assert words in markdown


@any_flow
@given(flows())
def test_every_step_is_told(flow: Flow) -> None:
    text = as_text(describe(flow, PROJECT))
    for step in flow.all_steps():
        if isinstance(step, Send):
            assert step.id in text
    assert len([*_numbered(describe(flow, PROJECT).steps)]) == len([*flow.all_steps()])


@any_flow
@given(flows())
def test_names_and_sentences_of_operations_are_made_of_words(flow: Flow) -> None:
    told = [trigger_words(flow), exit_words(flow), condition_words(flow.conditions)]
    for step in flow.all_steps():
        told.append(step_words(step))
        if isinstance(step, Send):
            told.append(send_words(step, flow))
    for words in told:
        assert not OF_PYTHON.search(words)
        assert "\n" not in words


def _texts(outline: Outline) -> Iterator[str]:
    yield " ".join(outline.title.split())
    for section in outline.sections:
        yield from _within((section.body,))
    yield from _within(outline.steps)


def _within(items: Sequence[Item]) -> Iterator[str]:
    for item in items:
        yield " ".join(item.text.split())
        yield from _within(item.children)


def _numbered(items: Sequence[Item]) -> Iterator[Item]:
    for item in items:
        yield from (item,) if item.numbered else ()
        yield from _numbered(item.children)
