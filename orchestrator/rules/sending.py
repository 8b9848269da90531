"""Rules on what orchestrator.yml needs so that the flows can send."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import Channel, Flow, Send
from orchestrator.rules.context import Context
from orchestrator.rules.say import problem
from orchestrator.rules.sends import is_marketing, sends_of
from orchestrator.rules.whole import Whole

COLUMNS = {Channel.EMAIL: "email", Channel.SMS: "phone"}
OUTBOX = {
    Channel.EMAIL: "{type: outbox, from: Shop <hello@shop.example>}",
    Channel.SMS: "{type: outbox}",
}
MESSAGES = {Channel.EMAIL: "e-mail", Channel.SMS: "text messages"}


def sender_exists(whole: Whole) -> Iterator[Diagnostic]:
    for channel in COLUMNS:
        senders = [flow.key for flow in whole.flows if _to_customers(flow, channel)]
        is_doubtful = whole.context.is_doubtful("senders", channel.value)
        if senders and channel.value not in whole.project.senders and not is_doubtful:
            message = (
                f'"senders" has no "{channel}", but {_who(senders)} it; write '
                f"{_sender(channel, is_first=not whole.project.senders)}, and messages are files "
                "until you name what carries them"
            )
            yield problem(Code.NO_SENDER, ("senders", channel.value), message)


def address_exists(whole: Whole) -> Iterator[Diagnostic]:
    customers = whole.project.catalog.customers
    columns = {Channel.EMAIL: customers.email, Channel.SMS: customers.phone}
    for channel, column in columns.items():
        senders = [flow.key for flow in whole.flows if _to_customers(flow, channel)]
        if senders and column is None:
            key = COLUMNS[channel]
            message = f'"customers" has no "{key}" column, but {_who(senders)} {MESSAGES[channel]}'
            yield problem(Code.MISSING_KEY, ("catalog", "customers", key), message)


def consent_exists(whole: Whole) -> Iterator[Diagnostic]:
    for channel in COLUMNS:
        senders = [
            flow.key
            for flow in whole.flows
            if any(is_marketing(send, flow) for send in _to_customers(flow, channel))
        ]
        place = ("catalog", "customers", "consent", channel.value)
        has_consent = channel.value in whole.project.catalog.customers.consent
        if senders and not has_consent and not whole.context.is_doubtful(*place):
            message = (
                f'"customers" has no "consent" column for {channel}, but {_who(senders)} '
                'marketing; name the column, or make the messages "message_class: transactional"'
            )
            yield problem(Code.NO_CONSENT_COLUMN, ("catalog", "customers", "consent"), message)


def _sender(channel: Channel, *, is_first: bool) -> str:
    """The line to paste."""
    line = f"{channel}: {OUTBOX[channel]}"
    return f'"senders: {{{line}}}"' if is_first else f'"{line}" below "senders:"'


def _to_customers(flow: Flow, channel: Channel) -> list[Send]:
    return [send for send in sends_of(flow) if send.to is None and send.channel is channel]


def _who(keys: Sequence[str]) -> str:
    if len(keys) == 1:
        return f'the flow "{keys[0]}" sends'
    return f'{len(keys)} flows, such as "{keys[0]}", send'


def named_senders_fit(flow: Flow, context: Context) -> Iterator[Diagnostic]:
    """A webhook goes to a named sender, and whoever is named must carry the channel."""
    for send in sends_of(flow):
        if send.to is None:
            if send.channel is Channel.WEBHOOK:
                yield _webhook_to_nobody(send, context)
            continue
        sender = context.project.senders.get(send.to) if context.project else None
        if sender is None or context.is_doubtful("senders", send.to):
            continue
        path = (*send.path, "to")
        if sender.channel is not send.channel:
            message = (
                f'the sender "{send.to}" carries {sender.channel}, and this is {send.channel}; '
                f'write "channel: {sender.channel}", or name another sender'
            )
            yield problem(Code.NOT_ALLOWED, path, message)
        elif send.channel is not Channel.WEBHOOK and sender.recipient is None:
            message = (
                f'the sender "{send.to}" does not say to whom; add "to:" and an address below '
                f'"senders: {send.to}:", or leave "to" out for what goes to the customer'
            )
            yield problem(Code.NOT_ALLOWED, path, message)


def _webhook_to_nobody(send: Send, context: Context) -> Diagnostic:
    senders = context.project.senders if context.project else {}
    hooks = tuple(name for name, each in senders.items() if each.channel is Channel.WEBHOOK)
    message = '"to" is missing: a webhook goes to a sender of orchestrator.yml'
    return Diagnostic(Code.MISSING_KEY, "", message, (*send.path, "to"), allowed=hooks)
