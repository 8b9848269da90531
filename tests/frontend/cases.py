"""A golden case: one file or a folder, in its place in a copy of the small project."""

from __future__ import annotations

import pathlib
import re
import shutil

from orchestrator.load import Loaded, load_project

HERE = pathlib.Path(__file__).parent
PROJECT = HERE / "project"
GOLDEN = HERE.parent / "golden"
DIRECTIVE = re.compile(rb"# (?P<word>as|without): (?P<file>\S+)\n")
GOOD_FLOW = """\
flow: good
trigger:
  event: placed_order
reentry: never
steps:
  - send: hello
    template: hello
    subject: Hello
"""


def shop(folder: pathlib.Path, **flows: str) -> pathlib.Path:
    """A copy of the project with these flows."""
    root = shutil.copytree(PROJECT, folder / "shop")
    (root / "flows").mkdir()
    for key, text in flows.items():
        (root / "flows" / f"{key}.yml").write_text(text, encoding="utf-8")
    return root


def load_case(case: pathlib.Path, folder: pathlib.Path) -> Loaded:
    """The case as the flow `case`, or as what its first line says that it stands for.

    Of a folder every file stands in its place beside those of the project, or instead of them, and
    no variable is missed.
    """
    if case.is_dir():
        root = shop(folder)
        shutil.copytree(case, root, dirs_exist_ok=True)
        return load_project(root, environment=None)
    raw = case.read_bytes()
    directive = DIRECTIVE.match(raw)
    if directive and directive["word"] == b"as":
        root = shop(folder, good=GOOD_FLOW)
        (root / directive["file"].decode()).write_bytes(raw)
        return load_project(root, environment={})
    root = shop(folder)
    (root / "flows" / "case.yml").write_bytes(raw)
    if directive:
        (root / directive["file"].decode()).unlink()
    return load_project(root, environment={})
