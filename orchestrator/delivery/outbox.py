"""Messages that leave into a folder, to look at instead of being sent."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from datetime import UTC
from email.utils import format_datetime
from pathlib import Path
from uuid import uuid4

from orchestrator.delivery.address import BadAddressError
from orchestrator.delivery.call import body_of, headers_of
from orchestrator.delivery.compose import compose, one_line, plain_id
from orchestrator.delivery.message import Message, Outcome, Receipt
from orchestrator.delivery.phone import e164
from orchestrator.model import Channel, SenderSettings

ENDINGS = {Channel.EMAIL: ".eml", Channel.SMS: ".sms.txt", Channel.WEBHOOK: ".webhook.json"}


class OutboxSender:
    """Writes one file a message, named after its id: delivered twice, it is one file."""

    def __init__(self, settings: SenderSettings, folder: Path) -> None:
        self._settings = settings
        self._folder = folder

    def deliver(self, messages: Sequence[Message]) -> Iterator[Receipt]:
        for message in messages:
            yield self._deliver_one(message)

    def _deliver_one(self, message: Message) -> Receipt:
        try:
            file = f"{plain_id(message.id)}{ENDINGS[message.channel]}"
            write_whole(self._folder / file, self._content(message))
        except BadAddressError as error:
            return Receipt(message.id, Outcome.FAILED, str(error))
        except OSError as error:
            reason = f"the outbox can't be written: {error.strerror or error}"
            return Receipt(message.id, Outcome.RETRY, reason)
        return Receipt(message.id, Outcome.SENT)

    def _content(self, message: Message) -> bytes:
        match message.channel:
            case Channel.EMAIL:
                return compose(message, self._settings).as_bytes()
            case Channel.SMS:
                return _text_message(message)
            case Channel.WEBHOOK:
                return _call(message, self._settings.secret)


def _text_message(message: Message) -> bytes:
    head = {
        "To": e164(message.to),
        "Date": format_datetime(message.at.astimezone(UTC)),
        "Flow": one_line(message.flow),
        "Step": one_line(message.step),
    }
    lines = [f"{name}: {value}" for name, value in head.items()]
    return "\n".join([*lines, "", message.text, ""]).encode("utf-8", "replace")


def _call(message: Message, secret: str | None) -> bytes:
    body = body_of(message)
    call = {
        "time": message.at.astimezone(UTC).isoformat(),
        "flow": message.flow,
        "step": message.step,
        "to": message.to,
        "headers": headers_of(message, body, secret),
        "body": json.loads(body),
    }
    return f"{json.dumps(call, ensure_ascii=False, indent=2)}\n".encode("utf-8", "replace")


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever sees a part of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{uuid4().hex}.tmp")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
