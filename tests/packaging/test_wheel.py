"""The wheel alone is enough to begin a project."""

from __future__ import annotations

import zipfile
from pathlib import Path

from tests.packaging.conftest import Environment


def test_begins_a_project_without_a_checkout(installed: Environment, tmp_path: Path) -> None:
    where = installed.run(
        "python", "-c", "import orchestrator; print(orchestrator.__file__)", cwd=tmp_path
    )
    assert Path(where.stdout.strip()).is_relative_to(installed.folder)
    begun = installed.run("flows", "init", "shop", cwd=tmp_path)
    assert (begun.returncode, begun.stderr) == (0, "")
    checked = installed.run("flows", "validate", cwd=tmp_path / "shop")
    assert (checked.returncode, checked.stdout[:21]) == (0, "2 flows, no problems;")
    tested = installed.run("flows", "test", "--fail-under", "100", cwd=tmp_path / "shop")
    assert tested.returncode == 0, tested.stdout
    ran = installed.run("flows", "run", "--local", cwd=tmp_path / "shop")
    assert ran.returncode == 0, ran.stderr
    named = installed.run("flows", "validate", "--format", "sarif", cwd=tmp_path / "shop")
    assert '"version": "0' in named.stdout


def test_carries_what_it_reads(wheel: Path) -> None:
    with zipfile.ZipFile(wheel) as archive:
        names = archive.namelist()
    assert len(names) == len({*names})
    for name in (
        "schemas/flow.schema.json",
        "schemas/project.schema.json",
        "schemas/test.schema.json",
        "schemas/diagnostics.schema.json",
        "library/orchestrator.yml",
        "library/flows/welcome.yml",
        "library/tests/flows/welcome.yml",
        "library/templates/_layout.html",
        "library/schema.sql",
        "scaffold/shop.sql",
        "scaffold/project/gitignore",
        "py.typed",
    ):
        assert f"orchestrator/{name}" in names
    assert {name.split("/")[0].split("-")[0] for name in names} == {
        "orchestrator",
        "lifecycle_flows",
    }
