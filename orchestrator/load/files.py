"""Where the files of a project are, and what they are called."""

from __future__ import annotations

import os
import pathlib
from collections.abc import Iterator, Sequence

PROJECT_FILE = "orchestrator.yml"
FLOWS = "flows"
TEMPLATES = "templates"
TESTS = "tests/flows"
ENDINGS = (".yml", ".yaml")
TEMPLATE_ENDINGS = (".html", ".txt", ".json")


def flow_files(root: pathlib.Path, paths: Sequence[pathlib.Path] = ()) -> Iterator[pathlib.Path]:
    """Files as they are named; of folders every YAML file below, in order."""
    for path in paths or (root / FLOWS,):
        if path.is_dir():
            found = (file for file in path.rglob("*") if file.suffix in ENDINGS)
            yield from sorted(file for file in found if not file.name.startswith("."))
        elif paths:
            yield path


def template_files(root: pathlib.Path) -> list[pathlib.Path]:
    found = sorted((root / TEMPLATES).rglob("*"))
    return [path for path in found if path.suffix in TEMPLATE_ENDINGS and path.is_file()]


def name_of(path: pathlib.Path, root: pathlib.Path) -> str:
    """Relative to the root, with forward slashes; a file elsewhere keeps its whole path."""
    path, root = (pathlib.Path(os.path.abspath(each)) for each in (path, root))  # noqa: PTH100 - a link keeps its own name
    if not path.is_relative_to(root):
        path, root = path.resolve(), root.resolve()
    return path.relative_to(root).as_posix() if path.is_relative_to(root) else path.as_posix()
