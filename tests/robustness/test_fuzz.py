"""Damaged files: a diagnostic in its place, never a traceback, never long, never silence."""

from __future__ import annotations

from tests.robustness.fuzz import fuzz_all

FILES = 400
"""Each run; twenty thousand have been tried with `python -m tests.robustness.fuzz 20000`."""


def test_damaged_files() -> None:
    result = fuzz_all(FILES)
    print(result)
    assert not result.faults, "\n".join(result.faults[:20])
    assert result.kinds.total() == FILES
    assert result.valid > FILES // 50
