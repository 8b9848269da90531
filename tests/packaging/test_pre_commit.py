"""The hook, installed and run by pre-commit itself in repositories of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.frontend.cases import GOOD_FLOW, shop
from tests.packaging.conftest import LIBRARIES, ROOT


def pre_commit(*words: str | Path, cwd: Path = ROOT) -> tuple[int, str]:
    """The hook's own environment is built with what is there; nothing is fetched."""
    done = subprocess.run(
        [sys.executable, "-m", "pre_commit", *map(str, words)],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "PIP_NO_INDEX": "1", "PIP_NO_DEPS": "1", "PIP_NO_BUILD_ISOLATION": "0",
             "PYTHONPATH": LIBRARIES},
    )  # fmt: skip
    return done.returncode, done.stdout + done.stderr


def git(*words: str, cwd: Path) -> str:
    done = subprocess.run(
        ["git", "-c", "user.name=Maj", "-c", "user.email=maj@shop.example", *words],
        cwd=cwd,
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.strip()


def commit(folder: Path) -> str:
    git("init", "--quiet", cwd=folder)
    git("add", "--all", "--force", cwd=folder)
    git("commit", "--quiet", "--no-verify", "--message", "As it is", cwd=folder)
    return git("rev-parse", "HEAD", cwd=folder)


def test_the_manifest_is_one() -> None:
    assert pre_commit("validate-manifest", ".pre-commit-hooks.yaml") == (0, "")


def test_stops_a_commit(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PRE_COMMIT_HOME", str(tmp_path / "cache"))
    revision = commit(source)
    project = shop(tmp_path, good=GOOD_FLOW)
    (project / ".pre-commit-config.yaml").write_text(
        f"repos: [{{repo: '{source}', rev: {revision}, hooks: [{{id: flows-validate}}]}}]\n",
        encoding="utf-8",
    )
    commit(project)
    assert pre_commit("run", cwd=project)[0] == 0
    code, printed = pre_commit("run", "--all-files", "--verbose", cwd=project)
    assert code == 0, printed
    assert "1 flow, no problems" in printed

    (project / "notes.txt").write_text("of no interest\n", encoding="utf-8")
    git("add", "--all", cwd=project)
    assert "(no files to check)" in pre_commit("run", cwd=project)[1]

    (project / "templates" / "hello.html").write_text("{{ nobody }}\n", encoding="utf-8")
    git("add", "--all", cwd=project)
    code, printed = pre_commit("run", cwd=project)
    assert code == 1
    assert "templates/hello.html:1:4: F024" in printed
