"""The action for GitHub: its shape, and its commands as a runner would run them."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml

from tests.frontend.cases import GOOD_FLOW, shop
from tests.packaging.conftest import ROOT, Environment
from tests.report.standards import check_sarif

ACTION = ROOT / "action.yml"
EXPRESSION = re.compile(r"\$\{\{ (?P<name>[a-z_.-]+) \}\}")


def read() -> dict[str, Any]:
    action: dict[str, Any] = yaml.safe_load(ACTION.read_text(encoding="utf-8"))
    return action


def test_is_an_action() -> None:
    subprocess.run(
        [sys.executable, "-m", "check_jsonschema", "--builtin-schema", "vendor.github-actions",
         ACTION],
        check=True,
    )  # fmt: skip


def run(environment: Environment, source: Path, workspace: Path, **inputs: str) -> tuple[int, str]:
    """The exit code of the first step that fails, else 0, and everything printed."""
    action = read()
    values = {f"inputs.{name}": each["default"] for name, each in action["inputs"].items()}
    values |= {f"inputs.{name}": value for name, value in inputs.items()}
    values["github.action_path"] = str(source)
    printed = ""
    for step in action["runs"]["steps"]:
        if "run" not in step:
            continue
        variables = {
            name: EXPRESSION.sub(lambda found: values[found["name"]], text)
            for name, text in step["env"].items()
        }
        assert not EXPRESSION.search(step["run"])  # an input is never part of a script
        done = environment.run("bash", "-eo", "pipefail", "-c", step["run"],
                               cwd=workspace, **variables)  # fmt: skip
        printed += done.stdout + done.stderr
        if done.returncode:
            return done.returncode, printed
    return 0, printed


def test_a_project_that_is_right(empty: Environment, source: Path, tmp_path: Path) -> None:
    shop(tmp_path, good=GOOD_FLOW)
    assert run(empty, source, tmp_path, project="shop") == (0, "")


@pytest.mark.parametrize("sarif", ["", "flows.sarif"])
def test_a_mistake(sarif: str, empty: Environment, source: Path, tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    shop(tmp_path, good=GOOD_FLOW.replace("subject:", "subjct:"))
    code, printed = run(empty, source, tmp_path, project="shop", sarif=sarif)
    assert code == 1
    assert printed.startswith("::error file=shop/flows/good.yml,line=8,")
    if sarif:
        (result,) = check_sarif((tmp_path / sarif).read_text(encoding="utf-8"))["results"]
        assert result["ruleId"] == "F010"


def test_another_version_is_asked_of_the_index(
    empty: Environment, source: Path, tmp_path: Path
) -> None:
    code, printed = run(empty, source, tmp_path, version="9.9.9")
    assert code
    assert "lifecycle-flows==9.9.9" in printed
