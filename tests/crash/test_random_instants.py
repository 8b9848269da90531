"""The short version of `python -m tests.crash 200`."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path


def test_ten_kills_lose_and_double_nothing(postgresql_url: str) -> None:
    """In a process of its own: what forks should have no threads."""
    done = subprocess.run(
        [sys.executable, "-m", "tests.crash", "8", "7", postgresql_url],
        cwd=Path(__file__).parents[2],
        capture_output=True,
        text=True,
        check=False,
    )
    print(done.stdout, done.stderr)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("10 kills")
    assert "lost=0 doubled=0 wrong=0" in done.stdout
