"""`flows simulate --against`: the files of another revision beside those of the working tree."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path

from tests.cli.conftest import Flows

SPAN = ("--from", "2026-03-25", "--to", "2026-03-31")


def git(folder: Path, *words: str) -> None:
    identity = ("-c", "user.name=Somebody", "-c", "user.email=somebody@shop.example")
    subprocess.run(["git", *identity, *words], cwd=folder, check=True, capture_output=True)


def committed(project: Path) -> Path:
    """The project in a folder of a repository, which is how it lies in many."""
    git(project.parent, "init", "--quiet")
    (project.parent / ".gitignore").write_text(".demo/\n")
    git(project.parent, "add", ".")
    git(project.parent, "commit", "--quiet", "--message", "First")
    return project


def edit(project: Path, flow: str, old: str, new: str) -> None:
    file = project / "flows" / f"{flow}.yml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_it_tells_who_would_get_something_else(flows: Flows, copy_of_shop: Path) -> None:
    project = committed(copy_of_shop)
    edit(project, "abandoned-cart", "at_least: 300", "at_least: 600")
    printed = flows("simulate", *SPAN, "--against", "HEAD", at=project)
    assert printed.returncode == 0, printed.stderr
    text = printed.stdout
    assert text.startswith("Before: HEAD. After: the working tree.\n")
    assert "\nwelcome: 0 customers would get something else\n" in text
    document = json.loads(
        flows("simulate", *SPAN, "--against", "HEAD", "--format", "json", at=project).stdout
    )
    (count,) = (
        each
        for each in document["counts"]
        if (each["flow"], each["what"]) == ("abandoned-cart", "entered")
    )
    assert 0 < count["after"] < count["before"]
    assert f"{count['before']} -> {count['after']}" in text
    assert {each["flow"] for each in document["examples"]} == {"abandoned-cart"}
    assert all(each["before"] != each["after"] for each in document["examples"])
    assert len(document["examples"]) == 5
    shown = document["examples"][0]
    assert f"customer {shown['customer']} in abandoned-cart\n" in text
    assert f"and {document['differing'] - 5} more (--examples)" in text
    assert document["customers"] > 0


def test_nothing_differs_from_the_same_files(flows: Flows, copy_of_shop: Path) -> None:
    """A folder does as well as a revision; another flow's new file is no difference of theirs."""
    other = copy_of_shop.parent / "other"
    shutil.copytree(copy_of_shop, other, ignore=shutil.ignore_patterns(".demo"))
    played = flows("simulate", "welcome", *SPAN, "--against", str(other), at=copy_of_shop)
    assert played.returncode == 0, played.stderr
    assert "Everybody goes through the same, at the same times.\n" in played.stdout


def test_a_new_flow_is_compared_with_none(flows: Flows, copy_of_shop: Path) -> None:
    project = committed(copy_of_shop)
    text = (project / "flows" / "welcome.yml").read_text(encoding="utf-8")
    second = text.replace("flow: welcome", "flow: welcome-too")
    (project / "flows" / "welcome-too.yml").write_text(second, encoding="utf-8")
    printed = flows("simulate", "welcome-too", *SPAN, "--against", "HEAD", at=project).stdout
    assert "  entered  " in printed
    assert "0 -> " in printed


def test_what_cannot_be_compared_says_why(flows: Flows, copy_of_shop: Path) -> None:
    found = flows("simulate", *SPAN, "--against", "HEAD", at=copy_of_shop)
    assert found.returncode == 1
    assert "is in no git repository, so that there is no HEAD to compare with" in found.stderr
    project = committed(copy_of_shop)
    for named, said in (
        ("no-such-branch", "git knows no revision no-such-branch"),
        ("--output=x", "git knows no revision --output=x"),
    ):
        found = flows("simulate", *SPAN, f"--against={named}", at=project)
        assert found.returncode == 1
        assert said in found.stderr


def test_files_of_then_with_errors_are_told(flows: Flows, copy_of_shop: Path) -> None:
    edit(copy_of_shop, "welcome", "event: signed_up", "event: signed_upp")
    project = committed(copy_of_shop)
    edit(project, "welcome", "event: signed_upp", "event: signed_up")
    found = flows("simulate", *SPAN, "--against", "HEAD", at=project)
    assert found.returncode == 1
    assert 'the catalog has no event "signed_upp"' in found.stderr
    assert "these are the files at HEAD, not those of the working tree" in found.stderr


def test_at_one_instant_they_leave_last(flows: Flows, copy_of_shop: Path) -> None:
    """The last message and the end of the flow belong to one tick."""
    project = committed(copy_of_shop)
    edit(project, "abandoned-cart", "at_least: 300", "at_least: 600")
    words = ("simulate", *SPAN, "--against", "HEAD", "--examples", "50", "--format", "json")
    examples = json.loads(flows(*words, at=project).stdout)["examples"]
    ends = [
        each["before"] for each in examples if any("finished" in str(e) for e in each["before"])
    ]
    assert ends
    assert all("finished" in str(each[-1]) for each in ends)


def test_a_link_that_leads_out_of_the_project_is_named(flows: Flows, copy_of_shop: Path) -> None:
    """As templates that several projects of a repository share."""
    templates = copy_of_shop / "templates"
    templates.rename(copy_of_shop.parent / "templates")
    templates.symlink_to("../templates")
    project = committed(copy_of_shop)
    printed = flows("simulate", *SPAN, "--against", "HEAD", at=project)
    assert printed.returncode == 1, printed.stderr
    assert "templates" in printed.stderr
    assert "leads out of the project" in printed.stderr
