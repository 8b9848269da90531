"""Messages that leave through a mail server (RFC 5321)."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterator, Sequence
from contextlib import suppress

from orchestrator.delivery.address import BadAddressError
from orchestrator.delivery.compose import compose
from orchestrator.delivery.message import Message, Outcome, Receipt
from orchestrator.delivery.transfer import TROUBLE, Answer, told, transfer
from orchestrator.model import SenderSettings

TIMEOUT = 30.0
"""Seconds that the server may take for any one answer."""


class SmtpSender:
    """Uses one connection a group; when it breaks, one more for the rest of the group.

    What concerns the server or our account there (no answer, a refused login, a refused sender)
    leaves the messages to be tried again. Only what is said of one message fails that message.
    `tls` replaces the system's trusted certificates.
    """

    def __init__(
        self,
        settings: SenderSettings,
        *,
        timeout: float = TIMEOUT,
        tls: ssl.SSLContext | None = None,
    ) -> None:
        self._settings = settings
        self._timeout = timeout
        self._tls = tls

    def deliver(self, messages: Sequence[Message]) -> Iterator[Receipt]:
        line = _Line(self._settings, self._timeout, self._tls)
        try:
            for message in messages:
                yield self._deliver_one(message, line)
        finally:
            line.close()

    def _deliver_one(self, message: Message, line: _Line) -> Receipt:
        try:
            email = compose(message, self._settings)
        except BadAddressError as error:
            return Receipt(message.id, Outcome.FAILED, str(error))
        sender, to = (email[name].addresses[0].addr_spec for name in ("From", "To"))
        answer = line.hand_over(sender, to, email.as_bytes())
        return Receipt(message.id, answer.outcome, answer.reason)


class _Line:
    """A connection that opens when it is needed, and is replaced once if it breaks."""

    def __init__(
        self, settings: SenderSettings, timeout: float, tls: ssl.SSLContext | None
    ) -> None:
        self._settings = settings
        self._timeout = timeout
        self._tls = tls
        self._server: smtplib.SMTP | None = None
        self._attempts = 2
        self._trouble: str | None = None

    def hand_over(self, sender: str, to: str, content: bytes) -> Answer:
        server = self._open()
        if server is None:
            return Answer(Outcome.RETRY, self._trouble)
        try:
            answer = transfer(server, sender, to, content)
        except TROUBLE as error:
            reason = f"the connection to the mail server broke: {told(error)}"
            answer = Answer(Outcome.RETRY, reason, broken=True)
        if answer.broken:
            server.close()
            self._server, self._trouble = None, answer.reason
        return answer

    def close(self) -> None:
        if self._server:
            with suppress(*TROUBLE):
                self._server.quit()

    def _open(self) -> smtplib.SMTP | None:
        if self._server is None and self._attempts:
            self._attempts -= 1
            try:
                self._server = self._connected()
            except TROUBLE as error:
                self._give_up(told(error))
            except UnicodeError:  # whose text would show a part of the password
                self._give_up("its host, username or password has letters that can't be sent")
        return self._server

    def _give_up(self, why: str) -> None:
        self._attempts = 0
        self._trouble = f"the mail server can't be used: {why}"

    def _connected(self) -> smtplib.SMTP:
        tls = self._tls or ssl.create_default_context()
        host, port = self._settings.host, self._settings.port
        if self._settings.security == "tls":
            server: smtplib.SMTP = smtplib.SMTP_SSL(host, port, timeout=self._timeout, context=tls)
        else:
            server = smtplib.SMTP(host, port, timeout=self._timeout)
        try:
            self._prepare(server, tls)
        except BaseException:
            server.close()
            raise
        return server

    def _prepare(self, server: smtplib.SMTP, tls: ssl.SSLContext) -> None:
        if self._settings.security == "starttls":
            server.starttls(context=tls)
        server.ehlo_or_helo_if_needed()
        if self._settings.username:
            server.login(self._settings.username, self._settings.password or "")
