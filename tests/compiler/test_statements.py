"""Every statement of the shipped flows, in both dialects."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestrator.compiler import compile_flow
from orchestrator.explain import explain, sql
from orchestrator.load import load_project
from orchestrator.program import Program, Statement
from orchestrator.program.listing import statements_of

ROOT = Path(__file__).parents[2]
DIALECTS = ("sqlite", "postgresql")
FROM_WITHOUT_JOIN = re.compile(r"FROM [\w.\"]+(?: AS \w+)?,")
WRITES = re.compile(r"(?:INSERT INTO|(?<!FOR )(?<!DO )UPDATE|DELETE FROM) (\S+)")


def programs() -> Iterator[Program]:
    loaded = load_project(ROOT)
    assert loaded.project is not None
    for flow in loaded.flows:
        yield compile_flow(flow, loaded.project, loaded.variables[flow.key])


def statements() -> list[Statement]:
    return [
        each
        for program in programs()
        for each in (
            *(one for operation in program.operations for one in statements_of(operation)),
            program.due,
            program.queued,
            program.waiting,
        )
    ]


@pytest.mark.parametrize("dialect", DIALECTS)
def test_no_subquery_multiplies_rows(dialect: str) -> None:
    """A table that stands in FROM without a join is one that should have been correlated."""
    for statement in statements():
        assert not FROM_WITHOUT_JOIN.search(sql(statement, dialect)), sql(statement, dialect)


@pytest.mark.parametrize("dialect", DIALECTS)
def test_only_the_orchestrators_own_tables_are_written(dialect: str) -> None:
    for statement in statements():
        for table in WRITES.findall(sql(statement, dialect)):
            assert table.startswith("orchestrator."), sql(statement, dialect)


def test_compiling_twice_gives_the_same_program() -> None:
    first, second = list(programs()), list(programs())
    assert [each.digest for each in first] == [each.digest for each in second]
    for one, other in zip(first, second, strict=True):
        assert explain(one, "sqlite") == explain(other, "sqlite")


def test_every_statement_is_bound_to_an_instant_where_it_reads_customer_rows() -> None:
    """Rows dated after the tick do not exist yet, so whoever reads events asks for `now`."""
    for statement in statements():
        text = sql(statement, "sqlite")
        if re.search(r"FROM \w+ AS row_", text) and "created_at" in text:
            assert "now" in statement.parameters, text
