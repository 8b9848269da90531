"""Where a message goes: to the customer's own address, or to whom the sender says."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import FromClause, String, cast, literal, null

from orchestrator.compiler.sources import Sources
from orchestrator.model import Channel, Flow, MessageClass, Project, Send
from orchestrator.tables import Sql


@dataclass(frozen=True)
class Recipient:
    """For whom a step's messages are; what is not for the customer asks for no consent."""

    sender: str
    """Its name in the project."""
    channel: Channel
    is_customer: bool
    is_marketing: bool
    elsewhere: str | None = None
    """Who gets it if not the customer; None for a webhook, which goes to no address."""

    def address(self, sources: Sources, customers: FromClause) -> Sql:
        if self.is_customer:
            return address_column(self.channel, sources, customers)
        # A webhook has no address either, and must not look as if it were missing.
        return literal(self.elsewhere or self.sender, String())


def recipient_of(flow: Flow, step: Send, project: Project) -> Recipient:
    marketing = (step.message_class or flow.message_class) is MessageClass.MARKETING
    if step.to is None:
        return Recipient(step.channel.value, step.channel, is_customer=True, is_marketing=marketing)
    return Recipient(
        step.to,
        step.channel,
        is_customer=False,
        is_marketing=False,
        elsewhere=project.senders[step.to].recipient,
    )


def address_column(channel: Channel, sources: Sources, customers: FromClause) -> Sql:
    """The customer's e-mail address or telephone number; null where the catalog has none."""
    mapped = sources.catalog.customers
    name = {Channel.EMAIL: mapped.email, Channel.SMS: mapped.phone}.get(channel)
    return customers.c[name] if name else cast(null(), String)
