"""Each case is a small broken database and its catalog, beside what the doctor says of them.

A new case needs no code: a folder below tests/doctor/cases with `orchestrator.yml` and
`database.sql`, or `sqlite.sql` and `postgresql.sql` where the two differ or one is enough. Run the
tests with REGENERATE=1, and read what they wrote.
"""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from orchestrator.diagnostics import Code, Severity
from tests.doctor.databases import DIALECTS, Filled
from tests.doctor.examine import examine, printed, quick

CASES = Path(__file__).parent / "cases"
OF_THE_DOCTOR = (*range(70, 81), 107, 108)
ELSEWHERE = {Code.NO_ACCESS}


def scripts(case: Path) -> dict[str, Path]:
    both = case / "database.sql"
    if both.is_file():
        return dict.fromkeys(DIALECTS, both)
    return {each: case / f"{each}.sql" for each in DIALECTS if (case / f"{each}.sql").is_file()}


RUNS = [
    pytest.param(case, dialect, id=f"{case.name}-{dialect}")
    for case in sorted(CASES.iterdir())
    for dialect in scripts(case)
]


@pytest.mark.parametrize(("case", "dialect"), RUNS)
def test_says_what_stands_beside_the_case(case: Path, dialect: str, filled: Filled) -> None:
    url = filled(dialect, scripts(case)[dialect].read_text(encoding="utf-8"))
    text = printed(case, url)
    expected = case / f"{dialect}.out"
    if os.environ.get("REGENERATE"):
        expected.write_text(text, encoding="utf-8")
    assert text == expected.read_text(encoding="utf-8")


@pytest.mark.parametrize(("case", "dialect"), RUNS)
def test_the_quick_check_says_a_part_of_the_full_one(
    case: Path, dialect: str, filled: Filled
) -> None:
    url = filled(dialect, scripts(case)[dialect].read_text(encoding="utf-8"))
    full = {(each.code, each.path) for each in examine(case, url).diagnostics}
    soon = {(each.code, each.path) for each in quick(case, url)}
    assert soon <= full
    assert all(code.severity is Severity.ERROR for code, _ in soon)


def test_every_code_has_a_case() -> None:
    said = "".join(file.read_text(encoding="utf-8") for file in CASES.glob("*/*.out"))
    codes = {code for code in Code if int(code.number[1:]) in OF_THE_DOCTOR}
    assert {code for code in codes if code.number not in said} == ELSEWHERE
