"""Rules on what orchestrator.yml needs so that the flows can send."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.model import Channel, Flow, MessageClass, Project, Send
from orchestrator.rules.say import problem


def sender_exists(project: Project, flows: Sequence[Flow]) -> Iterator[Diagnostic]:
    for channel in Channel:
        senders = [flow.key for flow in flows if any(s.channel is channel for s in _sends(flow))]
        if senders and channel not in project.senders:
            message = f'"senders" has no "{channel}", but {_who(senders)} it'
            yield problem(Code.NO_SENDER, ("senders", channel.value), message)


def address_exists(project: Project, flows: Sequence[Flow]) -> Iterator[Diagnostic]:
    senders = [flow.key for flow in flows if any(_sends(flow))]
    if senders and project.catalog.customers.email is None:
        message = f'"customers" has no "email" column, but {_who(senders)} e-mail'
        yield problem(Code.MISSING_KEY, ("catalog", "customers", "email"), message)


def consent_exists(project: Project, flows: Sequence[Flow]) -> Iterator[Diagnostic]:
    senders = [flow.key for flow in flows if _sends_marketing(flow)]
    if senders and Channel.EMAIL.value not in project.catalog.customers.consent:
        message = (
            f'"customers" has no "consent" column for email, but {_who(senders)} marketing; '
            'name the column, or make the messages "message_class: transactional"'
        )
        yield problem(Code.NO_CONSENT_COLUMN, ("catalog", "customers", "consent"), message)


def _sends(flow: Flow) -> list[Send]:
    return [step for step in flow.all_steps() if isinstance(step, Send)]


def _sends_marketing(flow: Flow) -> bool:
    classes = {step.message_class or flow.message_class for step in _sends(flow)}
    return MessageClass.MARKETING in classes


def _who(keys: Sequence[str]) -> str:
    if len(keys) == 1:
        return f'the flow "{keys[0]}" sends'
    return f'{len(keys)} flows, such as "{keys[0]}", send'
