"""The command line as a user runs it: in a process of its own, in the project's folder."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

from tests.real.shared_data import REPOSITORY

FLOWS = (sys.executable, "-c", "from orchestrator.cli import main; raise SystemExit(main())")


def flows(*words: str, project: Path, database: Path) -> str:
    """Run it, demand success and hand back what it printed."""
    finished = subprocess.run(
        (*FLOWS, *words, "--project", str(project)),
        cwd=project,
        env={
            **os.environ,
            "DATABASE_URL": f"sqlite:///{database}",
            "PYTHONPATH": str(REPOSITORY),
        },
        capture_output=True,
        text=True,
        check=False,
    )
    assert finished.returncode == 0, finished.stdout[-5000:] + finished.stderr
    return finished.stdout
