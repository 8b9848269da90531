"""Where a project stands in its repository."""

from __future__ import annotations

import pathlib

import pytest

from orchestrator.report import folder_in_repository


def test_below_the_top_of_a_repository(
    tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    project = tmp_path / "crm" / "shop"
    (project / "flows").mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    monkeypatch.chdir(project / "flows")
    assert folder_in_repository(pathlib.Path("..")) == "crm/shop"
    assert folder_in_repository(tmp_path) == "."


def test_a_worktree_has_a_file_there(tmp_path: pathlib.Path) -> None:
    (tmp_path / "crm").mkdir()
    (tmp_path / ".git").write_text("gitdir: elsewhere\n", encoding="utf-8")
    assert folder_in_repository(tmp_path / "crm") == "crm"


def test_without_a_repository(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "elsewhere").mkdir()
    monkeypatch.chdir(tmp_path)
    assert folder_in_repository(pathlib.Path("shop")) == "shop"
    monkeypatch.chdir(tmp_path / "elsewhere")
    assert folder_in_repository(tmp_path / "shop") == (tmp_path / "shop").as_posix()
