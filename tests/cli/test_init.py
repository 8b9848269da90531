"""`flows init`: a project that is right, runs, and touches nothing that is there."""

from __future__ import annotations

import pathlib
import re
import subprocess
from datetime import UTC, datetime
from importlib.metadata import PathDistribution

import pytest
import yaml
from click.testing import CliRunner, Result

from orchestrator.cli import main
from orchestrator.load import load_project
from orchestrator.model import Database
from orchestrator.scaffold import DATABASE, begin, requirement
from orchestrator.store.engine import state_file

NOW = datetime(2026, 3, 31, 10, 0, tzinfo=UTC)
SCHEMA = re.compile(r"# yaml-language-server: \$schema=(\S+)")


def flows(*words: str) -> Result:
    return CliRunner().invoke(main, words)


def contents(folder: pathlib.Path) -> dict[str, bytes]:
    files = (file for file in folder.rglob("*") if file.is_file())
    return {file.relative_to(folder).as_posix(): file.read_bytes() for file in files}


@pytest.fixture
def project(tmp_path: pathlib.Path) -> pathlib.Path:
    begin(tmp_path / "shop", source="lifecycle-flows==1.2.3", now=NOW)
    return tmp_path / "shop"


def test_in_a_new_folder(tmp_path: pathlib.Path) -> None:
    folder = tmp_path / "new" / "shop"
    result = flows("init", str(folder))
    assert (result.exit_code, result.stderr) == (0, "")
    assert f"cd {folder}\n" in result.stdout
    assert result.stdout.startswith(f"{len(contents(folder))} files. ")
    loaded = load_project(folder, environment={})
    assert loaded.diagnostics == ()
    assert [flow.key for flow in loaded.flows] == ["abandoned-cart", "welcome"]


def test_in_this_folder(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "notes.txt").write_text("mine\n", encoding="utf-8")
    result = flows("init")
    assert result.exit_code == 0
    assert "cd " not in result.stdout
    assert flows("validate").stdout.startswith("2 flows, no problems;")
    assert (tmp_path / "notes.txt").read_text(encoding="utf-8") == "mine\n"


@pytest.mark.parametrize(
    ("there", "named"),
    [
        ("orchestrator.yml", "orchestrator.yml"),
        ("flows", "flows"),
        (".github", ".github"),
        ("templates/_parts/button.html", "templates/_parts/button.html"),
        (DATABASE, DATABASE),
    ],
)
def test_nothing_is_overwritten(there: str, named: str, tmp_path: pathlib.Path) -> None:
    file = tmp_path / there
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text("mine\n", encoding="utf-8")
    result = flows("init", str(tmp_path))
    assert (result.exit_code, result.stdout) == (2, "")
    assert result.stderr.endswith(f"this is there already:\n  {tmp_path / named}\n")
    assert contents(tmp_path) == {there: b"mine\n"}


def test_a_second_time(project: pathlib.Path) -> None:
    before = contents(project)
    result = flows("init", str(project))
    assert result.exit_code == 2
    assert all(f"  {project / name}\n" in result.stderr for name in before)
    assert contents(project) == before


def test_no_folder_can_be_made_there(tmp_path: pathlib.Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    result = flows("init", str(tmp_path / "file" / "shop"))
    assert result.exit_code == 2
    assert "cannot be written" in result.stderr


def test_an_editor_finds_the_schemas(project: pathlib.Path) -> None:
    files = [project / "orchestrator.yml", *(project / "flows").glob("*.yml")]
    for file in files:
        named = SCHEMA.search(file.read_text(encoding="utf-8"))
        assert named
        assert (file.parent / named[1]).resolve().is_relative_to(project)
        assert (file.parent / named[1]).is_file()


def test_an_editor_knows_the_names_of_the_project(tmp_path: pathlib.Path) -> None:
    flows("init", str(tmp_path))
    result = flows("schema", "--project", str(tmp_path), "--check")
    assert (result.exit_code, result.stderr) == (0, "")


def test_installs_what_it_was_begun_with(project: pathlib.Path) -> None:
    text = (project / ".github" / "workflows" / "flows.yml").read_text(encoding="utf-8")
    steps = yaml.safe_load(text)["jobs"]["validate"]["steps"]
    assert steps[2]["run"] == 'pip install "lifecycle-flows==1.2.3"'


@pytest.mark.parametrize(
    ("origin", "source"),
    [
        (None, "lifecycle-flows==1.2.3"),
        (
            '{"url": "https://git.example/a/b", "vcs_info": {"vcs": "git", "commit_id": "c0ffee"}}',
            "lifecycle-flows @ git+https://git.example/a/b@c0ffee",
        ),
        (
            '{"url": "file:///home/me/b", "dir_info": {"editable": true}}',
            "lifecycle-flows @ git+https://git.example/OWNER/lifecycle-flows@v1.2.3",
        ),
    ],
)
def test_ci_installs_from_where_it_was_installed(
    origin: str | None, source: str, tmp_path: pathlib.Path
) -> None:
    folder = tmp_path / "lifecycle_flows-1.2.3.dist-info"
    folder.mkdir()
    (folder / "METADATA").write_text("Name: lifecycle-flows\nVersion: 1.2.3\n", encoding="utf-8")
    if origin is not None:
        (folder / "direct_url.json").write_text(origin, encoding="utf-8")
    assert requirement(PathDistribution(folder)) == source


@pytest.mark.parametrize("database", ["customers.db", "data/customers.sqlite3"])
def test_what_the_flows_remember_stays_out_of_git(project: pathlib.Path, database: str) -> None:
    state = state_file(Database(f"sqlite:///{database}"), project).relative_to(project)
    names = [f"{state}{end}" for end in ("", "-wal", "-shm")]
    subprocess.run(["git", "init", "--quiet", project], check=True)
    ignored = subprocess.run(
        ["git", "check-ignore", *names, "orchestrator.yml", "README.md"],
        cwd=project,
        capture_output=True,
        text=True,
        check=False,
    )
    assert ignored.stdout.split() == names


def test_the_shop_fits_its_catalog(project: pathlib.Path) -> None:
    result = flows("doctor", "--project", str(project))
    assert result.exit_code == 0
    assert result.stdout.startswith("catalog and database: no problems\nsegment buyers: 2 members")


def test_two_are_welcomed_and_two_reminded(project: pathlib.Path) -> None:
    run = ("run", "--local", "--project", str(project), "--at", NOW.isoformat())
    assert flows(*run).exit_code == 0
    mails = sorted((project / ".demo" / "outbox").glob("*.eml"))
    to = {re.search(r"^To: .*?(\w+)@", mail.read_text("utf-8"), re.MULTILINE) for mail in mails}
    assert {found[1] for found in to if found} == {"maja", "johan", "emil", "aino"}
    assert flows(*run).exit_code == 0
    assert sorted((project / ".demo" / "outbox").glob("*.eml")) == mails
