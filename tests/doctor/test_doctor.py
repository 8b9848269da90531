"""What the doctor leaves alone: the database, other people's time, and what it may not see."""

from __future__ import annotations

import hashlib
import time
from pathlib import Path

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url

from orchestrator.diagnostics import Code
from tests.doctor.databases import DIALECTS, Filled, run_sql
from tests.doctor.examine import examine, quick

CASES = Path(__file__).parent / "cases"
CATALOG = """\
database: {url: "${DATABASE_URL}"}
catalog:
  customers:
    table: customers
    key: {column: id, type: number}
"""
SLOW = """\
    attributes:
      never:
        type: number
        sql: |
          with recursive n(i) as (select 1 union all select i + 1 from n)
          select i, count(*) from n group by i
"""
CUSTOMERS = "create table customers (id bigint primary key, name text);"


def project(folder: Path, catalog: str) -> Path:
    root = folder / "project"
    root.mkdir()
    (root / "orchestrator.yml").write_text(catalog, encoding="utf-8")
    return root


def test_it_leaves_no_trace_in_sqlite(filled: Filled, tmp_path: Path) -> None:
    url = filled("sqlite", CUSTOMERS)
    before = hashlib.sha256((tmp_path / "shop.db").read_bytes()).digest()
    assert not examine(project(tmp_path, CATALOG), url).diagnostics
    assert hashlib.sha256((tmp_path / "shop.db").read_bytes()).digest() == before
    assert {file.name for file in tmp_path.iterdir()} == {"shop.db", "project"}


def test_it_leaves_no_trace_in_postgresql(filled: Filled, tmp_path: Path) -> None:
    url = filled("postgresql", CUSTOMERS)
    assert not examine(project(tmp_path, CATALOG), url).diagnostics
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"))
    with engine.connect() as connection:
        schemas = text("select count(*) from pg_namespace where nspname ~ 'orchestrator'")
        assert connection.scalar(schemas) == 0
    engine.dispose()


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_question_that_takes_too_long_is_given_up_and_said(
    dialect: str, filled: Filled, tmp_path: Path
) -> None:
    url = filled(dialect, CUSTOMERS)
    started = time.monotonic()
    findings = examine(project(tmp_path, CATALOG + SLOW), url, seconds=0.2)
    assert time.monotonic() - started < 10
    assert not [each for each in findings.diagnostics if each.is_error]
    assert findings.unchecked
    assert all("it took longer than 0.2 s" in note for note in findings.unchecked)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_indexes_that_it_asks_for_are_what_it_wants(dialect: str, filled: Filled) -> None:
    case = CASES / "indexes"
    url = filled(dialect, (case / f"{dialect}.sql").read_text(encoding="utf-8"))
    engine = create_engine(url.replace("postgresql:", "postgresql+psycopg:"))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        for found in examine(case, url).diagnostics:
            connection.exec_driver_sql(found.message.partition("; run: ")[2])
    engine.dispose()
    assert not examine(case, url).diagnostics


def test_the_indexes_of_a_partitioned_table(filled: Filled, tmp_path: Path) -> None:
    url = filled(
        "postgresql",
        "create table customers (id bigint) partition by range (id);"
        "create table some_customers partition of customers for values from (1) to (1000);",
    )
    root = project(tmp_path, CATALOG)
    (found,) = examine(root, url).diagnostics
    assert found.message.endswith("run: CREATE INDEX customers_id_idx ON customers (id)")
    run_sql(url, b"create index on some_customers (id)")
    assert not examine(root, url).diagnostics


def test_seconds_taken_for_milliseconds(filled: Filled, tmp_path: Path) -> None:
    url = filled(
        "postgresql",
        "create table customers (id bigint primary key, created bigint);"
        "insert into customers values (1, 1774944000), (2, null);",
    )
    created = "    created: {column: created, format: epoch_ms}\n"
    (found,) = quick(project(tmp_path, CATALOG + created), url)
    assert found.code is Code.TIME_FORMAT
    assert found.message.endswith("write created: {column: created, format: epoch}")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_an_empty_database(dialect: str, filled: Filled, tmp_path: Path) -> None:
    (found,) = quick(project(tmp_path, CATALOG), filled(dialect, "select 1"))
    assert found.code is Code.MISSING_TABLE
    assert "none at all" in found.message


def test_a_table_that_the_login_may_not_read(filled: Filled, tmp_path: Path) -> None:
    url = filled(
        "postgresql",
        f"{CUSTOMERS} drop role if exists reader; create role reader login; "
        "grant usage on schema public to reader;",
    )
    reader = make_url(url).set(username="reader").render_as_string(hide_password=False)
    (found,) = quick(project(tmp_path, CATALOG), reader)
    assert found.code is Code.NO_ACCESS
    assert "GRANT SELECT ON customers TO" in found.message


def test_what_its_owner_runs_can_be_run_as_it_stands(filled: Filled, tmp_path: Path) -> None:
    url = filled(
        "postgresql",
        'create table "My Customers" (id integer); drop role if exists reader; '
        "create role reader login; grant usage on schema public to reader;",
    )
    reader = make_url(url).set(username="reader").render_as_string(hide_password=False)
    (found,) = quick(project(tmp_path, CATALOG.replace("customers\n", "My Customers\n")), reader)
    assert 'GRANT SELECT ON "My Customers" TO' in found.message
