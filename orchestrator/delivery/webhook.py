"""Messages that leave as a call of somebody's web address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from http import HTTPStatus
from urllib.parse import urlsplit

import httpx

from orchestrator.delivery.call import body_of, headers_of
from orchestrator.delivery.compose import one_line
from orchestrator.delivery.message import Message, Outcome, Receipt
from orchestrator.model import SenderSettings

TIMEOUT = 20.0
"""Seconds that the server may take to be reached, and then for its answer."""
LONGEST_ANSWER = 64 * 1024
"""Bytes that are read; the connection of a longer answer is not used again."""
LONGEST_SHOWN = 200

SUCCESS, REDIRECT, REFUSED = range(200, 300), range(300, 400), range(400, 500)
LATER = (
    HTTPStatus.UNAUTHORIZED,
    HTTPStatus.FORBIDDEN,
    HTTPStatus.REQUEST_TIMEOUT,
    HTTPStatus.TOO_EARLY,
    HTTPStatus.TOO_MANY_REQUESTS,
)
"""Refusals that are about the server or our access to it, not about this one message."""

NOT_REACHED = (httpx.ConnectError, httpx.ConnectTimeout, httpx.ProxyError)
NOT_ALL_LEFT = (httpx.WriteError, httpx.WriteTimeout, httpx.PoolTimeout)


class WebhookSender:
    """Uses one connection a group; follows no redirects.

    A server that can't be reached leaves the whole group to be tried again. One that answers with
    an error of its own (5xx) is called again later, with the same `Idempotency-Key`; one that got
    the call and never answered is not.
    """

    def __init__(self, settings: SenderSettings, *, timeout: float = TIMEOUT) -> None:
        self._url = settings.url or ""
        self._host = urlsplit(self._url).hostname
        self._secret = settings.secret
        self._timeout = timeout

    def deliver(self, messages: Sequence[Message]) -> Iterator[Receipt]:
        unreachable: str | None = None
        with httpx.Client(timeout=self._timeout) as client:
            for message in messages:
                if unreachable is None:
                    try:
                        yield self._call(message, client)
                        continue
                    except NOT_REACHED as error:
                        unreachable = f"{self._host} can't be reached: {_told(error)}"
                yield Receipt(message.id, Outcome.RETRY, unreachable)

    def _call(self, message: Message, client: httpx.Client) -> Receipt:
        """Call once. Raises one of NOT_REACHED."""
        body = body_of(message)
        headers = headers_of(message, body, self._secret)
        try:
            with client.stream("POST", self._url, content=body, headers=headers) as answer:
                outcome = _outcome(answer.status_code)
                words = _words(answer)
                reason = None if outcome is Outcome.SENT else self._refusal(answer, words)
                return Receipt(message.id, outcome, reason)
        except NOT_REACHED:
            raise
        except NOT_ALL_LEFT as error:  # a call that did not leave in whole is none
            reason = f"the connection to {self._host} broke: {_told(error)}"
            return Receipt(message.id, Outcome.RETRY, reason)
        except httpx.TransportError as error:
            reason = f"{self._host} never said whether it took the message: {_told(error)}"
            return Receipt(message.id, Outcome.UNKNOWN, reason)

    def _refusal(self, answer: httpx.Response, words: str) -> str:
        refusal = f"{self._host} answered {answer.status_code} {answer.reason_phrase}".strip()
        if answer.status_code in REDIRECT:
            return f"{refusal}; write the address that it moved to as its url"
        return f"{refusal}: {words}" if words else refusal


def _outcome(status: int) -> Outcome:
    if status in SUCCESS:
        return Outcome.SENT
    is_final = status in REFUSED or status in REDIRECT
    return Outcome.FAILED if is_final and status not in LATER else Outcome.RETRY


def _words(answer: httpx.Response) -> str:
    """Read what the server says of it; when that breaks off, what it decided still holds."""
    said = b""
    with suppress(httpx.HTTPError):
        for chunk in answer.iter_raw():
            said += chunk
            if len(said) > LONGEST_ANSWER:
                break
    return one_line(said.decode("utf-8", "replace"))[:LONGEST_SHOWN]


def _told(error: Exception) -> str:
    return one_line(str(error)) or type(error).__name__
