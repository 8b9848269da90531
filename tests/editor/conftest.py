"""The YAML language server that editors run, installed once; and a project to edit."""

from __future__ import annotations

import contextlib
import pathlib
import shutil
import subprocess
import tempfile
from collections.abc import Iterator

import pytest

from orchestrator.editor import as_text, project_schema
from orchestrator.load import load_project
from tests.editor.language_server import LanguageServer, running

ROOT = pathlib.Path(__file__).parents[2]
PROJECT = pathlib.Path(__file__).parent / "project"
# The newest one that runs on Node 20.
PACKAGE, VERSION = "yaml-language-server", "1.25.0"
CACHE = ROOT / ".cache" / f"{PACKAGE}-{VERSION}"


@pytest.fixture(scope="session")
def server() -> Iterator[LanguageServer]:
    node = shutil.which("node")
    if node is None:
        pytest.skip("node is not installed, so the YAML language server cannot run")
    script = _installed() / "node_modules" / PACKAGE / "bin" / PACKAGE
    with running([node, str(script), "--stdio"], CACHE) as started:
        yield started


def _installed() -> pathlib.Path:
    """The folder with the package; several test runs may install it at a time."""
    if CACHE.is_dir():
        return CACHE
    npm = shutil.which("npm")
    if npm is None:
        pytest.skip("npm is not installed, so the YAML language server cannot be")
    CACHE.parent.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(dir=CACHE.parent, ignore_cleanup_errors=True) as folder:
        new = pathlib.Path(folder) / "new"
        new.mkdir()
        options = ["--no-save", "--no-package-lock", "--no-audit", "--no-fund", "--ignore-scripts"]
        done = subprocess.run(
            [npm, "install", "--prefix", str(new), *options, f"{PACKAGE}@{VERSION}"],
            cwd=new,
            capture_output=True,
            text=True,
            check=False,
        )
        if done.returncode:
            pytest.skip(f"npm could not install {PACKAGE}@{VERSION}: {done.stderr.strip()[-300:]}")
        with contextlib.suppress(OSError):  # another run was faster
            new.rename(CACHE)
    return CACHE


@pytest.fixture(scope="session")
def project(tmp_path_factory: pytest.TempPathFactory) -> pathlib.Path:
    """A copy of the small project, with its own schema written beside the general ones."""
    root = shutil.copytree(PROJECT, tmp_path_factory.mktemp("editor") / "shop")
    shutil.copytree(ROOT / "schemas", root / "general")
    text = as_text(project_schema(load_project(root, environment=None)))
    shutil.copytree(ROOT / "schemas", root / "schemas")
    (root / "schemas" / "flow.schema.json").write_text(text, encoding="utf-8")
    return root
