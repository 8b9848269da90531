from __future__ import annotations

import json
import logging
import socket
from datetime import UTC, datetime

import pytest

from orchestrator.delivery import Message, Outcome, Receipt
from orchestrator.delivery.gateway import GatewaySender
from orchestrator.model import Channel, SenderSettings, SenderType
from tests.delivery.web import BREAK, SILENCE, Answer, running

SENT, FAILED, RETRY, UNKNOWN = Outcome.SENT, Outcome.FAILED, Outcome.RETRY, Outcome.UNKNOWN


def message(number: int = 1, to: str = "+46 70-123 45 67") -> Message:
    return Message(
        id=f"shop-{number}",
        flow="welcome",
        step="text",
        customer="17",
        to=to,
        subject="",
        html="",
        text="Hej Åsa!\nVälkommen",
        at=datetime(2026, 3, 31, 8, tzinfo=UTC),
        channel=Channel.SMS,
    )


def sender(port: int, rest: str = "sms/{to}?:number={to}&rto=0.3") -> GatewaySender:
    url = f"json://user:s3cret@127.0.0.1:{port}/{rest}"
    return GatewaySender(SenderSettings(SenderType.APPRISE, channel=Channel.SMS, url=url))


def test_what_the_gateway_gets() -> None:
    with running() as web:
        (receipt,) = sender(web.port).deliver([message()])
    assert receipt == Receipt("shop-1", SENT)
    (request,) = web.taken
    assert json.loads(request.body)["message"] == "Hej Åsa!\nVälkommen"
    assert json.loads(request.body)["number"] == "+46701234567"
    assert request.path == "/sms/+46701234567"


@pytest.mark.parametrize(
    ("answer", "outcome", "reason"),
    [
        (200, SENT, None),
        (400, FAILED, "the gateway answered 400 Bad Request"),
        (422, FAILED, "the gateway answered 422 Unprocessable Entity"),
        (401, RETRY, "the gateway answered 401 Unauthorized"),
        (402, RETRY, "the gateway answered 402 Payment Required"),
        (429, RETRY, "the gateway answered 429 Too Many Requests"),
        (503, RETRY, "the gateway answered 503 Service Unavailable"),
        (BREAK, UNKNOWN, "the gateway never said whether it took the message"),
        (SILENCE, UNKNOWN, "the gateway never said whether it took the message"),
    ],
)
def test_outcomes(answer: Answer, outcome: Outcome, reason: str | None) -> None:
    with running(answer) as web:
        (receipt,) = sender(web.port).deliver([message()])
    assert receipt == Receipt("shop-1", outcome, reason)
    assert len(web.taken) == 1


def test_a_gateway_that_cannot_be_reached() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    (receipt,) = sender(port).deliver([message()])
    assert receipt == Receipt("shop-1", RETRY, "the gateway can't be reached")


def test_a_number_that_is_none_is_never_handed_over() -> None:
    with running() as web:
        first, second = sender(web.port).deliver([message(1, to="070-123 45 67"), message(2)])
    assert first.outcome is FAILED
    assert first.reason == "the telephone number has no country code, such as +46"
    assert second.outcome is SENT
    assert len(web.taken) == 1


def test_a_chat_has_an_address_of_its_own() -> None:
    with running() as web:
        (receipt,) = sender(web.port, "room").deliver([message(to="")])
    assert receipt.outcome is SENT
    assert web.taken[0].path == "/room"


def test_a_url_that_apprise_does_not_know_waits_until_it_is_mended() -> None:
    url = "carrier-pigeon://{to}"
    settings = SenderSettings(SenderType.APPRISE, channel=Channel.SMS, url=url)
    (receipt,) = GatewaySender(settings).deliver([message()])
    assert receipt.outcome is RETRY
    assert "Apprise" in (receipt.reason or "")


def test_no_number_and_no_password_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    logger = logging.getLogger("apprise")
    before = (logger.level, logger.propagate, list(logger.handlers))
    with running(400) as web, caplog.at_level(logging.DEBUG, logger="apprise"):
        (receipt,) = sender(web.port).deliver([message()])
    told = caplog.text + (receipt.reason or "")
    assert "s3cret" not in told
    assert "4670" not in told
    assert (logger.level, logger.propagate, list(logger.handlers)) == before
