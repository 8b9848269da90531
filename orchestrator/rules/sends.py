"""Which messages a flow sends, and which of them are marketing."""

from __future__ import annotations

from collections.abc import Sequence

from orchestrator.model import Flow, MessageClass, Send, Status


def sends_of(flow: Flow) -> list[Send]:
    return [step for step in flow.all_steps() if isinstance(step, Send)]


def is_marketing(send: Send, flow: Flow) -> bool:
    """Whether consent and caps count for it: not for what goes to somebody else than the customer."""
    message_class = send.message_class or flow.message_class
    return send.to is None and message_class is MessageClass.MARKETING


def marketing_of(flow: Flow) -> list[Send]:
    return [send for send in sends_of(flow) if is_marketing(send, flow)]


def live_marketing(flows: Sequence[Flow]) -> list[Flow]:
    """Those among them that send marketing to customers today."""
    return [flow for flow in flows if flow.status is Status.LIVE and marketing_of(flow)]
