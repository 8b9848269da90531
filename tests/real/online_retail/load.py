"""The delivered file as one SQLite table, row for row, the way a shop's export lands."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pyarrow as pa
from pyarrow import compute, parquet

TABLE = """
create table invoice_lines (
    invoice text not null,
    stock_code text not null,
    description text,
    quantity integer not null,
    invoice_date text not null,
    price real not null,
    customer_id integer,
    country text not null
)
"""

INDEXES = (
    "create index invoice_lines_customer_id on invoice_lines (customer_id)",
    "create index invoice_lines_invoice on invoice_lines (invoice)",
    "create index invoice_lines_invoice_date on invoice_lines (invoice_date)",
)


def load(delivered: Path, database: Path) -> None:
    """Clean nothing: guests, credit notes and bad-debt rows stay as they came."""
    with closing(sqlite3.connect(database)) as connection, connection:
        connection.execute(TABLE)
        for batch in parquet.ParquetFile(delivered).iter_batches():
            connection.executemany(
                "insert into invoice_lines values (?, ?, ?, ?, ?, ?, ?, ?)",
                zip(*(_values(column) for column in batch.columns), strict=True),
            )
        for index in INDEXES:
            connection.execute(index)


def _values(column: pa.Array) -> list[object]:
    if pa.types.is_timestamp(column.type):
        # In whole seconds, or %S would print the fraction as well.
        seconds = column.cast(pa.timestamp("s"))
        return list(compute.strftime(seconds, "%Y-%m-%d %H:%M:%S").to_pylist())
    return list(column.to_pylist())
