"""Links to unsubscribe, which nobody can make up or change."""

from __future__ import annotations

import binascii
import hmac
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import astuple, dataclass
from hashlib import sha256
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

PURPOSE = b"unsubscribe:"
"""What is signed begins with it, so that no signature serves for anything else."""


@dataclass(frozen=True)
class Unsubscribe:
    """Who does not want to hear from us any more, where, and which message brought it about."""

    customer: str
    channel: str
    message_id: str


def unsubscribe_link(
    base_url: str, secret: str, *, customer: str, channel: str, message_id: str
) -> str:
    token = _token(Unsubscribe(customer, channel, message_id), secret)
    parts = urlsplit(base_url)
    query = urlencode([*parse_qsl(parts.query, keep_blank_values=True), ("token", token)])
    return urlunsplit(parts._replace(query=query))


def read_token(token: str, secret: str) -> Unsubscribe | None:
    """Read the link's `token`; None when it was not made with this secret, or was changed."""
    payload = _decoded(token.partition(".")[0])
    if payload is None or not hmac.compare_digest(
        _signed(payload, secret), token.encode("utf-8", "replace")
    ):
        return None
    return Unsubscribe(*json.loads(payload))


def unsubscribe_headers(link: str) -> dict[str, str]:
    """Return the headers that put a button into the mail program (RFC 2369, RFC 8058)."""
    headers = {"List-Unsubscribe": f"<{link}>"}
    if urlsplit(link).scheme == "https":
        headers["List-Unsubscribe-Post"] = "List-Unsubscribe=One-Click"
    return headers


def _token(unsubscribe: Unsubscribe, secret: str) -> str:
    payload = json.dumps(astuple(unsubscribe), separators=(",", ":"))
    return _signed(payload.encode(), secret).decode()


def _signed(payload: bytes, secret: str) -> bytes:
    """Join payload and signature, an HMAC-SHA-256 (RFC 2104)."""
    if not secret:
        message = "an empty secret signs nothing"
        raise ValueError(message)
    signature = hmac.new(secret.encode(), PURPOSE + payload, sha256).digest()
    return _encoded(payload) + b"." + _encoded(signature)


def _encoded(data: bytes) -> bytes:
    return urlsafe_b64encode(data).rstrip(b"=")


def _decoded(text: str) -> bytes | None:
    try:
        return urlsafe_b64decode(text.encode("ascii") + b"=" * (-len(text) % 4))
    except (binascii.Error, UnicodeEncodeError):
        return None
