"""What docs/ci.md shows is valid for the service that reads it, and its commands run."""

from __future__ import annotations

import importlib.metadata
import pathlib
import re
import shlex
import subprocess
import sys
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from orchestrator.cli import main
from orchestrator.cli.printing import FORMATS
from tests.frontend.cases import GOOD_FLOW, shop

ROOT = pathlib.Path(__file__).parents[2]
PAGE = ROOT / "docs" / "ci.md"
SNIPPET = re.compile(r"```yaml\n# (?P<file>\S+\.ya?ml)\n(?P<text>.*?)```", re.DOTALL)
SNIPPETS = {found["file"]: found["text"] for found in SNIPPET.finditer(PAGE.read_text("utf-8"))}
SCAFFOLDED = ROOT / "orchestrator" / "scaffold" / "project"
VERSION = importlib.metadata.version("lifecycle-flows")
SOURCE = f"lifecycle-flows @ git+https://git.example/OWNER/lifecycle-flows@v{VERSION}"
PIP = f'pip install "{SOURCE}"'
VALIDATORS = {
    ".github": ("check_jsonschema", "--builtin-schema", "vendor.github-workflows"),
    ".gitlab-ci.yml": ("check_jsonschema", "--builtin-schema", "vendor.gitlab-ci"),
    ".pre-commit-config.yaml": ("pre_commit", "validate-config"),
}


def check(name: str, file: pathlib.Path) -> None:
    command = VALIDATORS[name.split("/", maxsplit=1)[0]]
    subprocess.run([sys.executable, "-m", *command, file], check=True)


def commands(node: Any) -> list[str]:  # noqa: ANN401 - YAML of others
    """Every command of every job."""
    if isinstance(node, list):
        return [command for each in node for command in commands(each)]
    if not isinstance(node, dict):
        return []
    own = [*([node["run"]] if "run" in node else []), *node.get("script", [])]
    return own + [command for each in node.values() for command in commands(each)]


def test_every_service_has_a_snippet() -> None:
    assert len(SNIPPETS) == 4
    assert {name.split("/")[0] for name in SNIPPETS} == {*VALIDATORS}


@pytest.mark.parametrize("name", SNIPPETS)
def test_its_service_can_read_it(name: str, tmp_path: pathlib.Path) -> None:
    file = tmp_path / pathlib.PurePath(name).name
    file.write_text(SNIPPETS[name], encoding="utf-8")
    check(name, file)


@pytest.mark.parametrize(
    ("name", "file"),
    [(".github", "workflow.yml"), (".pre-commit-config.yaml", "pre-commit-config.yaml")],
)
def test_what_init_writes_can_be_read_too(name: str, file: str) -> None:
    check(name, SCAFFOLDED / file)


def test_init_writes_what_the_page_shows() -> None:
    shown = yaml.safe_load(SNIPPETS[".github/workflows/flows.yml"])
    written = (SCAFFOLDED / "workflow.yml").read_text("utf-8").replace("@source@", SOURCE)
    assert yaml.safe_load(written) == shown


@pytest.mark.parametrize(
    "name", [name for name in SNIPPETS if commands(yaml.safe_load(SNIPPETS[name]))]
)
def test_its_commands_run(
    name: str, tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(shop(tmp_path, good=GOOD_FLOW))
    schema = ("schema", "--project", ".", "--output", "schemas/flow.schema.json")
    assert CliRunner().invoke(main, schema).exit_code == 0
    install, *rest = commands(yaml.safe_load(SNIPPETS[name]))
    assert install == PIP
    assert rest
    for command in rest:
        program, *words = shlex.split(command)
        assert program == "flows"
        assert CliRunner().invoke(main, words).exit_code == 0


def test_the_action_is_called_with_inputs_that_it_has() -> None:
    action = yaml.safe_load((ROOT / "action.yml").read_text("utf-8"))
    steps = yaml.safe_load(SNIPPETS[".github/workflows/flows-with-alerts.yml"])["jobs"]["validate"][
        "steps"
    ]
    (step,) = (step for step in steps if "lifecycle-flows@" in step.get("uses", ""))
    assert {*step["with"]} <= {*action["inputs"]}


def test_every_format_is_told() -> None:
    assert re.findall(r"^\| `(\w+)` \|", PAGE.read_text("utf-8"), re.MULTILINE) == [*FORMATS]


def test_the_command_of_the_exit_codes_table() -> None:
    assert CliRunner().invoke(main, ["--debug", "validate", "--help"]).exit_code == 0
