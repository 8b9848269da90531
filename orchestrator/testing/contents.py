"""What a message says, against what it was to say."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from orchestrator.delivery import Message
from orchestrator.testing.happened import Made
from orchestrator.testing.model import ExpectedMessage, Outcome

MOST = 400
"""Characters of a text that are shown."""


def problems_with(expected: ExpectedMessage, made: Made) -> Iterator[tuple[str, str]]:
    """The key of each expectation that is not met, and what there is instead."""
    if expected.reason is not None and not _is_reason(expected, made.reason or ""):
        yield expected.outcome.value, f"the reason is {made.reason}"
    if expected.variant is not None and made.variant != expected.variant:
        yield "variant", f"the variant is {made.variant}, not {expected.variant}"
    if expected.channel is not None and made.channel != expected.channel:
        yield "channel", f"it left by {made.channel}, not by {expected.channel}"
    if made.content is not None:
        yield from _written(expected, made.content)
        return
    for key in ("to", "subject", "text", "html", "without"):
        if getattr(expected, key):
            yield key, "it was never written, so it says nothing"


def _written(expected: ExpectedMessage, content: Message) -> Iterator[tuple[str, str]]:
    if expected.to is not None and content.to != expected.to:
        yield "to", f"it went to {content.to}"
    if expected.subject is not None and expected.subject not in content.subject:
        yield "subject", f'the subject is "{content.subject}"'
    yield from _lacks("text", expected.text, content.text)
    yield from _lacks("html", expected.html, content.html)
    every = _spaced(f"{content.subject}\n{content.text}\n{content.html}")
    for part in expected.without:
        if _spaced(part) in every:
            yield "without", f'it says "{part}"'


def _lacks(key: str, parts: Sequence[str], whole: str) -> Iterator[tuple[str, str]]:
    for part in parts:
        if _spaced(part) not in _spaced(whole):
            yield key, f'the {key} has no "{part}"; it says:\n{_shown(whole)}'


def _is_reason(expected: ExpectedMessage, reason: str) -> bool:
    if expected.outcome is Outcome.FAILED:
        return (expected.reason or "") in reason
    return reason == expected.reason


def _spaced(text: str) -> str:
    """Line breaks and indents are the template's own business."""
    return " ".join(text.split())


def _shown(text: str) -> str:
    spaced = _spaced(text)
    return spaced if len(spaced) <= MOST else f"{spaced[:MOST]}…"
