"""The template files of a project; nothing outside the folder can be reached."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path, PurePosixPath

LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
HTML, TEXT = ".html", ".txt"


class UnreadableTemplateError(Exception):
    """A template file that is not UTF-8 text."""


class TemplateFiles:
    """Reads each file once, by its name below the folder (`abandoned-cart/reminder.html`)."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._texts: dict[str, str | None] = {}
        self._paths: dict[str, Path | None] = {}

    def shown(self, name: str) -> str:
        """Name the file relative to the project's root, as people see it."""
        return f"{self._folder.name}/{name}"

    def read(self, name: str) -> str | None:
        """Return the file's text, None when there is no such file."""
        if name not in self._texts:
            self._texts[name] = self._read(name)
        return self._texts[name]

    def exists(self, name: str) -> bool:
        return self._path(name) is not None

    def all(self) -> Iterator[str]:
        """Name every file, sorted."""
        paths = sorted(self._folder.rglob("*")) if self._folder.is_dir() else []
        for path in paths:
            name = path.relative_to(self._folder).as_posix()
            if path.suffix in (HTML, TEXT) and self.exists(name):
                yield name

    def twins(self, name: str) -> tuple[str, ...]:
        """Find the files that a template's name stands for: HTML, text and their locales."""
        parent, stem = PurePosixPath(name).parent, PurePosixPath(name).name
        return tuple(
            file
            for file in self._names
            if PurePosixPath(file).parent == parent and stem in (_stem(file), _base(file))
        )

    def templates(self) -> tuple[str, ...]:
        """Names that a flow may use: HTML files that are neither twins nor parts (`_…`)."""
        names = [file.removesuffix(HTML) for file in self._names if file.endswith(HTML)]
        return tuple(name for name in names if not _is_part(name) and not self._is_twin(name))

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(self.all())

    def _is_twin(self, name: str) -> bool:
        base = _base(name + HTML)
        return base is not None and self.exists(str(PurePosixPath(name).with_name(base)) + HTML)

    def _read(self, name: str) -> str | None:
        path = self._path(name)
        if path is None:
            return None
        try:
            text = path.read_text(encoding="utf-8-sig")
        except (OSError, UnicodeDecodeError) as error:
            raise UnreadableTemplateError(self.shown(name)) from error
        return text

    def _path(self, name: str) -> Path | None:
        if name not in self._paths:
            self._paths[name] = self._locate(name)
        return self._paths[name]

    def _locate(self, name: str) -> Path | None:
        parts = name.split("/")
        if "\\" in name or "\0" in name or any(part in ("", ".", "..") for part in parts):
            return None
        path = self._folder.joinpath(*parts).resolve()
        inside = path.is_relative_to(self._folder.resolve())
        return path if inside and path.is_file() else None


def _stem(file: str) -> str:
    return PurePosixPath(file).stem


def _base(file: str) -> str | None:
    """`reminder` of `reminder.sv.html`; None when the name carries no locale."""
    base, dot, locale = _stem(file).rpartition(".")
    return base if dot and base and LOCALE.fullmatch(locale) else None


def _is_part(name: str) -> bool:
    return any(part.startswith("_") for part in PurePosixPath(name).parts)
