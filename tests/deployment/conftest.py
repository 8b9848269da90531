"""A small project, the command as a user runs it, and one `flows serve` for the whole session."""

from __future__ import annotations

import atexit
import os
import shutil
import signal
import sqlite3
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path
from tempfile import mkdtemp

import pytest

from orchestrator.deployment.server import free_port
from tests.deployment.serving import Serving

HERE = Path(__file__).parent
REPOSITORY = HERE.parents[1]
NOWHERE = "http://127.0.0.1:9/api"

# Before any test imports Prefect, which makes its home folder at once.
os.environ["PREFECT_HOME"] = mkdtemp(prefix="prefect-")
atexit.register(shutil.rmtree, os.environ["PREFECT_HOME"], ignore_errors=True)

Flows = Callable[..., subprocess.CompletedProcess[str]]


def copy_project(to: Path) -> Path:
    shutil.copytree(HERE / "project", to)
    with closing(sqlite3.connect(to / "shop.db")) as database:
        database.executescript((to / "shop.sql").read_text())
    return to


@pytest.fixture
def project(tmp_path: Path) -> Path:
    return copy_project(tmp_path / "shop")


@pytest.fixture
def flows(project: Path) -> Flows:
    """`flows …` in that project, with no Prefect server within reach."""

    def run(*words: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "orchestrator", *words],
            cwd=project,
            env=environment(PREFECT_API_URL=NOWHERE),
            capture_output=True,
            text=True,
            check=False,
        )

    return run


@pytest.fixture(scope="session")
def serving(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Serving]:
    project = copy_project(tmp_path_factory.mktemp("serving") / "shop")
    port, log = free_port(), project / "serve.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "orchestrator", "serve", "--port", str(port)],
            cwd=project,
            env=environment(),
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    served = Serving(process, port, project, log)
    try:
        served.wait_for(lambda: "Prefect's UI:" in log.read_text(), "the UI's address", 240)
        yield served
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
        process.wait(90)


def environment(**more: str) -> dict[str, str]:
    """Ours without anything that would lead Prefect elsewhere."""
    inherited = {name: value for name, value in os.environ.items() if "PREFECT" not in name}
    return inherited | {
        "PYTHONPATH": str(REPOSITORY),
        "PREFECT_PROFILES_PATH": str(HERE / "no-profiles.toml"),
        "COLUMNS": "100",
        **more,
    }
