"""The wheel as it would be published, in environments that have nothing but what it needs."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
PACKAGE = (
    "orchestrator",
    "schemas",
    "flows",
    "tests/flows",
    "templates",
    "orchestrator.yml",
    "examples",
    "pyproject.toml",
    "README.md",
    "LICENSE",
    "action.yml",
    ".pre-commit-hooks.yaml",
)
LIBRARIES = sysconfig.get_path("purelib")


@dataclass(frozen=True)
class Environment:
    """A virtual environment of its own, which finds the libraries of the one that tests."""

    folder: Path

    @property
    def variables(self) -> dict[str, str]:
        """Pip builds with what is there and fetches nothing."""
        return {
            "PATH": f"{self.folder / 'bin'}{os.pathsep}{os.environ['PATH']}",
            "HOME": str(self.folder),
            "PIP_NO_INDEX": "1",
            "PIP_NO_DEPS": "1",
            "PIP_NO_BUILD_ISOLATION": "0",  # pip reads this as: without isolation
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
        }

    def run(self, *words: str | Path, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [*map(str, words)],
            cwd=cwd,
            capture_output=True,
            text=True,
            check=False,
            env={**self.variables, **more},
        )


@pytest.fixture(scope="session")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What a checkout has of it."""
    copy = tmp_path_factory.mktemp("source")
    for name in PACKAGE:
        place = ROOT / name
        if place.is_dir():
            shutil.copytree(place, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(place, copy / name)
    return copy


@pytest.fixture(scope="session")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("dist")
    subprocess.run(
        [sys.executable, "-m", "pip", "wheel", "--quiet", "--disable-pip-version-check",
         "--no-deps", "--no-index", "--no-build-isolation", "--wheel-dir", folder, source],
        check=True,
    )  # fmt: skip
    (built,) = folder.iterdir()
    return built


@pytest.fixture
def empty(tmp_path: Path) -> Environment:
    """pip, and nothing of ours."""
    folder = tmp_path / "venv"
    subprocess.run([sys.executable, "-m", "venv", folder], check=True)
    (site,) = folder.glob("lib/python*/site-packages")
    (site / "libraries.pth").write_text(f"{LIBRARIES}\n", encoding="utf-8")
    return Environment(folder)


@pytest.fixture
def installed(empty: Environment, wheel: Path, tmp_path: Path) -> Environment:
    done = empty.run("pip", "install", "--quiet", "--force-reinstall", wheel, cwd=tmp_path)
    assert done.returncode == 0, done.stderr
    return empty
