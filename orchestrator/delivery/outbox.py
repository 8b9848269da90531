"""Messages that leave into a folder, to look at instead of being sent."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from uuid import uuid4

from orchestrator.delivery.address import BadAddressError
from orchestrator.delivery.compose import compose, plain_id
from orchestrator.delivery.message import Message, Outcome, Receipt
from orchestrator.model import SenderSettings


class OutboxSender:
    """Writes one `.eml` a message, named after its id: delivered twice, it is one file."""

    def __init__(self, settings: SenderSettings, folder: Path) -> None:
        self._settings = settings
        self._folder = folder

    def deliver(self, messages: Sequence[Message]) -> Iterator[Receipt]:
        for message in messages:
            yield self._deliver_one(message)

    def _deliver_one(self, message: Message) -> Receipt:
        try:
            content = compose(message, self._settings).as_bytes()
            write_whole(self._folder / f"{plain_id(message.id)}.eml", content)
        except BadAddressError as error:
            return Receipt(message.id, Outcome.FAILED, str(error))
        except OSError as error:
            reason = f"the outbox can't be written: {error.strerror or error}"
            return Receipt(message.id, Outcome.RETRY, reason)
        return Receipt(message.id, Outcome.SENT)


def write_whole(path: Path, content: bytes) -> None:
    """Write a file so that nobody ever sees a part of it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    draft = path.with_name(f".{uuid4().hex}.tmp")
    try:
        draft.write_bytes(content)
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)
