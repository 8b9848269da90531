"""Jinja itself is asked what a template reads; inspecting it must have told all of that."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jinja2 import FileSystemLoader

from orchestrator.templates import TemplateSet
from orchestrator.templates.environment import FILTERS, TemplateEnvironment

ROOT = Path(__file__).parents[2]
CASES = Path(__file__).parent / "inspect"
FOLDERS = [
    ROOT / "templates",
    *(CASES / name / "templates" for name in ("places", "loops", "guarded-by-defined", "twins")),
    CASES / "names-set-in-the-template" / "templates",
    CASES / "one-of-several" / "templates",
]


class Spy:
    """Data of any shape that notes which path is printed, looped over or computed with."""

    def __init__(self, path: tuple[str, ...], read: set[tuple[str, ...]]) -> None:
        self.path, self.read = path, read

    def __getitem__(self, name: object) -> Any:  # noqa: ANN401  (whatever a template does)
        if isinstance(name, slice):
            return self
        return Spy((*self.path, name if isinstance(name, str) else "*"), self.read)

    def __iter__(self) -> Iterator[Spy]:
        self.read.add(self.path)
        return iter([self["*"]])

    def __bool__(self) -> bool:
        self.read.add(self.path)
        return True

    def __str__(self) -> str:
        self.read.add(self.path)
        return "1"

    def _number(self, *_: object) -> int:
        self.read.add(self.path)
        return 1

    __mul__ = __rmul__ = __add__ = __radd__ = __int__ = __lt__ = __gt__ = __len__ = _number


class SpyEnvironment(TemplateEnvironment):
    def getattr(self, obj: Any, attribute: str) -> Any:  # noqa: ANN401  (Jinja's signature)
        return obj[attribute] if isinstance(obj, Spy) else super().getattr(obj, attribute)


def files(folder: Path) -> Iterator[str]:
    names = TemplateSet(folder).names()
    for path in sorted(folder.rglob("*.*")):
        name = path.relative_to(folder).as_posix()
        if name.split(".")[0] in names:
            yield name


@pytest.mark.parametrize(
    ("folder", "file"),
    [(folder, file) for folder in FOLDERS for file in files(folder)],
    ids=lambda value: value if isinstance(value, str) else value.parent.name,
)
def test_all_that_is_read_was_told(folder: Path, file: str) -> None:
    found = TemplateSet(folder).inspect(file.split(".", maxsplit=1)[0])
    assert found.problems == ()
    assert {path for path in read_by_jinja(folder, file) if path[-1] != "*"} <= found.paths


def read_by_jinja(folder: Path, file: str) -> set[tuple[str, ...]]:
    environment = SpyEnvironment(FileSystemLoader(folder))
    environment.filters.update(dict.fromkeys(FILTERS, lambda value, *_: str(value)))
    read: set[tuple[str, ...]] = set()
    roots = ("constants", "customer", "line", "order", "subject", "trigger", "unsubscribe_url")
    environment.get_template(file).render({root: Spy((root,), read) for root in roots})
    return read
