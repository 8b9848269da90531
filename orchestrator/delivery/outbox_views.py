"""What the page of an outbox shows of each kind of file in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from email import message_from_bytes
from email.header import decode_header, make_header
from email.message import Message
from email.policy import compat32
from email.utils import parsedate_to_datetime
from pathlib import Path

from orchestrator.delivery.outbox import ENDINGS
from orchestrator.model import Channel


@dataclass(frozen=True)
class View:
    """`row` is the message's line in the list; the rest is what can be looked at."""

    row: dict[str, str]
    headers: dict[str, str]
    text: str
    html: str = ""


def view_of(file: Path) -> View:
    """Read one file of an outbox."""
    content = file.read_bytes()
    channel = _channel_of(file)
    match channel:
        case Channel.EMAIL:
            view = _mail(content)
        case Channel.SMS:
            view = _text_message(content.decode())
        case Channel.WEBHOOK:
            view = _call(json.loads(content))
    view.row.update(id=id_of(file), channel=channel.value)
    return view


def id_of(file: Path) -> str:
    return file.name.removesuffix(ENDINGS[_channel_of(file)])


def _channel_of(file: Path) -> Channel:
    return next(channel for channel, ending in ENDINGS.items() if file.name.endswith(ending))


def _mail(content: bytes) -> View:
    # The old policy: the modern one parses every header again whenever it is looked at.
    email = message_from_bytes(content, policy=compat32)
    headers = {name: _decoded(value) for name, value in email.items()}
    row = {
        "at": parsedate_to_datetime(headers["Date"]).isoformat(),
        "flow": headers["X-Lifecycle-Flow"],
        "step": headers["X-Lifecycle-Step"],
        "to": headers["To"],
        "subject": headers["Subject"],
    }
    return View(row, headers, _part(email, "text/plain"), _part(email, "text/html"))


def _text_message(content: str) -> View:
    head, _, text = content.partition("\n\n")
    headers = dict(line.split(": ", 1) for line in head.splitlines())
    row = {
        "at": parsedate_to_datetime(headers["Date"]).isoformat(),
        "flow": headers["Flow"],
        "step": headers["Step"],
        "to": headers["To"],
        "subject": " ".join(text.split()),
    }
    return View(row, headers, text.strip())


def _call(call: dict[str, str | dict[str, str]]) -> View:
    row = {name: str(call[name]) for name in ("flow", "step", "to")}
    body = json.dumps(call["body"], ensure_ascii=False)
    row |= {"at": str(call["time"]), "subject": body}
    headers = call["headers"] if isinstance(call["headers"], dict) else {}
    return View(row, headers, json.dumps(call["body"], ensure_ascii=False, indent=2))


def _decoded(header: str) -> str:
    unfolded = header.replace("\r", "").replace("\n", "")
    return str(make_header(decode_header(unfolded))) if "=?" in unfolded else unfolded


def _part(email: Message, content_type: str) -> str:
    for part in email.walk():
        if part.get_content_type() == content_type:
            payload = part.get_payload(decode=True)
            return payload.decode("utf-8", "replace") if isinstance(payload, bytes) else ""
    return ""
