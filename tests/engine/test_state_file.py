"""The file of the state: one of its own, and what is said where it cannot be used."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from orchestrator.cli.main import main
from orchestrator.scaffold import begin

EVERY = (("run", "--local"), ("plan", "--quick"), ("apply", "--yes"), ("why", "1"))


@pytest.fixture
def project(tmp_path: Path) -> Path:
    begin(tmp_path, source="lifecycle-flows", now=datetime(2026, 3, 31, 8, tzinfo=UTC))
    return tmp_path


def flows(project: Path, *words: str) -> Result:
    command, *rest = words
    return CliRunner().invoke(main, [command, "--project", str(project), *rest])


def keep_the_state_in(project: Path, file: str) -> None:
    config = project / "orchestrator.yml"
    text = config.read_text(encoding="utf-8")
    url = '  default: "sqlite:///.demo/shop.db"\n'
    assert url in text
    config.write_text(text.replace(url, f"{url}  state: {file}\n"), encoding="utf-8")


def tables(file: Path) -> set[str]:
    with sqlite3.connect(file) as connection:
        return {row[0] for row in connection.execute("select name from sqlite_master")}


@pytest.mark.parametrize("words", EVERY)
@pytest.mark.parametrize("said", [".demo/shop.db", ".demo/../.demo/shop.db"])
def test_the_customers_own_database_never_holds_it(
    project: Path, words: tuple[str, ...], said: str
) -> None:
    shop = project / ".demo" / "shop.db"
    before = tables(shop)
    keep_the_state_in(project, said)
    result = flows(project, *words)
    assert result.exit_code in (1, 2), result.output
    assert "names the customers' own database" in result.output
    assert tables(shop) == before


def test_nor_does_what_belongs_to_something_else(project: Path) -> None:
    other = project / "other.db"
    with sqlite3.connect(other) as connection:
        connection.execute("create table invoices (id integer primary key)")
    keep_the_state_in(project, "other.db")
    result = flows(project, "run", "--local")
    assert result.exit_code == 3
    assert "holds tables of something else (invoices)" in " ".join(result.output.split())
    assert tables(other) == {"invoices"}


def written_by_a_later_release(project: Path) -> None:
    assert flows(project, "run", "--local").exit_code == 0
    with sqlite3.connect(project / ".demo" / "shop.orchestrator.db") as connection:
        connection.execute("update meta set value = '99' where name = 'version'")


def no_database_at_all(project: Path) -> None:
    (project / "notes.txt").write_text("This is no database. " * 100, encoding="utf-8")
    keep_the_state_in(project, "notes.txt")


@pytest.mark.parametrize("words", EVERY)
@pytest.mark.parametrize(
    ("broken", "said"),
    [
        (written_by_a_later_release, "it was written by a later release"),
        (no_database_at_all, "file is not a database"),
    ],
)
def test_what_cannot_be_used_is_told_in_a_sentence(
    project: Path, broken: Callable[[Path], None], said: str, words: tuple[str, ...]
) -> None:
    broken(project)
    result = flows(project, *words)
    told = " ".join(result.output.split())
    assert said in told
    assert "bug in flows" not in told
    assert "Error:" not in told
    assert result.exit_code == (3 if words[0] == "run" else 2 if words[0] == "why" else 1)
