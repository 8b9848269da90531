"""`flows schema`: what it prints, writes and checks."""

from __future__ import annotations

import json
import pathlib
import re
import shutil
import subprocess
import sys

import pytest
from click.testing import CliRunner

from orchestrator.cli import main
from orchestrator.schema.files import folder

ROOT = pathlib.Path(__file__).parents[2]
PROJECT = pathlib.Path(__file__).parent / "project"
HEAVY = ("prefect", "sqlalchemy", "babel", "css_inline", "httpx")


@pytest.fixture
def shop(tmp_path: pathlib.Path) -> pathlib.Path:
    return shutil.copytree(PROJECT, tmp_path / "shop")


def schema(*words: object) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, ["schema", *map(str, words)])
    return result.exit_code, result.stdout, result.stderr


@pytest.mark.parametrize("kind", ["flow", "project"])
def test_the_general_ones_are_printed_as_they_are(kind: str) -> None:
    text = (folder() / f"{kind}.schema.json").read_text(encoding="utf-8")
    assert schema(kind) == (0, text, "")


def test_that_of_a_project_is_printed(shop: pathlib.Path) -> None:
    code, out, err = schema("--project", shop)
    assert (code, err) == (0, "")
    assert json.loads(out)["$defs"]["segment_name"] == {"enum": ["vip", "lapsed"]}


def test_without_a_folder_it_is_the_one_here(
    shop: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    of_folder = schema("--project", shop)
    monkeypatch.chdir(shop)
    assert schema("--project") == of_folder


def test_a_file_is_written_and_checked(shop: pathlib.Path) -> None:
    file = shop / "schemas" / "flow.schema.json"
    code, out, err = schema("--project", shop, "--check")
    assert (code, out) == (1, "")
    assert err == f"{file} is missing; run: flows schema --project {shop} --output {file}\n"
    assert schema("--project", shop, "--output", file) == (0, "", "")
    assert file.read_bytes().decode() == schema("--project", shop)[1]
    assert schema("--project", shop, "--check") == (0, f"{file} is up to date\n", "")


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [
        ("orchestrator.yml", "country: country", "land: country"),
        ("flows/thank-you.yml", "add_tags: [rated]", "add_tags: [rated, happy]"),
    ],
)
def test_a_file_grows_stale(shop: pathlib.Path, file: str, old: str, new: str) -> None:
    written = shop / "editor.json"
    schema("--project", shop, "--output", written)
    text = (shop / file).read_text(encoding="utf-8")
    assert old in text
    (shop / file).write_text(text.replace(old, new), encoding="utf-8")
    before = written.read_bytes()
    code, out, err = schema("--project", shop, "--output", written, "--check")
    assert (code, out) == (1, "")
    assert f"{written} is stale" in err
    assert written.read_bytes() == before


def test_a_new_template_makes_it_stale(shop: pathlib.Path) -> None:
    written = shop / "editor.json"
    schema("--project", shop, "--output", written)
    (shop / "templates" / "mails" / "new.html").write_text("<p>New</p>", encoding="utf-8")
    assert schema("--project", shop, "--output", written, "--check")[0] == 1


def test_flows_may_be_wrong(shop: pathlib.Path) -> None:
    """The schema is there to mend them."""
    (shop / "flows" / "wrong.yml").write_text(
        "flow: wrong\nsteps:\n  - sned: a\n", encoding="utf-8"
    )
    code, out, err = schema("--project", shop)
    assert (code, err) == (0, "")
    assert "wrong" in json.loads(out)["$defs"]["flow_name"]["enum"]


def test_the_project_may_not_be_wrong(shop: pathlib.Path) -> None:
    text = (shop / "orchestrator.yml").read_text(encoding="utf-8")
    (shop / "orchestrator.yml").write_text(text.replace("table: orders", "tabl: orders"))
    code, out, err = schema("--project", shop, "--output", shop / "editor.json")
    assert (code, out) == (1, "")
    assert 'orchestrator.yml:25:7: F010 unknown key "tabl"' in err
    assert err.endswith("1 error; nothing was done\n")
    assert not (shop / "editor.json").exists()


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), 'say "flow", "project" or "test", or --project'),
        (("flow", "--project", PROJECT), 'say "flow", "project" or "test", or --project'),
        (("flow", "--check"), "--check needs --project"),
        (("--project", PROJECT, "--output", folder() / "flow.schema.json"), "of every project"),
        (("--project", folder().parent, "--check"), "name another file with --output"),
        (("--project", PROJECT, "--output", __file__ + "/x"), "cannot be written: "),
    ],
)
def test_a_command_line_that_is_wrong(words: tuple[object, ...], said: str) -> None:
    code, out, err = schema(*words)
    assert (code, out) == (2, "")
    assert said in err


def test_it_needs_neither_prefect_nor_a_database() -> None:
    program = (
        "import sys\nfrom click.testing import CliRunner\nfrom orchestrator.cli import main\n"
        f"done = CliRunner().invoke(main, ['schema', '--project', {str(PROJECT)!r}])\n"
        f"print(done.exit_code, [name for name in {HEAVY!r} if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )
    assert done.stdout == "0 []\n"


def test_what_the_page_on_editors_says_can_be_run(
    shop: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    page = (ROOT / "docs" / "editors.md").read_text(encoding="utf-8")
    commands = re.findall(r"^(?:flows| +entry: flows) schema (.+)$", page, re.MULTILINE)
    assert len(commands) == 3
    monkeypatch.chdir(shop)
    assert [schema(*command.split())[0] for command in commands] == [0, 0, 0]
