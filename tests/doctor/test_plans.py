"""What the database would do for each statement of the live flows, and the indexes that mend it."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import pytest
from sqlalchemy import Connection, create_engine, text
from sqlalchemy.engine import make_url

from orchestrator.diagnostics import Code, Diagnostic
from orchestrator.doctor import Findings
from tests.doctor.databases import DIALECTS, Filled
from tests.doctor.examine import examine_flows
from tests.doctor.large import CUSTOMERS, ORDERS, PROJECT, script

SLOW = (Code.NO_INDEX, Code.WHOLE_TABLE_READ)
RUN = re.compile(r"; run: (CREATE INDEX .*)")
TICKETS = """\
      open_tickets:
        type: number
        sql: select t.customer_id, count(*) from tickets t group by t.customer_id
"""


@contextmanager
def connected(url: str) -> Iterator[Connection]:
    engine = create_engine(make_url(url.replace("postgresql:", "postgresql+psycopg:")))
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        yield connection
    engine.dispose()


def slow(findings: Findings) -> list[Diagnostic]:
    return [each for each in findings.diagnostics if each.code in SLOW]


def plan(connection: Connection, sql: str) -> str:
    query = "EXPLAIN QUERY PLAN " if connection.dialect.name == "sqlite" else "EXPLAIN "
    return "\n".join(str(row[-1]) for row in connection.execute(text(query + sql)))


def about(found: Sequence[Diagnostic], table: str) -> str:
    return "\n".join(each.message for each in found if f" {table} " in f"{each.message} ")


@pytest.mark.parametrize("dialect", DIALECTS)
def test_the_indexes_that_it_names_are_used_and_enough(dialect: str, filled: Filled) -> None:
    url = filled(dialect, script(dialect))
    found = slow(examine_flows(PROJECT, url, budget=0.1))
    orders = about(found, "orders")
    assert f"read all of orders (about {ORDERS:,} rows)" in orders
    assert "cart (exit)" in orders
    assert f"read all of customers (about {CUSTOMERS:,} rows)" in about(found, "customers")
    with connected(url) as connection:
        for each in found:
            statement = RUN.search(each.message)
            assert statement, each.message
            connection.exec_driver_sql(statement[1])
        of_one = "SELECT id FROM orders WHERE customer_id = 7 AND created_at > '2026-03-30 00:00'"
        assert "orders_customer_id_created_at_total_status_idx" in plan(connection, of_one)
        new = "SELECT id FROM orders WHERE created_at > '2026-03-31 06:00'"
        assert "orders_created_at_idx" in plan(connection, new)
    after = examine_flows(PROJECT, url, budget=60)
    assert not after.diagnostics
    assert not after.unchecked
    costs = {each.segment: each.members for each in after.costs}
    assert CUSTOMERS / 5 <= costs["vip"] < CUSTOMERS / 4


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_segment_that_costs_too_much(dialect: str, filled: Filled) -> None:
    findings = examine_flows(PROJECT, filled(dialect, script(dialect, 3000, 6000)), budget=0.001)
    found = [each for each in findings.diagnostics if each.code is Code.SLOW_SEGMENT]
    assert {each.path[:2] for each in found} == {("segments", "vip"), ("segments", "lapsed")}
    assert "longer than 0.001 s" in found[0].message
    assert not findings.costs


def with_tickets(place: Path, asked: str) -> Path:
    """The project, with an attribute whose SQL reads all of a table, and a branch that asks so."""
    root = shutil.copytree(PROJECT, place / "project")
    catalog = (root / "orchestrator.yml").read_text(encoding="utf-8")
    catalog = catalog.replace("  events:\n", f"{TICKETS}  events:\n", 1)
    (root / "orchestrator.yml").write_text(catalog, encoding="utf-8")
    flow = (root / "flows" / "cart.yml").read_text(encoding="utf-8")
    flow = flow.replace("      - customer.total_spent: {at_least: 200}\n", asked)
    (root / "flows" / "cart.yml").write_text(flow, encoding="utf-8")
    return Path(root)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_sql_of_the_catalog_that_reads_a_whole_table(
    dialect: str, filled: Filled, tmp_path: Path
) -> None:
    root = with_tickets(tmp_path, "      - customer.open_tickets: 2\n")
    url = filled(dialect, script(dialect, 6000, 6000))
    (found,) = [
        each for each in slow(examine_flows(root, url, budget=0.1)) if "tickets" in each.message
    ]
    assert found.path == ("catalog", "customers", "attributes", "open_tickets", "sql")
    assert "all of tickets (about 6,000 rows) in cart (branch spender)" in found.message


RANKED = """\
      - customer.total_spent: {top: 20%}
      - customer.open_tickets: 2
"""


@pytest.mark.parametrize("dialect", DIALECTS)
def test_what_stands_behind_a_rank_is_planned_too(
    dialect: str, filled: Filled, tmp_path: Path
) -> None:
    """Of a comparison with a null PostgreSQL would know that nobody meets it, and read nothing."""
    root = with_tickets(tmp_path, RANKED)
    url = filled(dialect, script(dialect, 6000, 6000))
    found = slow(examine_flows(root, url, budget=0.1))
    (tickets,) = (each for each in found if "tickets" in each.message)
    assert "all of tickets (about 6,000 rows) in cart (branch spender)" in tickets.message


@pytest.mark.parametrize("dialect", DIALECTS)
def test_that_a_rank_goes_over_all_customers_is_no_finding(
    dialect: str, filled: Filled, tmp_path: Path
) -> None:
    root = shutil.copytree(PROJECT, tmp_path / "project")
    for file in (root / "flows").iterdir():
        if file.stem != "cart":
            file.unlink()
    flow = (root / "flows" / "cart.yml").read_text(encoding="utf-8")
    flow = flow.replace("{at_least: 200}", "{top: 20%}")
    (root / "flows" / "cart.yml").write_text(flow, encoding="utf-8")
    keyed = script(dialect, 6000, 6000).replace("analyze;", "")
    index = "create unique index customers_key on customers (id);\nanalyze;\n"
    found = slow(examine_flows(root, filled(dialect, keyed + index)))
    assert "all of customers" not in " ".join(each.message for each in found)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_a_small_table_is_read_in_peace(dialect: str, filled: Filled) -> None:
    url = filled(dialect, script(dialect, 400, 800))
    found = slow(examine_flows(PROJECT, url, budget=0.1))
    assert {each.code for each in found} == {Code.NO_INDEX}
    assert not [each for each in found if "read all" in each.message]


def test_plans_are_made_without_a_trace(filled: Filled) -> None:
    url = filled("postgresql", script("postgresql", 400, 800))
    examine_flows(PROJECT, url, budget=0.1)
    with connected(url) as connection:
        known = "SELECT count(*) FROM pg_class WHERE relname IN ('enrolment', 'message')"
        assert connection.scalar(text(known)) == 0


def test_a_table_that_was_never_analysed(filled: Filled) -> None:
    rows = script("postgresql", 100, 12_000).replace("analyze;", "")
    findings = examine_flows(PROJECT, filled("postgresql", rows), budget=0.1)
    found = [each.message for each in findings.diagnostics if each.code is Code.NEVER_ANALYSED]
    assert any(message.endswith("run: ANALYZE orders") for message in found)
