"""The senders that a project's settings ask for."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from orchestrator.delivery.check import check_settings
from orchestrator.delivery.message import Message, Outcome, Receipt, Sender
from orchestrator.delivery.outbox import OutboxSender
from orchestrator.delivery.smtp import SmtpSender
from orchestrator.model import Project, SenderSettings, SenderType

SECRET_FILE = ".unsubscribe-secret"  # noqa: S105  (the file's name, not a secret)


class SilentSender:
    """Takes everything and sends nothing: for simulating."""

    def deliver(self, messages: Sequence[Message]) -> Iterator[Receipt]:
        for message in messages:
            yield Receipt(message.id, Outcome.SENT)


class Redirecting:
    """Hands everything to one recipient, whoever the customer is: for messages to the staff."""

    def __init__(self, sender: Sender, recipient: str) -> None:
        self._sender = sender
        self._recipient = recipient

    def deliver(self, messages: Sequence[Message]) -> Iterator[Receipt]:
        return self._sender.deliver([replace(each, to=self._recipient) for each in messages])


def open_senders(project: Project, root: Path) -> Mapping[str, Sender]:
    """Make each sender, by its name; an outbox's folder is relative to the project's root.

    Raises BadAddressError when a sender's own address can't be used.
    """
    return {name: _opened(name, settings, root) for name, settings in project.senders.items()}


def unsubscribe_secret(settings: SenderSettings, root: Path) -> str | None:
    """Return what signs unsubscribe links; None when there can be no such links.

    An outbox without a secret keeps a random one of its own in a hidden file inside its folder,
    so that the links of a demo can be tried; it goes when the folder goes. A real mail server
    gets no made-up secret: its links must outlive any one computer.
    """
    if settings.secret or settings.type is not SenderType.OUTBOX:
        return settings.secret or None
    path = root / settings.folder / SECRET_FILE
    if not path.exists():
        _keep_secret(path)
    return path.read_text(encoding="ascii")


def _keep_secret(path: Path) -> None:
    """Write a new secret, unless another process was faster."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{uuid4().hex}.tmp")
    draft.touch(mode=0o600)
    try:
        draft.write_text(secrets.token_urlsafe(32), encoding="ascii")
        with suppress(FileExistsError):
            path.hardlink_to(draft)
    finally:
        draft.unlink()


def _opened(name: str, settings: SenderSettings, root: Path) -> Sender:
    check_settings(name, settings)
    sender = _sender(settings, root)
    return Redirecting(sender, settings.recipient) if settings.recipient else sender


def _sender(settings: SenderSettings, root: Path) -> Sender:
    """What few projects use is imported only where it is used."""
    match settings.type:
        case SenderType.OUTBOX:
            return OutboxSender(settings, root / settings.folder)
        case SenderType.SMTP:
            return SmtpSender(settings)
        case SenderType.APPRISE:
            from orchestrator.delivery.gateway import GatewaySender  # noqa: PLC0415

            return GatewaySender(settings)
        case SenderType.WEBHOOK:
            from orchestrator.delivery.webhook import WebhookSender  # noqa: PLC0415

            return WebhookSender(settings)
