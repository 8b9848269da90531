"""Can a message be addressed at all: told before a server is asked."""

from __future__ import annotations

from orchestrator.delivery.address import problem_with_address
from orchestrator.delivery.phone import problem_with_number
from orchestrator.model import Channel


def problem_with(address: str | None, channel: Channel = Channel.EMAIL) -> str | None:
    """Say what is wrong with an address or number, None when nothing is."""
    match channel:
        case Channel.EMAIL:
            return problem_with_address(address)
        case Channel.SMS:
            return problem_with_number(address)
        case Channel.WEBHOOK:
            return None
