"""Addresses that get no more, written down by whoever hears of it: a page, a webhook, a person."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from pathlib import Path

from sqlalchemy import Connection, String, cast, delete, literal, select

from orchestrator import tables
from orchestrator.compiler.recipients import address_column
from orchestrator.compiler.sources import Sources
from orchestrator.delivery import (
    Unsubscribe,
    other_spellings,
    read_token,
    unsubscribe_secret,
    usual_spelling,
)
from orchestrator.model import Channel, Project
from orchestrator.store import Store

UNSUBSCRIBED = "unsubscribed"


class Stops(StrEnum):
    MARKETING = "marketing"
    """Receipts still go."""
    ALL = "all"
    """For what bounces, or reports mail as spam."""


def unsubscribe(store: Store, project: Project, token: str, *, now: datetime) -> Unsubscribe | None:
    """Stop marketing to whoever holds the `token` of an unsubscribe link, and say who that is.

    Both the address that the message went to and the one that the customer has now get a row in
    `suppression`; doing it twice changes nothing. None where no sender of the project made the token.
    """
    root = Path(project.root)
    signing = [each for each in project.senders.values() if each.unsubscribe_url]
    secrets = filter(None, (unsubscribe_secret(each, root) for each in signing))
    who = next(filter(None, (read_token(token, secret) for secret in secrets)), None)
    if who is None:
        return None
    channel, name = Channel(who.channel), store.installation()
    with store.writing() as connection:
        for address in _addresses(connection, project, who, name):
            suppress(
                connection, address, channel, reason=UNSUBSCRIBED, stops=Stops.MARKETING, now=now
            )
    return who


def suppress(
    connection: Connection,
    address: str,
    channel: Channel,
    *,
    reason: str,
    stops: Stops,
    now: datetime,
) -> None:
    """Write the row; one that is there already is left, unless this one stops more."""
    row = {
        "channel": channel.value,
        "address": usual_spelling(address, channel),
        "reason": reason,
        "at": now,
        "stops": stops.value,
    }
    table = tables.suppression
    insert = tables.insert(table).values(row)
    if stops is Stops.ALL:
        key = (table.c.channel, table.c.address)
        connection.execute(insert.or_update(key, ("reason", "at", "stops")))
    else:
        connection.execute(insert.or_nothing())


def lift(connection: Connection, address: str, channel: Channel) -> int:
    """Let the address get messages again, under every spelling; the number of rows that are gone."""
    table = tables.suppression
    usual = usual_spelling(address, channel)
    spellings = {usual, address.strip().lower()}
    spellings |= other_spellings(address, channel) | other_spellings(usual, channel)
    gone = delete(table).where(table.c.channel == channel.value, table.c.address.in_(spellings))
    return connection.execute(gone).rowcount


def _addresses(
    connection: Connection, project: Project, who: Unsubscribe, installation: str
) -> set[str]:
    channel = Channel(who.channel)
    sources = Sources(project.catalog)
    customers = sources.customers()
    found = [
        select(address_column(channel, sources, customers)).where(
            sources.customer_key(customers) == sources.from_state(literal(who.customer))
        )
    ]
    name, _, number = who.message_id.rpartition("-")
    if name == installation:
        message = tables.message
        # Not cast to a number: what is none would fail.
        is_it = cast(message.c.id, String) == number
        found.append(select(message.c.address).where(message.c.customer == who.customer, is_it))
    given = (address for query in found for address in connection.scalars(query))
    return {address for address in given if address and address.strip()}
