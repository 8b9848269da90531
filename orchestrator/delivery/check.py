"""Is a sender's own side in order: told when it is opened, before anybody is written to."""

from __future__ import annotations

from urllib.parse import urlsplit

from orchestrator.delivery.address import BadAddressError
from orchestrator.delivery.compose import check_addresses
from orchestrator.delivery.reach import problem_with
from orchestrator.model import Channel, SenderSettings, SenderType

TO = "{to}"
"""Where in a gateway's URL the customer's number goes."""


def check_settings(name: str, settings: SenderSettings) -> None:
    """Raise BadAddressError when nothing can leave by this sender."""
    check_addresses(settings)
    problem = _problem(name, settings)
    if problem:
        message = f'the sender "{name}" in orchestrator.yml: {problem}'
        raise BadAddressError(message)


def _problem(name: str, settings: SenderSettings) -> str | None:
    if settings.recipient and settings.type is not SenderType.APPRISE:
        problem = problem_with(settings.recipient, settings.channel)
        if problem:
            return f'"to" can\'t be used: {problem}'
    match settings.type:
        case SenderType.WEBHOOK:
            return _problem_with_url(settings.url or "")
        case SenderType.APPRISE if name == Channel.SMS and TO not in (settings.url or ""):
            return f"its url has no {TO}, the place of the customer's number"
    return None


def _problem_with_url(url: str) -> str | None:
    try:
        parts = urlsplit(url)
        is_usable = parts.scheme in {"http", "https"} and bool(parts.hostname) and parts.port != 0
    except ValueError:
        is_usable = False
    return None if is_usable else "its url must begin with https:// and name a host"
