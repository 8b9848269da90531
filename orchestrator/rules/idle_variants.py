"""The rule that the variants of a message differ."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import Flow, Send, Variant
from orchestrator.rules.context import Context
from orchestrator.rules.say import problem
from orchestrator.rules.sends import sends_of


def variants_differ(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    for send in sends_of(flow):
        first: dict[object, str] = {}
        for variant in send.variants:
            same = first.setdefault(_seen(variant, send), variant.name)
            if same != variant.name:
                message = (
                    f'"{variant.name}" is the same message as "{same}", so the test tells nothing; '
                    "give it a subject or a template of its own"
                )
                yield problem(Code.NO_EFFECT, variant.path, message, on_key=True)


def _seen(variant: Variant, send: Send) -> object:
    """What a customer who gets it sees."""
    subjects = variant.subjects or {"": variant.subject or send.subject}
    if variant.subject is None and send.subjects:
        subjects = send.subjects
    return variant.template or send.template, tuple(sorted(subjects.items()))
