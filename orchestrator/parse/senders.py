"""How messages leave: the senders of orchestrator.yml."""

from __future__ import annotations

import re

from orchestrator.diagnostics import Code
from orchestrator.model import CHANNELS, Channel, SenderSettings, SenderType
from orchestrator.parse.reading import Node, Reading
from orchestrator.parse.values import Unreadable

ADDRESS = re.compile(r"[^@<>\r\n]*<[^@\s<>]+@[^@\s<>]+>|[^@\s<>]+@[^@\s<>]+")
PORT = re.compile(r"[0-9]{1,5}", re.ASCII)
SMTP_PORT = 25
OF_CUSTOMERS = (Channel.EMAIL.value, Channel.SMS.value)


def read_sender(reading: Reading, name: str, node: Node) -> SenderSettings:
    usual = SenderSettings(SenderType.OUTBOX)
    type_ = SenderType(node["type"].text(SenderType.OUTBOX))
    channel = _channel(reading, name, type_, node)
    if channel is Channel.EMAIL and name != channel:  # of `email` itself the schema has said it
        _want_from(reading, node)
    return SenderSettings(
        type=type_,
        from_address=reading.read(node["from"], _address, ""),
        channel=channel or Channel.EMAIL,
        recipient=node["to"].text_or_none(),
        url=node["url"].text_or_none(),
        reply_to=reading.read(node["reply_to"], _address, None),
        folder=node["folder"].text(usual.folder),
        host=node["host"].text(usual.host),
        port=_port(reading, node["port"]),
        username=node["username"].text_or_none(),
        password=node["password"].text_or_none(),
        security=node["security"].text(usual.security),
        unsubscribe_url=node["unsubscribe_url"].text_or_none(),
        secret=node["secret"].text_or_none(),
        path=node.path,
    )


def _channel(reading: Reading, name: str, type_: SenderType, node: Node) -> Channel | None:
    """What its name, its type or itself says that it carries; they must not differ."""
    carried = CHANNELS[type_]
    said = node["channel"].text_or_none()
    if name in OF_CUSTOMERS:
        if said not in (None, name):
            message = f'the sender "{name}" carries {name}; give another name to one for {said}'
            reading.say(Code.NOT_ALLOWED, node["channel"].path, message)
        said = name
    if said is None and len(carried) == 1:
        return carried[0]
    return _carried(reading, name, said, node)


def _carried(reading: Reading, name: str, said: str | None, node: Node) -> Channel | None:
    if said is None:
        message = f'"channel" is missing: say what the sender "{name}" carries'
        allowed = tuple(channel.value for channel in Channel)
        reading.say(Code.MISSING_KEY, node["channel"].path, message, allowed=allowed)
        return None
    able = tuple(type_.value for type_, channels in CHANNELS.items() if said in channels)
    type_ = node["type"].text()
    if type_ and type_ not in able:
        message = f'a sender of the type "{type_}" carries no {said}'
        reading.say(Code.NOT_ALLOWED, node["type"].path, message, allowed=able)
    return Channel(said)


def _want_from(reading: Reading, node: Node) -> None:
    if "from" not in node:
        message = '"from" is missing; every e-mail says whom it is from'
        reading.say(Code.MISSING_KEY, node["from"].path, message)


def _port(reading: Reading, node: Node) -> int:
    if isinstance(node.value, str) and "${" in node.value:  # a variable that stayed as written
        return SMTP_PORT
    return reading.read(node, _port_number, node.number(SMTP_PORT))


def _port_number(text: str) -> int | Unreadable:
    if PORT.fullmatch(text) and 0 < int(text) < 1 << 16:
        return int(text)
    return Unreadable('"port" is a number from 1 to 65535')


def _address(text: str) -> str | Unreadable:
    if ADDRESS.fullmatch(text.strip()) or "${" in text:
        return text.strip()
    message = 'this is not an e-mail address; write one such as "Shop <hello@shop.example>"'
    return Unreadable(message)
