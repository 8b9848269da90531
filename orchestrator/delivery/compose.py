"""A message as an e-mail (RFC 5322), the same bytes every time."""

from __future__ import annotations

import re
from email.headerregistry import Address, BaseHeader, HeaderRegistry, UniqueUnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from functools import lru_cache
from hashlib import sha256

from orchestrator.delivery.address import BadAddressError, ascii_address
from orchestrator.delivery.message import Message
from orchestrator.model import SenderSettings

NOT_ON_ONE_LINE = re.compile(r"[\s\x00-\x1f\x7f-\x9f\u2028\u2029]+")
SURROGATE = re.compile("[\ud800-\udfff]")
PLAIN_ID = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*")
LONGEST_ID = 100
OUR_HEADERS = ("x-lifecycle-flow", "x-lifecycle-step")


def compose(message: Message, settings: SenderSettings) -> EmailMessage:
    """Put a message into an e-mail; raises BadAddressError."""
    sender, to = named_address(settings.from_address), ascii_address(message.to)
    email = EmailMessage(_POLICY)
    email["From"] = sender
    email["To"] = Address(addr_spec=to)
    email["Subject"] = one_line(message.subject)
    email["Date"] = message.at
    email["Message-ID"] = f"<{plain_id(message.id)}@{sender.domain}>"
    if settings.reply_to:
        email["Reply-To"] = named_address(settings.reply_to)
    email["X-Lifecycle-Flow"] = one_line(message.flow)
    email["X-Lifecycle-Step"] = one_line(message.step)
    for name, value in message.headers.items():
        email[one_line(name)] = one_line(value)
    _fill(email, message)
    return email


@lru_cache(maxsize=64)
def named_address(text: str) -> Address:
    """Read `Shop, Inc. <hello@shop.example>`: people don't quote the comma."""
    name, _, address = one_line(text).rpartition("<")
    try:
        address = ascii_address(address.removesuffix(">"))
        return Address(display_name=name.strip(' "'), addr_spec=address)
    except BadAddressError as error:
        message = f"{one_line(text)!r} in orchestrator.yml: {error}"
        raise BadAddressError(message) from error


def check_addresses(settings: SenderSettings) -> None:
    """Raise BadAddressError when our own addresses can't be used."""
    for text in (settings.from_address, settings.reply_to):
        if text:
            named_address(text)


def plain_id(message_id: str) -> str:
    """Make an id fit for a header and a file name; an unusual one is hashed."""
    if PLAIN_ID.fullmatch(message_id) and len(message_id) <= LONGEST_ID:
        return message_id
    return sha256(message_id.encode("utf-8", "surrogatepass")).hexdigest()


def one_line(text: str) -> str:
    """Leave no way to end a header and begin another."""
    return SURROGATE.sub("\ufffd", NOT_ON_ONE_LINE.sub(" ", text)).strip()


def _fill(email: EmailMessage, message: Message) -> None:
    email["MIME-Version"] = "1.0"
    # Quoted-printable: every server takes it, and an .eml stays readable.
    for text, subtype in ((message.text, "plain"), (message.html, "html")):
        part = SURROGATE.sub("\ufffd", text)
        email.add_alternative(part, subtype=subtype, cte="quoted-printable")
    for section in email.iter_parts():
        del section["MIME-Version"]  # it belongs to the whole
    # Quoted-printable never has "=_" in it, so that no text can look like the boundary.
    email.set_boundary(f"=_{sha256(plain_id(message.id).encode()).hexdigest()[:24]}")


class _Verbatim(UniqueUnstructuredHeader, BaseHeader):  # type: ignore[misc]  # as email has it
    """A header of one long word. The default would break it up into encoded words."""

    def fold(self, *, policy: Policy) -> str:
        if not self.isascii():
            return super().fold(policy=policy)
        return f"{self.name}: {self}{policy.linesep}"


def _registry() -> HeaderRegistry:
    registry = HeaderRegistry()
    for name in (*OUR_HEADERS, "message-id", "list-unsubscribe", "list-unsubscribe-post"):
        registry.map_to_type(name, _Verbatim)
    return registry


_POLICY = SMTP.clone(cte_type="7bit", header_factory=_registry())
