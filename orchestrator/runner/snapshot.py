"""Copies of the catalog's SELECTs, so that a simulation reads history once, not at every tick."""

from __future__ import annotations

from dataclasses import replace
from typing import TypeVar

from sqlalchemy import Connection

from orchestrator.catalog import Catalog, Customers, Event, Query, Record, Table
from orchestrator.store import Store

_Source = TypeVar("_Source", Customers, Event, Record)


def snapshot(catalog: Catalog, store: Store) -> Catalog:
    """Copy what does not ask for `:now` into the scratch state; the catalog then reads the copies.

    History does not change while it is replayed, so the copies mean the same as the SELECTs.
    """
    with store.writing() as connection:
        customers = _copied("customers", catalog.customers, store, connection)
        events = {
            name: _copied(f"event_{name}", event, store, connection)
            for name, event in catalog.events.items()
        }
        records = {
            name: _copied(f"record_{name}", record, store, connection)
            for name, record in catalog.records.items()
        }
    return replace(catalog, customers=customers, events=events, records=records)


def _copied(name: str, described: _Source, store: Store, connection: Connection) -> _Source:
    source = described.source
    if not isinstance(source, Query) or ":now" in source.sql:
        return described
    table = f"copy_of_{name}"
    select = source.sql.strip().rstrip(";")
    connection.exec_driver_sql(
        f'CREATE TABLE "{store.schema}"."{table}" AS {_escaped(select, store)}'
    )
    for number, columns in enumerate(_indexed(described)):
        store.create_index(connection, f"{table}_{number}", table, columns)
    return replace(described, source=Table(f"{store.schema}.{table}"))


def _escaped(select: str, store: Store) -> str:
    return select.replace("%", "%%") if store.dialect == "postgresql" else select


def _indexed(described: Customers | Event | Record) -> list[list[str]]:
    if isinstance(described, Event):
        return [[described.customer.name, described.time.name], [described.time.name]]
    return [[described.key.name]]
