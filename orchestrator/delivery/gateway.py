"""Text messages that leave through a gateway, by its Apprise URL."""

from __future__ import annotations

import logging
import re
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from http import HTTPStatus
from http.client import responses
from urllib.parse import quote

from apprise import Apprise

from orchestrator.delivery.address import BadAddressError
from orchestrator.delivery.check import TO
from orchestrator.delivery.message import Message, Outcome, Receipt
from orchestrator.delivery.phone import e164
from orchestrator.model import SenderSettings

STATUS = re.compile(r"\berror=(?P<status>[0-9]{3})\b")
NOT_REACHED = re.compile(r"Failed to establish|NewConnectionError|ConnectTimeout|NameResolution")
BAD_REQUESTS = (
    HTTPStatus.BAD_REQUEST,
    HTTPStatus.CONFLICT,
    HTTPStatus.GONE,
    HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    HTTPStatus.UNPROCESSABLE_ENTITY,
)
"""What gateways say of one message; any other refusal is about our account there."""


class GatewaySender:
    """Apprise only tells whether it worked; why it did not is in what it logs.

    What the log does not make sure of is unknown, and so never tried again by itself.
    """

    def __init__(self, settings: SenderSettings) -> None:
        self._url = settings.url or ""

    def deliver(self, messages: Sequence[Message]) -> Iterator[Receipt]:
        for message in messages:
            yield self._deliver_one(message)

    def _deliver_one(self, message: Message) -> Receipt:
        try:
            url = self._addressed(message)
        except BadAddressError as error:
            return Receipt(message.id, Outcome.FAILED, str(error))
        gateway = Apprise()
        with _overheard() as words:
            if not gateway.add(url):
                reason = "the sender's url in orchestrator.yml is not one that Apprise knows"
                return Receipt(message.id, Outcome.RETRY, reason)
            if gateway.notify(body=message.text):
                return Receipt(message.id, Outcome.SENT)
        return Receipt(message.id, *_why(" ".join(words)))

    def _addressed(self, message: Message) -> str:
        """A URL without a place for the number, such as that of a chat, always means the same."""
        if TO not in self._url:
            return self._url
        return self._url.replace(TO, quote(e164(message.to), safe=""))


def _why(words: str) -> tuple[Outcome, str]:
    status = STATUS.search(words)
    if status:
        code = int(status["status"])
        outcome = Outcome.FAILED if code in BAD_REQUESTS else Outcome.RETRY
        return outcome, f"the gateway answered {code} {responses.get(code, '')}".rstrip()
    if NOT_REACHED.search(words):
        return Outcome.RETRY, "the gateway can't be reached"
    return Outcome.UNKNOWN, "the gateway never said whether it took the message"


@contextmanager
def _overheard() -> Iterator[list[str]]:
    """Hear what Apprise logs in this thread. It holds texts and numbers, so it goes nowhere else."""
    logger = logging.getLogger("apprise")
    ear = _Ear()
    before = logger.level, logger.propagate
    logger.addHandler(ear)
    logger.setLevel(logging.DEBUG)
    logger.propagate = False
    try:
        yield ear.words
    finally:
        logger.removeHandler(ear)
        logger.level, logger.propagate = before


class _Ear(logging.Handler):
    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.words: list[str] = []
        self._thread = threading.get_ident()

    def emit(self, record: logging.LogRecord) -> None:
        if record.thread == self._thread:
            self.words.append(record.getMessage())
