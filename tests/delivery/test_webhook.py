from __future__ import annotations

import hmac
import json
import socket
from dataclasses import replace
from datetime import UTC, datetime
from hashlib import sha256

import pytest

from orchestrator.delivery import Message, Outcome, Receipt
from orchestrator.delivery.webhook import WebhookSender
from orchestrator.model import Channel, SenderSettings, SenderType
from tests.delivery.web import BREAK, SILENCE, Answer, running

SENT, FAILED, RETRY, UNKNOWN = Outcome.SENT, Outcome.FAILED, Outcome.RETRY, Outcome.UNKNOWN


def message(number: int = 1, text: str = '{"name": "Åsa"}') -> Message:
    return Message(
        id=f"shop-{number}",
        flow="welcome",
        step="tell",
        customer="17",
        to="",
        subject="",
        html="",
        text=text,
        at=datetime(2026, 3, 31, 8, tzinfo=UTC),
        channel=Channel.WEBHOOK,
    )


def sender(url: str, secret: str | None = None, timeout: float = 5) -> WebhookSender:
    settings = SenderSettings(SenderType.WEBHOOK, channel=Channel.WEBHOOK, url=url, secret=secret)
    return WebhookSender(settings, timeout=timeout)


def test_what_the_server_gets() -> None:
    with running() as web:
        receipts = list(sender(web.url, "key").deliver([message(1), message(2, text="")]))
    assert receipts == [Receipt("shop-1", SENT), Receipt("shop-2", SENT)]
    first, second = web.taken
    assert web.connections == 1
    assert first.path == "/hook"
    assert first.body == '{"name": "Åsa"}'.encode()
    assert first.headers["Content-Type"] == "application/json"
    assert first.headers["Idempotency-Key"] == "shop-1"
    signed = hmac.new(b"key", first.body, sha256).hexdigest()
    assert first.headers["X-Lifecycle-Signature"] == f"sha256={signed}"
    assert json.loads(second.body) == {
        "flow": "welcome",
        "step": "tell",
        "customer": "17",
        "time": "2026-03-31T08:00:00Z",
    }


def test_without_a_secret_nothing_is_signed() -> None:
    with running() as web:
        list(sender(web.url).deliver([message()]))
    assert "X-Lifecycle-Signature" not in web.taken[0].headers


@pytest.mark.parametrize(
    ("answer", "outcome", "reason"),
    [
        (200, SENT, None),
        (201, SENT, None),
        (204, SENT, None),
        (301, FAILED, "127.0.0.1 answered 301 Moved Permanently; write the address"),
        (400, FAILED, '127.0.0.1 answered 400 Bad Request: {"said": "no more"}'),
        (404, FAILED, "127.0.0.1 answered 404 Not Found"),
        (410, FAILED, "127.0.0.1 answered 410 Gone"),
        (422, FAILED, "127.0.0.1 answered 422"),
        (401, RETRY, "127.0.0.1 answered 401 Unauthorized"),
        (408, RETRY, "127.0.0.1 answered 408 Request Timeout"),
        (429, RETRY, "127.0.0.1 answered 429 Too Many Requests"),
        (500, RETRY, "127.0.0.1 answered 500 Internal Server Error"),
        (503, RETRY, "127.0.0.1 answered 503 Service Unavailable"),
        (BREAK, UNKNOWN, "127.0.0.1 never said whether it took the message"),
        (SILENCE, UNKNOWN, "127.0.0.1 never said whether it took the message"),
    ],
)
def test_outcomes(answer: Answer, outcome: Outcome, reason: str | None) -> None:
    with running(answer) as web:
        timeout = 0.3 if answer == SILENCE else 5
        first, second = sender(web.url, timeout=timeout).deliver([message(1), message(2)])
    assert (first.outcome, second.outcome) == (outcome, SENT)
    assert (first.reason or "").startswith(reason or "")
    assert (first.reason is None) is (outcome is SENT)
    assert [each.headers["Idempotency-Key"] for each in web.taken] == ["shop-1", "shop-2"]
    assert "\n" not in (first.reason or "")


def test_a_server_that_cannot_be_reached_is_asked_once() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    first, second = sender(f"http://127.0.0.1:{port}/?token=s3cret").deliver(
        [message(1), message(2)]
    )
    assert (first.outcome, second.outcome) == (RETRY, RETRY)
    assert first.reason == second.reason
    assert "can't be reached" in (first.reason or "")
    assert "s3cret" not in (first.reason or "")


def test_a_server_without_its_certificate_gets_nothing() -> None:
    with running() as web:
        url = web.url.replace("http:", "https:")
        (receipt,) = sender(url).deliver([message()])
    assert receipt.outcome is RETRY
    assert web.taken == []


def test_the_same_call_again_is_the_same_call() -> None:
    with running(503) as web:
        for _ in range(2):
            list(sender(web.url, "key").deliver([message()]))
        list(sender(web.url, "key").deliver([replace(message(), id="shop-2")]))
    first, again, other = (each.headers["Idempotency-Key"] for each in web.taken)
    assert first == again != other
