from __future__ import annotations

import socket
import ssl
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec

from orchestrator.delivery import Message, Outcome, Receipt, SmtpSender
from orchestrator.model import SenderSettings, SenderType

if TYPE_CHECKING:
    from tests.delivery.conftest import Real, Scripted, ScriptedServer

SENT, FAILED, RETRY, UNKNOWN = Outcome.SENT, Outcome.FAILED, Outcome.RETRY, Outcome.UNKNOWN
BREAK, SILENCE = "(the connection breaks)", "(no answer, for ever)"
PATIENCE = 0.5


def message(number: int = 1, to: str | None = None) -> Message:
    return Message(
        id=f"m{number}",
        flow="welcome",
        step="hello",
        customer=str(number),
        to=to or f"customer{number}@mail.example",
        subject="Hej Åsa",
        html="<p>Hej å</p>\n.dot\n",
        text=".Hej å\n..\n.\nlast",
        at=datetime(2026, 3, 31, 8, tzinfo=UTC),
    )


def settings(port: int, **more: str) -> SenderSettings:
    return SenderSettings(SenderType.SMTP, "Shop <hello@shop.example>", port=port, **more)  # type: ignore[arg-type]


def deliver(server: ScriptedServer, count: int) -> list[Receipt]:
    sender = SmtpSender(settings(server.port), timeout=PATIENCE)
    return list(sender.deliver([message(number) for number in range(1, count + 1)]))


def test_a_real_server_takes_a_group_on_one_connection(real: Real) -> None:
    server = real()
    group = [message(1), message(2, to="anna@företag.example")]
    receipts = list(SmtpSender(settings(server.port)).deliver(group))
    assert receipts == [Receipt("m1", SENT), Receipt("m2", SENT)]
    first, second = server.postbox.envelopes
    assert first.mail_from == "hello@shop.example"
    assert first.rcpt_tos == ["customer1@mail.example"]
    assert second.rcpt_tos == ["anna@xn--fretag-wxa.example"]
    assert isinstance(first.original_content, bytes)
    email = message_from_bytes(first.original_content, policy=default)
    body = email.get_body(("plain",))
    assert body is not None
    assert body.get_content().splitlines() == [".Hej å", "..", ".", "last"]
    assert email["Subject"] == "Hej Åsa"


@pytest.mark.parametrize(
    ("answers", "expected", "reason"),
    [
        ({"MAIL": ["451 later"]}, RETRY, "refused our sender address: 451 later"),
        ({"MAIL": ["530 log in first"]}, RETRY, "refused our sender address: 530 log in first"),
        ({"RCPT": ["450 greylisted"]}, RETRY, "refused the customer's address: 450 greylisted"),
        ({"RCPT": ["550 unknown"]}, FAILED, "refused the customer's address: 550 unknown"),
        ({"RCPT": ["550 5.1.1 unknown"]}, FAILED, "550 5.1.1 unknown"),
        ({"RCPT": ["530 log in first"]}, RETRY, "530 log in first"),
        ({"RCPT": ["554 5.7.1 Relay access denied"]}, RETRY, "554 5.7.1 Relay access denied"),
        ({"RCPT": ["550 5.7.25 who are you?"]}, RETRY, "550 5.7.25 who are you?"),
        ({".": ["554 5.7.1 spam"]}, FAILED, "554 5.7.1 spam"),
        ({"RCPT": ["251 forwarded"]}, SENT, None),
        ({"DATA": ["451 later"]}, RETRY, "refused the message: 451 later"),
        ({"DATA": ["554 no"]}, FAILED, "refused the message: 554 no"),
        ({".": ["452 full"]}, RETRY, "refused the message: 452 full"),
        ({".": ["550-spam\r\n550 really"]}, FAILED, "refused the message: 550 spam really"),
        ({".": [BREAK]}, UNKNOWN, "never said whether it took the message"),
        ({".": [SILENCE]}, UNKNOWN, "never said whether it took the message"),
        ({".": ["what?"]}, UNKNOWN, "refused the message"),
        ({"MAIL": [BREAK]}, RETRY, "the connection to the mail server broke"),
        ({"RCPT": [BREAK]}, RETRY, "the connection to the mail server broke"),
        ({"DATA": [BREAK]}, RETRY, "the connection to the mail server broke"),
        ({"DATA": [SILENCE]}, RETRY, "the connection to the mail server broke"),
        ({"MAIL": ["421 closing"]}, RETRY, "421 closing"),
        ({".": ["421 closing"]}, RETRY, "421 closing"),
        ({"RCPT": ["550 unknown"], "RSET": [BREAK]}, FAILED, "550 unknown"),
    ],
    ids=str,
)
def test_what_becomes_of_one_message_and_that_the_next_one_leaves(
    scripted: Scripted, answers: dict[str, list[str]], expected: Outcome, reason: str | None
) -> None:
    first, second = deliver(scripted(answers), 2)
    assert first.outcome is expected
    assert (first.reason is None) if reason is None else reason in (first.reason or "")
    assert second == Receipt("m2", SENT)


@pytest.mark.parametrize("greeting", ["421 busy", "554 go away", BREAK, SILENCE, "nonsense"])
def test_a_server_that_does_not_open_is_asked_once(scripted: Scripted, greeting: str) -> None:
    server = scripted({"CONNECT": [greeting]})
    receipts = deliver(server, 3)
    assert [receipt.outcome for receipt in receipts] == [RETRY] * 3
    assert server.connections == 1


def test_a_refused_connection_is_tried_once(monkeypatch: pytest.MonkeyPatch) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    calls: list[object] = []
    connect = socket.create_connection

    def counted(*arguments: object, **more: object) -> socket.socket:
        calls.append(arguments)
        return connect(*arguments, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(socket, "create_connection", counted)
    receipts = list(SmtpSender(settings(port)).deliver([message(1), message(2)]))
    assert [receipt.outcome for receipt in receipts] == [RETRY, RETRY]
    assert "Connection refused" in (receipts[1].reason or "")
    assert len(calls) == 1


def test_a_second_break_leaves_the_rest_for_later(scripted: Scripted) -> None:
    server = scripted({".": ["250 taken", BREAK, "250 taken", BREAK]})
    outcomes = [receipt.outcome for receipt in deliver(server, 6)]
    assert outcomes == [SENT, UNKNOWN, SENT, UNKNOWN, RETRY, RETRY]
    assert server.connections == 2


def test_a_refused_message_is_reset(scripted: Scripted) -> None:
    server = scripted({"RCPT": ["550 unknown"]})
    deliver(server, 2)
    words = [command.split()[0].upper() for command in server.heard]
    assert words == [
        *["EHLO", "MAIL", "RCPT", "RSET"],
        *["MAIL", "RCPT", "DATA", ".", "QUIT"],
    ]


def test_a_broken_address_never_reaches_the_server(scripted: Scripted) -> None:
    server = scripted({})
    sender = SmtpSender(settings(server.port))
    receipts = list(sender.deliver([message(1, to="a b@c.example\r\nRCPT TO:<x@y.z>")]))
    assert receipts[0].outcome is FAILED
    assert server.connections == 0


def test_a_group_that_is_left_early_closes_its_connection(scripted: Scripted) -> None:
    server = scripted({})
    receipts = SmtpSender(settings(server.port)).deliver([message(1), message(2)])
    assert next(iter(receipts)).outcome is SENT
    receipts.close()  # type: ignore[attr-defined]
    assert server.heard[-1].upper() == "QUIT"


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A key and a certificate for 127.0.0.1, signed by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ip_address("127.0.0.1"))]), critical=False
        )
        .sign(key, hashes.SHA256())
    )
    file = tmp_path / "server.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return file


def server_tls(certificate: Path) -> ssl.SSLContext:
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    return context


def test_starttls(real: Real, certificate: Path) -> None:
    server = real(tls_context=server_tls(certificate), require_starttls=True)
    trusting = ssl.create_default_context(cafile=certificate)
    sender = SmtpSender(settings(server.port, security="starttls"), tls=trusting)
    assert [receipt.outcome for receipt in sender.deliver([message()])] == [SENT]


@pytest.mark.parametrize("trusted", [True, False])
def test_tls_from_the_start(real: Real, certificate: Path, *, trusted: bool) -> None:
    server = real(ssl_context=server_tls(certificate))
    tls = ssl.create_default_context(cafile=certificate if trusted else None)
    sender = SmtpSender(settings(server.port, security="tls"), tls=tls)
    (receipt,) = sender.deliver([message()])
    assert receipt.outcome is (SENT if trusted else RETRY)


def test_a_server_without_starttls_gets_no_mail(real: Real) -> None:
    server = real()
    sender = SmtpSender(settings(server.port, security="starttls"))
    (receipt,) = sender.deliver([message()])
    assert receipt.outcome is RETRY
    assert server.postbox.envelopes == []


@pytest.mark.parametrize(("password", "expected"), [("right", SENT), ("wrong", RETRY)])
def test_logging_in(real: Real, certificate: Path, password: str, expected: Outcome) -> None:
    def check(*arguments: object) -> AuthResult:
        login = arguments[-1]
        assert isinstance(login, LoginPassword)
        return AuthResult(success=login.password == b"right", handled=False)

    server = real(tls_context=server_tls(certificate), authenticator=check, auth_required=True)
    sender = SmtpSender(
        settings(server.port, security="starttls", username="shop", password=password),
        tls=ssl.create_default_context(cafile=certificate),
    )
    (receipt,) = sender.deliver([message()])
    assert receipt.outcome is expected
    assert password not in (receipt.reason or "")


@pytest.mark.parametrize(
    "odd",
    [{"host": ".mail.example"}, {"host": "x" * 70}, {"username": "shop", "password": "lösen"}],
    ids=lambda odd: next(iter(odd)),
)
def test_what_cannot_be_sent_to_a_server_is_told_of_every_message(
    real: Real, odd: dict[str, str]
) -> None:
    """Nothing has left, so that none of them is unknown; and a password is never shown."""
    server = real(auth_require_tls=False, authenticator=lambda *_: AuthResult(success=True))
    receipts = list(SmtpSender(settings(server.port, **odd)).deliver([message(1), message(2)]))
    assert [receipt.outcome for receipt in receipts] == [RETRY, RETRY]
    assert "letters" in (receipts[0].reason or "")
    assert "ö" not in (receipts[0].reason or "")
