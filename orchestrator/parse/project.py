"""The document of orchestrator.yml to a Project."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo

from orchestrator.document import Value
from orchestrator.model import (
    Channel,
    Database,
    Defaults,
    Project,
    Segment,
    SenderSettings,
    SenderType,
)
from orchestrator.parse.catalog import parse_catalog
from orchestrator.parse.conditions import ConditionReader
from orchestrator.parse.environment import expand
from orchestrator.parse.names import Names
from orchestrator.parse.reading import Node, Reading
from orchestrator.parse.values import Unreadable

ADDRESS = re.compile(r"[^@<>\r\n]*<[^@\s<>]+@[^@\s<>]+>|[^@\s<>]+@[^@\s<>]+")
PORT = re.compile(r"[0-9]{1,5}", re.ASCII)
SMTP_PORT = 25


def parse_project(
    reading: Reading, data: Value, root: str, environment: Mapping[str, str] | None
) -> Project:
    """The project, with defaults for what is missing or cannot be read.

    Without an environment, variables stay as written: files can be judged without secrets.
    """
    top = Node(expand(reading, data, environment))
    catalog = parse_catalog(top["catalog"])
    defaults = Defaults(
        top["defaults"]["timezone"].text("UTC"), top["defaults"]["locale"].text("en")
    )
    conditions = ConditionReader(reading, Names.of(catalog), zone_or_utc(defaults.timezone))
    return Project(
        root=root,
        database=Database(top["database"]["url"].text(), top["database"]["state"].text_or_none()),
        catalog=catalog,
        segments={
            name: Segment(name, conditions.many(below), below.path)
            for name, below in top["segments"].pairs()
        },
        senders={
            Channel(channel): _sender(reading, below) for channel, below in top["senders"].pairs()
        },
        defaults=defaults,
        constants={name: _constant(below) for name, below in top["constants"].pairs()},
    )


def zone_or_utc(name: str) -> tzinfo:
    """A zone that does not exist is for a rule to report."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC


def _constant(node: Node) -> str | int | float | bool:
    return node.value if isinstance(node.value, str | int | float) else ""


def _sender(reading: Reading, node: Node) -> SenderSettings:
    usual = SenderSettings(SenderType.OUTBOX, "")
    return SenderSettings(
        type=SenderType(node["type"].text(SenderType.OUTBOX)),
        from_address=reading.read(node["from"], _address, ""),
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
