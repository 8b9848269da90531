"""A text is read as the same day, instant or number by both databases, or by both as none."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from sqlalchemy import Column, Engine, MetaData, String, Table, create_engine, select
from sqlalchemy.engine import make_url

from orchestrator.catalog import TimeFormat, Type
from orchestrator.store import sqlite
from orchestrator.tables import Sql, as_date, as_instant, as_whole, read_kept

YEARS = ("2026", "2024", "1900", "2000", "0000", "0999", "9999", "26", "٢٠٢٦", "20260")
MONTHS = ("02", "12", "04", "13", "00", "2")
DAYS = ("28", "29", "30", "31", "32", "00", "01", "1")
CLOCKS = (
    "",
    "T08:00",
    " 08:00:00",
    "T23:59:59",
    "T24:00:00",
    "  08:00",
    "t08:00",
    "T08:60",
    "T8:00",
)
FRACTIONS = ("", ".1", ".120", ".1234567", ".9999995", ".0000005", ",123", ".", "." + "1" * 40)
ZONES = (
    "",
    "Z",
    "z",
    " Z",
    "+00",
    "+02:00",
    "-0930",
    "+14:59",
    "+15:00",
    "-23",
    " UTC",
    "\n",
    "+1",
)
ODD = (
    "now",
    "today",
    "infinity",
    "epoch",
    "2461000",
    "12:30",
    "20260301",
    "",
    " 2026-03-01",
    "-1-1-1",
)
NUMBERS = (
    "1",
    "-1",
    "01",
    "1.5",
    ".5",
    "1.",
    "1e3",
    "1e999",
    "1e-999",
    "nan",
    "inf",
    " 1",
    "1_0",
    "٣",
    "0x10",
)

texts = st.one_of(
    st.sampled_from(ODD + NUMBERS),
    st.builds(
        "{}-{}-{}{}{}{}".format,
        *map(st.sampled_from, (YEARS, MONTHS, DAYS, CLOCKS, FRACTIONS, ZONES)),
    ),
    st.datetimes().map(lambda each: each.isoformat() + "Z"),
    st.datetimes(timezones=st.timezones(), allow_imaginary=False).map(str),
    st.floats().map(str),
    st.integers(-(10**20), 10**20).map(str),
    st.text(st.characters(exclude_characters="\0", exclude_categories=["Cs"])),
)


@pytest.fixture(scope="module")
def databases(
    postgresql_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[tuple[Engine, Engine]]:
    folder = tmp_path_factory.mktemp("reading")
    (folder / "shop.db").touch()
    first = sqlite.make_engine(folder / "shop.db", folder / "state.db", durable=False)
    url = make_url(postgresql_url).set(drivername="postgresql+psycopg")
    second = create_engine(url, connect_args={"options": "-c TimeZone=UTC"})
    yield first, second
    first.dispose()
    second.dispose()


def values(text: Sql) -> tuple[Sql, ...]:
    number = read_kept(text, Type.NUMBER)
    return as_date(text), as_instant(text, TimeFormat.ISO), number


def keys(text: Sql) -> tuple[Sql, ...]:
    return (as_whole(text),)


def read(
    engine: Engine, given: Sequence[str], how: Callable[[Sql], tuple[Sql, ...]]
) -> dict[str, tuple[object, ...]]:
    """What each of the texts is read as."""
    rows = Table("given", MetaData(), Column("text", String), prefixes=["TEMPORARY"])
    readings = (each.label(f"n{number}") for number, each in enumerate(how(rows.c.text)))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        rows.create(connection)
        connection.execute(rows.insert(), [{"text": each} for each in given])
        found = {text: tuple(row) for text, *row in connection.execute(select(rows, *readings))}
        rows.drop(connection)
    return found


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(given_texts=st.lists(texts, min_size=20, max_size=60))
@example(given_texts=list(ODD + NUMBERS))
@example(
    given_texts=[
        f"2026-03-01{clock}{fraction}{zone}"
        for clock in CLOCKS
        for fraction in FRACTIONS
        for zone in ZONES
    ]
)
@example(
    given_texts=[f"{year}-{month}-{day}" for year in YEARS for month in MONTHS for day in DAYS]
)
@example(
    given_texts=[
        f"{day}T23:59:59{tail}{zone}"
        for day in ("1000-01-01", "9999-12-31")
        for tail in FRACTIONS
        for zone in ZONES
    ]
)
def test_both_databases_read_the_same(
    databases: tuple[Engine, Engine], given_texts: list[str]
) -> None:
    first, second = (read(each, given_texts, values) for each in databases)
    assert {
        (text, first[text], second[text]) for text in first if first[text] != second[text]
    } == set()


@pytest.mark.parametrize("which", [0, 1])
def test_a_key_that_is_no_number_is_nobodys(databases: tuple[Engine, Engine], which: int) -> None:
    """Not that of number 0 either, as SQLite casts it."""
    given_texts = [
        "12",
        "-3",
        "0",
        "8999999999999999999",
        "12abc",
        "abc",
        "",
        "-",
        "1-2",
        " 1",
        "٣",
    ]
    found = read(databases[which], given_texts, keys)
    assert [value for (value,) in found.values()] == [12, -3, 0, 8999999999999999999, *[None] * 7]
