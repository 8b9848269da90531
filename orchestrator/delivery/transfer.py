"""One message over an open connection: told apart is what surely failed, and what nobody knows."""

from __future__ import annotations

import re
import smtplib
from dataclasses import dataclass

from orchestrator.delivery.compose import one_line
from orchestrator.delivery.message import Outcome

LONGEST_REPLY = 300

# Replies of RFC 5321
OK, PERMANENT = range(200, 300), range(500, 600)
SEND_CONTENT = 354
CLOSING = 421
LOG_IN_FIRST = 530
NOT_FOR_US = re.compile(rb"5\.7\.[0-9]")
"""Enhanced codes of RFC 3463: not the address is wrong, we may not send there."""

TROUBLE = (smtplib.SMTPException, OSError)


@dataclass(frozen=True)
class Answer:
    outcome: Outcome
    reason: str | None = None
    broken: bool = False
    """The connection is of no more use."""


def transfer(server: smtplib.SMTP, sender: str, to: str, content: bytes) -> Answer:
    """Hand over one message. Raises one of TROUBLE only while the message is surely not taken."""
    code, text = server.mail(sender)
    if code not in OK:  # says nothing of this one customer, so that it never fails the message
        return _refused(server, Outcome.RETRY, "our sender address", code, text)
    code, text = server.rcpt(to)
    if code not in OK:
        outcome = Outcome.RETRY if _is_about_us(code, text) else _outcome(code)
        return _refused(server, outcome, "the customer's address", code, text)
    code, text = server.docmd("DATA")
    if code != SEND_CONTENT:
        return _refused(server, _outcome(code), "the message", code, text)
    # While this raises, the final dot did not leave, and the server drops what it got.
    server.send(_with_final_dot(content))
    return _final_answer(server)


def told(error: Exception) -> str:
    """Say an SMTP or network error on one line."""
    if isinstance(error, smtplib.SMTPResponseException):
        return _reply(error.smtp_code, error.smtp_error)
    reason = error.strerror if isinstance(error, OSError) else None
    return one_line(reason or str(error) or type(error).__name__)


def _final_answer(server: smtplib.SMTP) -> Answer:
    try:
        code, text = server.getreply()
    except TROUBLE as error:
        reason = f"the mail server never said whether it took the message: {told(error)}"
        return Answer(Outcome.UNKNOWN, reason, broken=True)
    if code in OK:
        return Answer(Outcome.SENT)
    return _refused(server, _outcome(code, otherwise=Outcome.UNKNOWN), "the message", code, text)


def _refused(server: smtplib.SMTP, outcome: Outcome, what: str, code: int, text: bytes) -> Answer:
    reason = f"the mail server refused {what}: {_reply(code, text)}"
    return Answer(outcome, reason, broken=code == CLOSING or not _reset(server))


def _outcome(code: int, otherwise: Outcome = Outcome.RETRY) -> Outcome:
    if code in PERMANENT:
        return Outcome.FAILED
    return Outcome.RETRY if code in range(400, 500) else otherwise


def _is_about_us(code: int, text: bytes) -> bool:
    """Whether a recipient is refused for lack of a login or of leave to relay, as all would be."""
    return code == LOG_IN_FIRST or NOT_FOR_US.match(text) is not None


def _reset(server: smtplib.SMTP) -> bool:
    try:
        return server.rset()[0] in OK
    except TROUBLE:
        return False


def _reply(code: int, text: bytes | str) -> str:
    words = text.decode("utf-8", "replace") if isinstance(text, bytes) else text
    return one_line(f"{code} {words}")[:LONGEST_REPLY]


def _with_final_dot(content: bytes) -> bytes:
    """Double the dots that begin a line, and end with a line that is a dot (RFC 5321, 4.5.2)."""
    quoted = re.sub(rb"^\.", b"..", content, flags=re.MULTILINE)
    return quoted.removesuffix(b"\r\n") + b"\r\n.\r\n"
