"""The rule that a coupon is handed out to be seen."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import Flow
from orchestrator.rules.context import Context
from orchestrator.rules.say import problem
from orchestrator.rules.sends import sends_of
from orchestrator.rules.variables import texts_of

COUPON = ("coupon",)


def coupons_are_shown(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    """Of a text that cannot be read, or that data pulls files into, nothing is known."""
    texts = list(texts_of(flow, context.templates))
    for send in sends_of(flow):
        known = context.project.coupons if context.project else {}
        if send.coupon not in known:  # of an unknown one another rule tells
            continue
        found = [text.inspection for text in texts if text.send is send]
        is_known = all(each.is_whole and not each.problems for each in found)
        has_template = any(text.template for text in texts if text.send is send)
        if is_known and has_template and not any(COUPON in each.paths for each in found):
            message = (
                f'neither the template nor the subject of "{send.id}" prints {{{{ coupon.code }}}}, '
                "so that nobody can use this coupon"
            )
            yield problem(Code.UNUSED_COUPON, (*send.path, "coupon"), message)
