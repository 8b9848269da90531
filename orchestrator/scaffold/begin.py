"""Writing a new project, where nothing is in its way."""

from __future__ import annotations

import os
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path, PurePosixPath

from orchestrator.scaffold.library import library_files
from orchestrator.scaffold.shop import DATABASE, build_shop

OURS = {
    "README.md": "README.md",
    ".gitignore": "gitignore",
    ".pre-commit-config.yaml": "pre-commit-config.yaml",
    ".github/workflows/flows.yml": "workflow.yml",
}
SOURCE = "@source@"


def in_the_way(folder: Path) -> list[str]:
    """What is there already; a new project overwrites nothing."""
    names = (*library_files(), *OURS, DATABASE)
    return list(dict.fromkeys(found for name in names if (found := _obstacle(folder, name))))


def begin(folder: Path, *, source: str, now: datetime) -> list[str]:
    """Write the project and its shop as of `now`; the names of the files.

    `source` is what pip is told to install in CI.

    Raises FileExistsError where a file is in the way.
    """
    texts = _texts(source)
    if found := in_the_way(folder):
        raise FileExistsError(found[0])
    for name, content in texts.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        with file.open("xb") as new:
            new.write(content)
    build_shop(folder / DATABASE, now)
    return [*texts, DATABASE]


def _obstacle(folder: Path, name: str) -> str | None:
    """The file itself, or a file where one of its folders would be."""
    for above in reversed(PurePosixPath(name).parents):
        if os.path.lexists(folder / above) and not (folder / above).is_dir():
            return str(above)
    return name if os.path.lexists(folder / name) else None


def _texts(source: str) -> Mapping[str, bytes]:
    ours = Path(__file__).with_name("project")
    return {
        **{name: file.read_bytes() for name, file in library_files().items()},
        **{
            name: (ours / file).read_text(encoding="utf-8").replace(SOURCE, source).encode()
            for name, file in OURS.items()
        },
    }
