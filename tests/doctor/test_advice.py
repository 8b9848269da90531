"""The SQL that a finding shows does what it says, on both databases."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from orchestrator.diagnostics import Code, Diagnostic
from tests.doctor.databases import DIALECTS, Filled
from tests.doctor.examine import examine, load

HEAD = """\
database: {url: "${DATABASE_URL}"}
catalog:
  customers:
"""
BEFORE = f"{HEAD}    table: customers\n"
AFTER = f"{HEAD}    sql: select id, SHOWN from customers\n"
COLUMNS = """\
    key: {column: id, type: number}
    attributes:
      born: {column: born, type: date}
"""
SHOWN = re.compile(r"read it from sql: with (.* as born)$")


@pytest.mark.parametrize("dialect", DIALECTS)
@pytest.mark.parametrize(
    "days",
    [
        ["31/12/1999", "01/02/2000"],
        ["12/31/1999", "02/01/2000"],
        ["31.12.1999", "01.02.2000", "1999-12-31"],
        ["19991231", "20000201"],
        ["31/12/1999 23:59", "01/02/2000 00:00", ""],
    ],
)
def test_days_are_read_by_what_is_shown(
    dialect: str, days: list[str], filled: Filled, tmp_path: Path
) -> None:
    rows = ", ".join(f"({number}, '{day}')" for number, day in enumerate(days))
    url = filled(
        dialect,
        "create table customers (id bigint primary key, born text);"
        f"insert into customers values {rows};",
    )
    (found,) = examined(tmp_path, BEFORE + COLUMNS, url)
    assert found.code is Code.COLUMN_TYPE
    shown = SHOWN.search(found.message)
    assert shown
    # Nothing is odd any more: an error and a warning would both be said.
    assert examined(tmp_path, AFTER.replace("SHOWN", shown[1]) + COLUMNS, url) == []


@pytest.mark.parametrize("dialect", DIALECTS)
def test_one_odd_birthday_can_be_allowed(dialect: str, filled: Filled, tmp_path: Path) -> None:
    url = filled(
        dialect,
        "create table customers (id bigint primary key, born text);"
        "insert into customers values (1, '1999-12-31'), (2, 'unknown');",
    )
    text = BEFORE + COLUMNS
    (found,) = examined(tmp_path, text, url)
    assert (found.code, found.is_error) == (Code.ODD_VALUES, False)
    line = "      born:"
    allowed = text.replace(line, f"      # allow F108: the old shop asked for no year\n{line}")
    assert examined(tmp_path, allowed, url) == []


def examined(folder: Path, text: str, url: str) -> list[Diagnostic]:
    (folder / "orchestrator.yml").write_text(text, encoding="utf-8")
    loaded, _ = load(folder, url)
    found = loaded.placed(examine(folder, url).diagnostics)
    return [each for each in found if each.code is not Code.NEVER_ANALYSED]
