"""The demo shop and a way to run the command as a user does."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from examples.shop.build import build

ROOT = Path(__file__).parents[2]
Flows = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def shop(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the shipped project with its database."""
    project = tmp_path_factory.mktemp("shop")
    shutil.copy(ROOT / "orchestrator.yml", project)
    for folder in ("flows", "templates"):
        shutil.copytree(ROOT / folder, project / folder)
    (project / ".demo").mkdir()
    build(project / ".demo" / "shop.db", 1500)
    return project


@pytest.fixture
def copy_of_shop(shop: Path, tmp_path: Path) -> Path:
    """For a test that edits it."""
    return Path(shutil.copytree(shop, tmp_path / "work" / "shop"))


@pytest.fixture(scope="session")
def flows(shop: Path) -> Flows:
    def run(*words: str, at: Path = shop) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "orchestrator", *words],
            cwd=at,
            capture_output=True,
            text=True,
            check=False,
            env={**os.environ, "PYTHONPATH": str(ROOT), "COLUMNS": "100", "NO_COLOR": "1"},
        )

    return run
