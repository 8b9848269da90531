"""Databases on PostgreSQL that others designed, with catalogs as a newcomer writes them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from tests.doctor.databases import filled_postgresql, run_sql, unpacked
from tests.doctor.examine import printed
from tests.real.shared_data import shared_file

FOREIGN = Path(__file__).parent / "foreign"


@pytest.mark.parametrize("name", sorted(folder.name for folder in FOREIGN.iterdir()))
def test_says_what_stands_beside_the_catalog(name: str, postgresql_url: str) -> None:
    dump = shared_file(f"foreign_schemas/{name}.pg.sql.gz")
    with filled_postgresql(postgresql_url, "") as url:
        run_sql(url, unpacked(dump))
        text = printed(FOREIGN / name, url)
    expected = FOREIGN / name / "postgresql.out"
    if os.environ.get("REGENERATE"):
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")
