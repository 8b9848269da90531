"""A rule on messages that follow what forbids them."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import Channel, Flow, Send, Step, Update, blocks
from orchestrator.rules.context import Context
from orchestrator.rules.say import problem
from orchestrator.rules.sends import is_marketing


def nothing_follows_its_suppression(flow: Flow, _context: Context) -> Iterator[Diagnostic]:
    """Whoever is suppressed on a channel gets no more marketing on it."""
    yield from _forbidden(flow, flow.steps, frozenset())


def _forbidden(
    flow: Flow, steps: tuple[Step, ...], suppressed: frozenset[Channel]
) -> Iterator[Diagnostic]:
    for step in steps:
        if isinstance(step, Update) and step.suppress:
            suppressed |= {step.suppress}
        elif isinstance(step, Send) and step.channel in suppressed and is_marketing(step, flow):
            message = (
                f'this message is never sent: an "update" above suppresses {step.channel} '
                "for everybody who gets here"
            )
            yield problem(Code.UNREACHABLE_STEP, (*step.path, "send"), message)
        for _arm, inner in blocks(step):
            yield from _forbidden(flow, inner, suppressed)
