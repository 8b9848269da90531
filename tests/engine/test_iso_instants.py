"""Texts that are read as instants on PostgreSQL: an odd one is missing, and no error for everybody."""

from __future__ import annotations

import calendar
from datetime import UTC, datetime

import pytest
from sqlalchemy import String, cast, create_engine, literal, select
from sqlalchemy.engine import make_url

from orchestrator.catalog import TimeFormat
from orchestrator.tables import as_instant

NO_TIMES = (
    "2026-02-30T08:00:00Z",
    "2026-02-29",
    "1900-02-29T08:00:00Z",
    "2026-04-31 08:00",
    "2026-13-01T08:00:00Z",
    "0000-01-01T00:00:00Z",
    "2026-03-31T08:00:00+25:00",
    "2026-03-31T08:00:00+05:99",
    "yesterday",
)


def read(url: str, texts: list[str]) -> list[datetime | None]:
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    with engine.connect() as connection:
        instants = [
            as_instant(cast(literal(each), String), TimeFormat.ISO).label(f"n{number}")
            for number, each in enumerate(texts)
        ]
        connection.exec_driver_sql("SET TIME ZONE 'UTC'")
        row = connection.execute(select(*instants)).one()
    engine.dispose()
    return list(row)


@pytest.mark.parametrize("text", NO_TIMES)
def test_no_time_is_missing(text: str, postgresql_url: str) -> None:
    assert read(postgresql_url, [text]) == [None]


@pytest.mark.parametrize("year", [1900, 2000, 2024, 2026])
def test_every_last_day_of_a_month_is_one(year: int, postgresql_url: str) -> None:
    days = [(year, month, calendar.monthrange(year, month)[1]) for month in range(1, 13)]
    texts = [f"{y:04}-{m:02}-{d:02}T23:30:00+02:00" for y, m, d in days]
    expected = [datetime(y, m, d, 21, 30, tzinfo=UTC) for y, m, d in days]
    assert read(postgresql_url, texts) == expected
    too_many = [f"{y:04}-{m:02}-{d + 1:02}T23:30:00+02:00" for y, m, d in days]
    assert read(postgresql_url, too_many) == [None] * 12
