"""The template files of a project; nothing outside the folder can be reached."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path, PurePosixPath

from orchestrator.model import Channel

LOCALE = re.compile(r"[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*")
HTML, TEXT, JSON = ".html", ".txt", ".json"
FORMS = {Channel.EMAIL: (HTML, TEXT), Channel.SMS: (TEXT,), Channel.WEBHOOK: (JSON,)}
"""The files that a message is made of, by their endings; the first one is a must."""


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

    def texts(self) -> dict[str, str | None]:
        """Return each file's text by its name, None of one that cannot be read."""
        return {name: self._read_or_none(name) for name in self._names}

    def exists(self, name: str) -> bool:
        return self._path(name) is not None

    def all(self) -> Iterator[str]:
        """Name every file, sorted."""
        paths = sorted(self._folder.rglob("*")) if self._folder.is_dir() else []
        for path in paths:
            name = path.relative_to(self._folder).as_posix()
            if path.suffix in (HTML, TEXT, JSON) and self.exists(name):
                yield name

    def twins(self, name: str, channel: Channel) -> tuple[str, ...]:
        """Find the files that a template's name stands for: each form in each locale."""
        return tuple(file for file in self._twins.get(name, ()) if file.endswith(FORMS[channel]))

    def templates(self, channel: Channel) -> tuple[str, ...]:
        """Names that a flow may use: files that are neither twins nor parts (`_…`)."""
        ending = FORMS[channel][0]
        names = [file.removesuffix(ending) for file in self._names if file.endswith(ending)]
        return tuple(
            name for name in names if not _is_part(name) and not self._is_twin(name, ending)
        )

    @cached_property
    def _names(self) -> tuple[str, ...]:
        return tuple(self.all())

    @cached_property
    def _twins(self) -> dict[str, list[str]]:
        """Each name to its files; `reminder.sv.html` is one of `reminder` and of `reminder.sv`."""
        twins: dict[str, list[str]] = defaultdict(list)
        for file in self._names:
            for stem in filter(None, (_stem(file), _base(file))):
                twins[str(PurePosixPath(file).with_name(stem))].append(file)
        return twins

    def _is_twin(self, name: str, ending: str) -> bool:
        """Whether it is another one in a locale, or the text part of a mail."""
        base = _base(name + ending)
        whole = str(PurePosixPath(name).with_name(base)) if base else None
        belongs_to_a_mail = ending == TEXT and (self.exists(name + HTML))
        return belongs_to_a_mail or (whole is not None and self.exists(whole + ending))

    @cached_property
    def _resolved(self) -> Path:
        return self._folder.resolve()

    def _read_or_none(self, name: str) -> str | None:
        try:
            return self.read(name)
        except UnreadableTemplateError:
            return None

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
        try:
            path = self._folder.joinpath(*parts).resolve()
            is_inside = path.is_relative_to(self._resolved)
            return path if is_inside and path.is_file() else None
        except OSError:  # a name that is too long for a file
            return None


def _stem(file: str) -> str:
    return PurePosixPath(file).stem


def _base(file: str) -> str | None:
    """`reminder` of `reminder.sv.html`; None when the name carries no locale."""
    base, dot, locale = _stem(file).rpartition(".")
    return base if dot and base and LOCALE.fullmatch(locale) else None


def _is_part(name: str) -> bool:
    return any(part.startswith("_") for part in PurePosixPath(name).parts)
