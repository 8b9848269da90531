"""The command: what it prints, how it ends, and what it does not import."""

from __future__ import annotations

import json
import pathlib
import shutil
import subprocess
import sys
import types

import click
import pytest
from click.testing import CliRunner

from orchestrator.cli import main
from orchestrator.cli.main import COMMANDS
from tests.frontend.cases import GOOD_FLOW, shop

ROOT = pathlib.Path(__file__).parents[2]
HEAVY = ("prefect", "sqlalchemy", "babel", "css_inline", "inscriptis", "rich", "httpx")
BAD_FLOW = GOOD_FLOW.replace("trigger:", "status: lve\ntrigger:")
WARNED_FLOW = "flow: good\nstatus: live\ntrigger:\n  event: placed_order\nreentry: never\nsteps:\n  - delay: 1 day\n"


def flows(*arguments: str) -> tuple[int, str, str]:
    result = CliRunner().invoke(main, arguments)
    return result.exit_code, result.stdout, result.stderr


def validate(root: pathlib.Path, *arguments: str) -> tuple[int, str]:
    code, out, err = flows("validate", "--project", str(root), *arguments)
    assert not err
    return code, out


def test_nothing_is_wrong(tmp_path: pathlib.Path) -> None:
    assert validate(shop(tmp_path, good=GOOD_FLOW)) == (0, "1 flow, no problems\n")


def test_a_warning_is_no_failure(tmp_path: pathlib.Path) -> None:
    code, out = validate(shop(tmp_path, good=WARNED_FLOW))
    assert code == 0
    assert out.endswith("1 flow, 1 warning\n")


def test_a_mistake_is_shown_with_its_line(tmp_path: pathlib.Path) -> None:
    code, out = validate(shop(tmp_path, good=BAD_FLOW))
    assert code == 1
    assert out == (
        'flows/good.yml:2:9: F013 "status" cannot be "lve"; expected one of draft, live, paused '
        '(did you mean "live"?)\n'
        "  | status: lve\n"
        "  |         ^^^\n"
        "1 flow, 1 error\n"
    )


def test_json_for_programs(tmp_path: pathlib.Path) -> None:
    code, out = validate(shop(tmp_path, good=BAD_FLOW), "--format", "json")
    assert code == 1
    assert json.loads(out) == [
        {
            "code": "F013",
            "severity": "error",
            "file": "flows/good.yml",
            "line": 2,
            "column": 9,
            "end_line": 2,
            "end_column": 12,
            "message": '"status" cannot be "lve"',
            "allowed": ["draft", "live", "paused"],
            "suggestion": "live",
            "mend": "Choose one of the values that the message lists.",
        }
    ]


def test_annotations_for_github(tmp_path: pathlib.Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = GOOD_FLOW.replace("subject: Hello", 'subject: "50% {{ constants.x }}"')
    monkeypatch.chdir(shop(tmp_path, good=text).parent)
    code, out = validate(pathlib.Path("shop"), "--format", "github")
    assert code == 1
    assert out == (
        "::error file=shop/flows/good.yml,line=8,endLine=8,col=32,endColumn=32,title=F024::"
        'the project has no constant "x"; expected shop_name\n'
    )


@pytest.mark.parametrize("form", ["json", "github"])
def test_nothing_wrong_for_programs(form: str, tmp_path: pathlib.Path) -> None:
    code, out = validate(shop(tmp_path, good=GOOD_FLOW), "--format", form)
    assert (code, out) == (0, "[]\n" if form == "json" else "")


def test_only_the_named_files(tmp_path: pathlib.Path) -> None:
    root = shop(tmp_path, good=GOOD_FLOW, bad=BAD_FLOW.replace("flow: good", "flow: bad"))
    assert validate(root, str(root / "flows" / "good.yml")) == (0, "1 flow, no problems\n")


def test_no_project_here(tmp_path: pathlib.Path) -> None:
    code, out = validate(tmp_path)
    assert code == 1
    assert "F060" in out


@pytest.mark.parametrize(
    "arguments",
    [["validate", "--fromat", "json"], ["validate", "missing.yml"], ["validte"], ["validate", "--format", "xml"]],
)  # fmt: skip
def test_a_wrong_command_line(arguments: list[str]) -> None:
    code, out, err = flows(*arguments)
    assert (code, out) == (2, "")
    assert "Usage:" in err


def with_a_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    @click.command()
    def command() -> None:
        message = "a step without a step"
        raise RuntimeError(message)

    module = types.ModuleType("broken")
    module.command = command  # type: ignore[attr-defined]
    monkeypatch.setitem(sys.modules, "broken", module)
    monkeypatch.setitem(COMMANDS, "broken", ("broken", "Has a bug."))


def test_our_own_bug(monkeypatch: pytest.MonkeyPatch) -> None:
    with_a_bug(monkeypatch)
    code, out, err = flows("broken")
    assert (code, out) == (3, "")
    assert "RuntimeError: a step without a step" in err
    assert "report" in err
    assert "Traceback" not in err


@pytest.mark.parametrize("how", ["--debug", "FLOWS_DEBUG"])
def test_our_own_bug_with_its_traceback(how: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with_a_bug(monkeypatch)
    if how == "FLOWS_DEBUG":
        monkeypatch.setenv(how, "1")
    code, _out, err = flows(*(["--debug"] if how == "--debug" else []), "broken")
    assert code == 3
    assert "Traceback" in err


def test_help_names_every_command() -> None:
    code, out, _err = flows("--help")
    assert code == 0
    for name, (_module, text) in COMMANDS.items():
        assert f"{name} " in out
        assert text in out


def loaded_by(*arguments: str) -> tuple[int, set[str]]:
    """Modules after the command, asked of a fresh interpreter."""
    program = (
        "import sys\nfrom orchestrator.cli import main\n"
        f"try:\n    main({list(arguments)!r})\n"
        "except SystemExit as end:\n    print(end.code or 0, *sys.modules, file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", program], cwd=ROOT, capture_output=True, text=True, check=True
    )
    code, *modules = done.stderr.split()
    return int(code), {module.split(".")[0] for module in modules}


@pytest.mark.parametrize("arguments", [["--help"], ["validate", "--help"], ["validate"]])
def test_stays_light(arguments: list[str], tmp_path: pathlib.Path) -> None:
    if arguments == ["validate"]:
        arguments = ["validate", "--project", str(shop(tmp_path, good=GOOD_FLOW))]
    code, modules = loaded_by(*arguments)
    assert code == 0
    assert not modules & set(HEAVY)


def test_runs_as_a_module(tmp_path: pathlib.Path) -> None:
    root = shop(tmp_path, good=GOOD_FLOW)
    command = [sys.executable, "-m", "orchestrator", "validate", "--project", str(root)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout, done.stderr) == (0, "1 flow, no problems\n", "")


def test_finds_its_schemas_when_installed(tmp_path: pathlib.Path) -> None:
    """A wheel has them inside the package, and no checkout around it."""
    only_code = shutil.ignore_patterns("__pycache__", ".*_cache", "schemas")
    shutil.copytree(ROOT / "orchestrator", tmp_path / "orchestrator", ignore=only_code)
    shutil.copytree(ROOT / "schemas", tmp_path / "orchestrator" / "schemas")
    root = shop(tmp_path, good=BAD_FLOW)
    command = [sys.executable, "-m", "orchestrator", "validate", "--project", str(root)]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "")
    assert "F013" in done.stdout
