"""What is wrong with the database as a whole."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from orchestrator.diagnostics import Code
from tests.doctor.databases import Filled
from tests.doctor.examine import examine_flows

FINE = Path(__file__).parent / "cases" / "fine"


def now() -> datetime:
    return datetime.now(UTC)


def script(dialect: str) -> str:
    return (FINE / f"{dialect}.sql").read_text(encoding="utf-8")


@pytest.mark.parametrize(("hours", "word"), [(1, "behind"), (-1, "ahead of")])
def test_clocks_that_differ(hours: int, word: str, filled: Filled) -> None:
    url = filled("postgresql", script("postgresql"))
    (found,) = examine_flows(FINE, url, clock=lambda: now() + timedelta(hours=hours)).diagnostics
    assert found.code is Code.CLOCKS_DIFFER
    assert f"seconds {word} this machine's" in found.message


def test_clocks_that_agree(filled: Filled) -> None:
    url = filled("postgresql", script("postgresql"))
    assert not examine_flows(FINE, url, clock=now).diagnostics


def test_a_file_in_which_the_shop_waits(filled: Filled, tmp_path: Path) -> None:
    url = filled("sqlite", script("sqlite"))
    (found,) = examine_flows(FINE, url, clock=now).diagnostics
    assert found.code is Code.SHOP_WAITS
    pragma = found.message.partition("sqlite3 shop.db '")[2].rstrip("'")
    with closing(sqlite3.connect(tmp_path / "shop.db")) as connection:
        connection.execute(pragma)
        assert not examine_flows(FINE, url, clock=now).diagnostics
