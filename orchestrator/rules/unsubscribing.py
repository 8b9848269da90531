"""A way to unsubscribe: which messages have a link, and that marketing mail prints it."""

from __future__ import annotations

from collections.abc import Iterator

from orchestrator.diagnostics import Code, Diagnostic, Span
from orchestrator.model import Channel, Flow, Send, SenderType
from orchestrator.rules.context import Context
from orchestrator.rules.sends import is_marketing, marketing_of
from orchestrator.rules.variables import templates_of
from orchestrator.schema import nearest
from orchestrator.templates import Inspection

LINK = ("unsubscribe_url",)
WITHOUT = "marketing is sent with this template, and it never prints {{ unsubscribe_url }}"
OFTEN_WITHOUT = (
    "marketing is sent with this template, and it does not print {{ unsubscribe_url }} in every "
    "mail: that stands in a comment, a for or an if that asks for something else"
)


def marketing_can_be_unsubscribed(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    """Only of e-mail: how to end text messages is settled with whoever carries them.

    It is said of the template, and so once, however many messages are written in it; not where the
    link is there, only misspelt.
    """
    for send in marketing_of(flow):
        for name, _path in templates_of(send) if send.channel is Channel.EMAIL else ():
            if not context.templates.exists(name):
                continue
            for file, found in context.templates.inspect_each(name).items():
                is_known = found.is_whole and not found.problems
                if LINK not in found.sure and is_known and not _is_misspelt(found):
                    message = OFTEN_WITHOUT if LINK in found.shown else WITHOUT
                    start = Span.point(1, 1)
                    yield Diagnostic(Code.NO_UNSUBSCRIBE_LINK, file, message, span=start)


def _is_misspelt(found: Inspection) -> bool:
    return any(nearest(root, LINK) for root, *_ in found.paths if root not in LINK)


def has_link(flow: Flow, send: Send, context: Context) -> bool:
    """A mail's link can always be a mail to the sender; a text message needs a page."""
    if not is_marketing(send, flow) or send.channel is Channel.WEBHOOK:
        return False
    sender = context.project.senders.get(send.channel) if context.project else None
    if send.channel is Channel.EMAIL or sender is None:
        return True
    can_sign = sender.secret or sender.type is SenderType.OUTBOX
    return bool(sender.unsubscribe_url and can_sign)


def without_link(flow: Flow, send: Send) -> str:
    """Name the kind of message that has no link."""
    if send.to is not None:
        return "a message that is not for the customer"
    if not is_marketing(send, flow):
        return "a transactional message"
    wanted = '"unsubscribe_url" and "secret"'
    return f'as long as the sender "{send.channel}" has no {wanted}, a message by it'
