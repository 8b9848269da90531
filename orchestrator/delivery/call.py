"""A message as the call of a webhook: its body and its headers."""

from __future__ import annotations

import hmac
import json
from datetime import UTC
from hashlib import sha256

from orchestrator.delivery.compose import plain_id
from orchestrator.delivery.message import Message

SIGNATURE = "X-Lifecycle-Signature"


def body_of(message: Message) -> bytes:
    """The template's JSON; without a template the bare facts."""
    if message.text:
        return message.text.encode("utf-8", "replace")
    at = message.at.astimezone(UTC).replace(tzinfo=None).isoformat()
    facts = {
        "flow": message.flow,
        "step": message.step,
        "customer": message.customer,
        "time": f"{at}Z",
    }
    return json.dumps(facts, ensure_ascii=False).encode()


def headers_of(message: Message, body: bytes, secret: str | None) -> dict[str, str]:
    headers = {
        "Content-Type": "application/json",
        "User-Agent": "lifecycle-flows",
        "Idempotency-Key": plain_id(message.id),
    }
    return headers | {SIGNATURE: signature(body, secret)} if secret else headers


def signature(body: bytes, secret: str) -> str:
    """Sign the bytes of a body with HMAC-SHA-256 (RFC 2104), in hexadecimal."""
    return f"sha256={hmac.new(secret.encode(), body, sha256).hexdigest()}"
