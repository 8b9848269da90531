"""`flows validate` as a process: which project, which files, where to, and how it ends."""

from __future__ import annotations

import os
import pathlib
import subprocess
import sys

import pytest

from tests.frontend.cases import GOOD_FLOW, shop
from tests.report.standards import check_json, check_junit, check_sarif

ROOT = pathlib.Path(__file__).parents[2]
BAD_FLOW = GOOD_FLOW.replace("subject:", "subjct:")
FINE = "1 flow, no problems\n"


def flows(
    *words: str | pathlib.Path, cwd: pathlib.Path, **environment: str
) -> tuple[int, str, str]:
    done = subprocess.run(
        [sys.executable, "-m", "orchestrator", *map(str, words)],
        cwd=cwd,
        capture_output=True,
        check=False,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), **environment},
    )
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def test_exit_code_0(tmp_path: pathlib.Path) -> None:
    assert flows("validate", cwd=shop(tmp_path, good=GOOD_FLOW)) == (0, FINE, "")


def test_exit_code_1(tmp_path: pathlib.Path) -> None:
    code, out, err = flows("validate", cwd=shop(tmp_path, good=BAD_FLOW))
    assert (code, err) == (1, "")
    assert out.endswith("1 flow, 1 error\n")


@pytest.mark.parametrize(
    "words",
    [
        ["--output", "."],
        ["--output", "no/such/folder/out.sarif"],
        ["--watch", "--format", "json"],
        ["--watch", "--output", "out.txt"],
        ["--project", "nowhere"],
    ],
)
def test_exit_code_2(words: list[str], tmp_path: pathlib.Path) -> None:
    code, out, err = flows("validate", *words, cwd=shop(tmp_path, good=BAD_FLOW))
    assert (code, out) == (2, "")
    assert err.startswith("Usage: ")
    assert "Error: " in err


@pytest.mark.parametrize("below", ["flows", "flows/deep/down", "templates/parts"])
def test_the_project_is_found_upwards(below: str, tmp_path: pathlib.Path) -> None:
    root = shop(tmp_path, good=GOOD_FLOW)
    (root / below).mkdir(parents=True, exist_ok=True)
    assert flows("validate", cwd=root / below) == (0, FINE, f"project: {root}\n")


def test_the_nearest_project_counts(tmp_path: pathlib.Path) -> None:
    outer = shop(tmp_path, good=BAD_FLOW)
    inner = shop(outer / "flows", good=GOOD_FLOW)
    assert flows("validate", cwd=inner / "flows")[2] == f"project: {inner}\n"


def test_a_named_project_is_not_searched(tmp_path: pathlib.Path) -> None:
    root = shop(tmp_path, good=GOOD_FLOW)
    code, out, err = flows("validate", "--project", "flows", cwd=root)
    assert (code, err) == (1, "")
    assert "F060" in out


@pytest.mark.parametrize("path", ["orchestrator.yml", "templates/hello.html", ".", "..", "flows"])
def test_what_is_no_flow_stands_for_the_project(path: str, tmp_path: pathlib.Path) -> None:
    root = shop(tmp_path, good=GOOD_FLOW, bad=BAD_FLOW.replace("flow: good", "flow: bad"))
    code, out, _err = flows("validate", path, "flows/good.yml", cwd=root)
    assert code == 1
    assert out.endswith("2 flows, 1 error\n")


def test_a_flow_named_from_below(tmp_path: pathlib.Path) -> None:
    root = shop(tmp_path, good=GOOD_FLOW, bad=BAD_FLOW.replace("flow: good", "flow: bad"))
    code, out, _err = flows("validate", "good.yml", cwd=root / "flows")
    assert (code, out) == (0, FINE)


@pytest.mark.parametrize(
    ("form", "check"), [("json", check_json), ("sarif", check_sarif), ("junit", check_junit)]
)
def test_a_report_in_a_file_and_text_for_people(
    form: str, check: object, tmp_path: pathlib.Path
) -> None:
    assert callable(check)
    root = shop(tmp_path, good=BAD_FLOW)
    in_text = flows("validate", cwd=root)
    report = tmp_path / "out"
    assert flows("validate", "--format", form, "--output", report, cwd=root) == in_text
    printed = flows("validate", "--format", form, cwd=root)
    assert printed == (1, report.read_text(encoding="utf-8"), "")
    check(printed[1])


def test_places_are_those_of_the_repository(tmp_path: pathlib.Path) -> None:
    (tmp_path / ".git").mkdir()
    root = shop(tmp_path, good=BAD_FLOW)
    out = flows("validate", "--format", "github", cwd=root / "flows")[1]
    assert out.startswith("::error file=shop/flows/good.yml,line=8,")
    (result,) = check_sarif(flows("validate", "--format", "sarif", cwd=root)[1])["results"]
    place = result["locations"][0]["physicalLocation"]["artifactLocation"]
    assert place["uri"] == "shop/flows/good.yml"


@pytest.mark.parametrize(
    ("environment", "is_coloured"),
    [({}, False), ({"FORCE_COLOR": "1"}, True), ({"FORCE_COLOR": "1", "NO_COLOR": "1"}, False)],
)
def test_colour_where_it_is_wanted(
    environment: dict[str, str], *, is_coloured: bool, tmp_path: pathlib.Path
) -> None:
    out = flows("validate", cwd=shop(tmp_path, good=BAD_FLOW), **environment)[1]
    assert ("\x1b[31mF010\x1b[0m" in out) is is_coloured


def test_a_terminal_without_the_letter(tmp_path: pathlib.Path) -> None:
    root = shop(tmp_path, łoś=GOOD_FLOW)
    code, out, err = flows("validate", cwd=root, PYTHONIOENCODING="cp1252")
    assert (code, err) == (1, "")
    assert "flows/\\u0142o\\u015b.yml:1:7: F046" in out


def test_a_file_name_that_is_no_text(tmp_path: pathlib.Path) -> None:
    root = shop(tmp_path)
    os.rename(shop(tmp_path / "other", good=BAD_FLOW) / "flows" / "good.yml",  # noqa: PTH104
              os.fsencode(root / "flows") + b"/\xff.yml")  # fmt: skip
    for form, check in (("json", check_json), ("sarif", check_sarif), ("junit", check_junit)):
        code, out, err = flows("validate", "--format", form, cwd=root)
        assert (code, err) == (1, "")
        check(out)


def test_a_reader_that_has_seen_enough(tmp_path: pathlib.Path) -> None:
    many = {f"flow-{number}": BAD_FLOW for number in range(300)}
    root = shop(tmp_path, **many)
    with subprocess.Popen(
        [sys.executable, "-m", "orchestrator", "validate"],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        env={"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT)},
    ) as process:
        assert process.stdout
        assert process.stderr
        process.stdout.read(1)
        process.stdout.close()
        assert process.stderr.read() == b""


LIVE = GOOD_FLOW.replace("trigger:", "status: live\ntrigger:")
MOST = "1 flow, no problems; at most 1 marketing message a person in 7 days\n"


def test_says_what_one_person_can_get_in_all(tmp_path: pathlib.Path) -> None:
    root = shop(tmp_path, good=LIVE)
    assert flows("validate", cwd=root) == (0, MOST, "")
    assert flows("validate", "flows/good.yml", cwd=root) == (0, FINE, "")
    assert flows("validate", "--format", "json", cwd=root) == (0, "[]\n", "")


def test_says_it_only_of_what_is_right(tmp_path: pathlib.Path) -> None:
    root = shop(tmp_path, good=LIVE, bad=BAD_FLOW.replace("good", "bad"))
    assert flows("validate", cwd=root)[1].endswith("2 flows, 1 error\n")
