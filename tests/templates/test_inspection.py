"""Each folder of `inspect/` is a project; beside it stands what inspecting `mail` finds.

A variable's line shows the name as the source has it at that place, so that a column that is
off by one is seen at once. To add a case: a folder, and `UPDATE=1 pytest` writes the rest.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from orchestrator.templates import Inspection, TemplateSet

CASES = Path(__file__).parent / "inspect"


@pytest.mark.parametrize("case", sorted(path.name for path in CASES.iterdir() if path.is_dir()))
def test_inspecting(case: str) -> None:
    project, expected = CASES / case, CASES / f"{case}.out"
    found = TemplateSet(project / "templates").inspect("mail")
    told = "".join(f"{line}\n" for line in _told(found, project))
    if os.environ.get("UPDATE"):
        expected.write_text(told, encoding="utf-8")
    assert told == expected.read_text(encoding="utf-8")


def _told(found: Inspection, project: Path) -> Iterator[str]:
    for variable in found.variables:
        line = (project / variable.file).read_text().splitlines()[variable.line - 1]
        name = line[variable.column - 1 :][: variable.length]
        path = ".".join(variable.path)
        yield f"{variable.file}:{variable.line}:{variable.column} reads {path} at {name!r}"
    yield from (f"perhaps reads {'.'.join(path)}" for path in found.possible)
    for problem in found.problems:
        yield f"{problem.file}:{problem.line}:{problem.column} {problem.message}"


def test_places_of_the_names_in_between() -> None:
    source = "{{ trigger.prodcut.name }}"
    (variable,) = TemplateSet(CASES).inspect_text(source).variables
    places = [variable.place_of(index) for index in range(3)]
    assert [source[p.column - 1 :][: p.length] for p in places] == ["trigger", "prodcut", "name"]


def test_a_subject() -> None:
    found = TemplateSet(CASES).inspect_text("Hi {{ customer.first_name | titel }}")
    assert [v.path for v in found.variables] == [("customer", "first_name")]
    assert [v.file for v in found.variables] == [""]
    assert [p.message for p in found.problems] == [
        'there is no filter "titel" (did you mean "title"?)'
    ]


@pytest.mark.parametrize(
    "source",
    ["{{ " + "(" * 3000 + "1" + ")" * 3000 + " }}", "{{ a" + ".b" * 3000 + " }}"],
    ids=["brackets", "attributes"],
)
def test_absurd_nesting_is_a_problem_and_no_crash(source: str) -> None:
    assert TemplateSet(CASES).inspect_text(source).problems


def test_nothing_is_computed_while_looking() -> None:
    assert not TemplateSet(CASES).inspect_text("{{ 9 ** 9 ** 9 ** 9 }}").problems


def test_names_and_existence(tmp_path: Path) -> None:
    for name in ("a/mail.html", "a/mail.sv.html", "a/mail.txt", "_part.html", "layout.html"):
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text("{% extends 'layout.html' %}" if "a/" in name else "")
    templates = TemplateSet(tmp_path)
    assert templates.names() == ("a/mail",)
    assert templates.exists("a/mail")
    assert not templates.exists("a/other")
    assert templates.inspect("a/other").problems[0].message == "this template does not exist"


def test_nothing_outside_the_folder_is_reached(tmp_path: Path) -> None:
    (tmp_path / "secret.html").write_text("secret")
    folder = tmp_path / "templates"
    folder.mkdir()
    (folder / "link.html").symlink_to(tmp_path / "secret.html")
    templates = TemplateSet(folder)
    for name in ("../secret", "link", str(tmp_path / "secret"), "./../secret", "..\\secret", "\0"):
        assert not templates.exists(name), name
    assert templates.names() == ()


def test_a_file_that_is_not_text(tmp_path: Path) -> None:
    (tmp_path / "mail.html").write_bytes(b"\xff\xfe\x00")
    (problem,) = TemplateSet(tmp_path).inspect("mail").problems
    assert problem.message == "this file is not UTF-8 text"


def test_inspecting_loads_nothing_heavy() -> None:
    script = (
        "import sys, pathlib; from orchestrator.templates import TemplateSet;"
        "TemplateSet(pathlib.Path(sys.argv[1])).inspect('mail');"
        "heavy = {'babel', 'css_inline', 'inscriptis', 'lxml', 'sqlalchemy', 'prefect'};"
        "sys.exit(str(heavy & set(sys.modules)) if heavy & set(sys.modules) else 0)"
    )
    folder = CASES / "layouts" / "templates"
    root = Path(__file__).parents[2]
    subprocess.run([sys.executable, "-c", script, folder], check=True, cwd=root)
