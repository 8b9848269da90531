"""A shop of ten customers, so that a new project has something to send today."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

from orchestrator.scaffold.library import shop_schema

DATABASE = ".demo/shop.db"
"""Where orchestrator.yml of the library looks for it."""


def build_shop(file: Path, now: datetime) -> None:
    """Write the database; what happened in it is as long ago as shop.sql says."""

    def ago(hours: float) -> str:
        return f"{now.astimezone(UTC) - timedelta(hours=hours):%Y-%m-%d %H:%M:%S}"

    file.parent.mkdir(parents=True, exist_ok=True)
    rows = Path(__file__).with_name("shop.sql").read_text(encoding="utf-8")
    with closing(sqlite3.connect(file)) as database:
        database.create_function("ago", 1, ago)
        database.executescript(shop_schema())
        database.executescript(rows)
        database.execute("PRAGMA journal_mode = WAL")  # so that a tick and the shop never wait
