"""The document of orchestrator.yml to a Project."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import UTC, tzinfo
from zoneinfo import ZoneInfo

from orchestrator.catalog import Catalog
from orchestrator.diagnostics import Code
from orchestrator.document import Value
from orchestrator.model import Coupon, Database, Defaults, Project, Segment, SenderSettings
from orchestrator.parse import options
from orchestrator.parse.catalog import parse_catalog
from orchestrator.parse.conditions import ConditionReader
from orchestrator.parse.environment import expand
from orchestrator.parse.names import Names
from orchestrator.parse.reading import Node, Reading
from orchestrator.parse.senders import read_sender
from orchestrator.parse.values import duration


def parse_project(
    reading: Reading, data: Value, root: str, environment: Mapping[str, str] | None
) -> Project:
    """The project, with defaults for what is missing or cannot be read.

    Without an environment, variables stay as written: files can be judged without secrets.
    """
    top = Node(expand(reading, data, environment))
    catalog = parse_catalog(reading, top["catalog"])
    constants = {name: _constant(below) for name, below in top["constants"].pairs()}
    zone = top["defaults"]["timezone"].text("UTC")
    conditions = ConditionReader(reading, Names.of(catalog), zone_or_utc(zone), constants)
    senders = {name: read_sender(reading, name, b) for name, b in top["senders"].pairs()}
    return Project(
        root=root,
        database=Database(top["database"]["url"].text(), top["database"]["state"].text_or_none()),
        catalog=_with_domains(catalog, senders.values()),
        segments={name: _segment(conditions, name, b) for name, b in top["segments"].pairs()},
        senders=senders,
        defaults=_defaults(conditions, top["defaults"]),
        coupons={name: _coupon(reading, name, below) for name, below in top["coupons"].pairs()},
        tags=tuple(item.text() for item in top["tags"].items()),
        constants=constants,
    )


def _with_domains(catalog: Catalog, senders: Iterable[SenderSettings]) -> Catalog:
    """Messages come back under the id that they left with, which ends with the sender's domain."""
    if catalog.responses is None:
        return catalog
    addresses = (each.from_address.strip(" >") for each in senders)
    domains = sorted({_as_sent(a.rpartition("@")[2]) for a in addresses if "@" in a})
    return replace(catalog, responses=replace(catalog.responses, domains=tuple(domains)))


def _as_sent(domain: str) -> str:
    """In IDNA, as it stands in headers; what has no such form never leaves."""
    try:
        return domain.encode("idna").decode("ascii")
    except UnicodeError:
        return domain


def zone_or_utc(name: str) -> tzinfo:
    """A zone that does not exist is for a rule to report."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return UTC


def _constant(node: Node) -> str | int | float | bool:
    return node.value if isinstance(node.value, str | int | float) else ""


def _segment(conditions: ConditionReader, name: str, node: Node) -> Segment:
    if not node.is_map:
        return Segment(name, conditions.many(node), path=node.path)
    enter, stay = conditions.many(node["enter"]), conditions.many(node["stay"])
    return Segment(name, enter, stay, node.path)


def _coupon(reading: Reading, name: str, node: Node) -> Coupon:
    valid_for = reading.read(node["valid_for"], duration, None)
    return Coupon(name, node["code"].text(), valid_for, node.path)


def _defaults(conditions: ConditionReader, node: Node) -> Defaults:
    reading = conditions.reading
    caps = options.read_caps(reading, node["frequency_cap"])
    for cap in caps:
        if cap.this_flow:
            message = '"this_flow" means nothing in the defaults, which hold for all flows together'
            reading.say(Code.NOT_ALLOWED, (*cap.path, "of"), message)
    return Defaults(
        timezone=node["timezone"].text("UTC"),
        locale=node["locale"].text("en"),
        send_window=options.read_send_window(reading, node["send_window"]),
        frequency_cap=caps,
        hold=options.read_hold(conditions, node),
    )
