"""Diagnostics as a command prints them, whatever the format."""

from __future__ import annotations

import os
import pathlib
import sys
from collections.abc import Mapping, Sequence

import click

from orchestrator import report
from orchestrator.diagnostics import Diagnostic
from orchestrator.records import dataclass

TEXT = "text"
FORMATS = (TEXT, "json", "github", "sarif", "junit")

format_option = click.option(
    "--format", "form", type=click.Choice(FORMATS), default=TEXT, help="How to print the problems."
)


@dataclass(frozen=True)
class Findings:
    """What a command found."""

    command: str
    diagnostics: Sequence[Diagnostic]
    sources: Mapping[str, str]
    files: Sequence[str]
    """All that were looked at."""
    closing: str
    """The last line for people."""
    root: pathlib.Path

    def printed(self, form: str, *, colour: bool = False) -> str:
        """Ends with a line break, unless there is nothing to say in that format."""
        match form:
            case "json":
                return report.as_json(self.diagnostics)
            case "github":
                return report.as_github(self.diagnostics, self._folder)
            case "sarif":
                from orchestrator.report.sarif import as_sarif

                return as_sarif(self.diagnostics, self._folder, version=_version())
            case "junit":
                from orchestrator.report.junit import Suite, as_junit

                suite = Suite(self.command, self.files, self._folder)
                return as_junit(self.diagnostics, self.sources, suite)
            case _:
                blocks = report.as_text(self.diagnostics, self.sources, colour=colour)
                return f"{blocks}{self.closing}\n"

    @property
    def _folder(self) -> str:
        return report.folder_in_repository(self.root)


def is_coloured() -> bool:
    return report.wants_colour(sys.stdout, os.environ)


def show(text: str) -> None:
    """Leave colours in, which click takes out of what is no terminal."""
    click.echo(text, nl=False, color=is_coloured())


def write_file(file: pathlib.Path, text: str, *, with_folder: bool = False) -> None:
    """The same bytes on every system. A file that cannot be written is a wrong word."""
    try:
        if with_folder:
            file.parent.mkdir(parents=True, exist_ok=True)
        # Half a character, which a file may hold as an escape, has no form in UTF-8.
        file.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
    except OSError as error:
        message = f"{file} cannot be written: {error.strerror}"
        raise click.UsageError(message) from error


def _version() -> str:
    from importlib.metadata import version

    return version("lifecycle-flows")
