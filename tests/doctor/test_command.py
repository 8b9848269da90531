"""`flows doctor` as a user runs it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from examples.shop.build import build
from orchestrator.cli import main
from tests.doctor.databases import Filled

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
NAMES = HERE / "cases" / "names"


def doctor(folder: Path, url: str, *words: str) -> Result:
    words = ("doctor", "--project", str(folder), *words)
    return CliRunner().invoke(main, words, env={"DATABASE_URL": url})


@pytest.fixture
def broken(filled: Filled) -> str:
    return filled("sqlite", (NAMES / "database.sql").read_text(encoding="utf-8"))


def test_the_demo_shop_fits_its_catalog(tmp_path: Path) -> None:
    build(tmp_path / "shop.db", 1500)
    result = doctor(REPOSITORY, f"sqlite:///{tmp_path / 'shop.db'}", "--format", "json")
    assert result.exit_code == 0
    # Some of its customers have a time zone or a language that nobody else has heard of.
    assert {found["code"] for found in json.loads(result.stdout)} == {"F080"}


def test_a_broken_catalog_fails(broken: str) -> None:
    result = doctor(NAMES, broken)
    assert result.exit_code == 1
    expected = (NAMES / "sqlite.out").read_text(encoding="utf-8")
    journal, _, rest = result.stdout.partition("orchestrator.yml:9:14:")
    assert "F105" in journal
    closing = "catalog and database: 18 errors and 1 warning"
    assert f"orchestrator.yml:9:14:{rest}" == expected.replace("18 errors", closing)


def test_it_speaks_github(broken: str) -> None:
    result = doctor(NAMES, broken, "--format", "github")
    assert result.exit_code == 1
    assert "::error file=tests/doctor/cases/names/orchestrator.yml,line=23," in result.stdout


@pytest.mark.parametrize(
    "url",
    [
        "sqlite:///nowhere.db",
        "postgresql://shop:secret@127.0.0.1:1/shop",
        "mysql://shop:secret@127.0.0.1/shop",
        "nonsense",
    ],
)
def test_a_database_that_cannot_be_reached(url: str) -> None:
    result = doctor(NAMES, url)
    assert result.exit_code == 2
    assert len(result.stderr.splitlines()) == 1
    assert "secret" not in result.output


def test_a_file_that_is_no_database(tmp_path: Path) -> None:
    (tmp_path / "shop.db").write_text("no database, but some text", encoding="utf-8")
    result = doctor(NAMES, f"sqlite:///{tmp_path / 'shop.db'}")
    assert result.exit_code == 2
    assert "not a database" in result.stderr


def test_a_project_that_is_wrong_itself(tmp_path: Path) -> None:
    (tmp_path / "orchestrator.yml").write_text("catalogue: {}\n", encoding="utf-8")
    result = doctor(tmp_path, "sqlite:///nowhere.db")
    assert result.exit_code == 1
    assert "catalogue" in result.stdout
