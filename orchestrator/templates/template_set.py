"""The templates of a project, by the names that flows use."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator.templates.files import HTML, TemplateFiles
from orchestrator.templates.inspection import Inspection, Problem, Variable
from orchestrator.templates.library import Library, problems_of
from orchestrator.templates.reader import Reader
from orchestrator.templates.rendered import Content, RenderError
from orchestrator.templates.source import parse
from orchestrator.templates.values import ELEMENT

if TYPE_CHECKING:
    from orchestrator.templates.renderer import Renderer


class TemplateSet:
    """What stands in one folder. Files are read once: a changed folder wants a new set.

    `locale` and `zone` stand in where a customer's own are missing or do not exist.
    """

    def __init__(self, folder: Path, *, locale: str = "en", zone: str = "UTC") -> None:
        self._locale = locale
        self._zone = zone
        self._files = TemplateFiles(folder)
        self._library = Library(self._files)
        self._inspections: dict[str, Inspection] = {}

    def exists(self, name: str) -> bool:
        """Whether a flow may name it: `abandoned-cart/reminder` is its HTML file."""
        return self._files.exists(name + HTML)

    def names(self) -> tuple[str, ...]:
        """Name all that a flow may use: no locale twins, nothing that only others pull in."""
        parts = self._library.parts()
        return tuple(name for name in self._files.templates() if name + HTML not in parts)

    def inspect(self, name: str) -> Inspection:
        """Tell what a template and its twins read, and what is wrong with them."""
        if name not in self._inspections:
            reader = Reader(self._library)
            for file in self._files.twins(name) or (name + HTML,):
                reader.read_file(file)
            self._inspections[name] = reader.inspection()
        return self._inspections[name]

    def inspect_text(self, source: str) -> Inspection:
        """Do the same for a text that stands in a flow, such as a subject; its file is empty."""
        parsed = parse("", source)
        if isinstance(parsed, Problem):
            return Inspection(problems=(parsed,))
        reader = Reader(self._library)
        reader.read(parsed)
        found = reader.inspection()
        return Inspection(found.variables, tuple(sorted({*found.problems, *problems_of(parsed)})))

    def render(
        self, name: str, *, locale: str, zone: str, context: Mapping[str, object]
    ) -> Content:
        """Render a mail for one customer.

        Raises RenderError, which says in one sentence what the template misses.
        """
        recipient = self._renderer.recipient(locale, zone)
        try:
            return self._renderer.content(name, recipient, context)
        except RenderError as error:
            raise _with_full_name(error, self.inspect(name)) from error

    def render_subject(
        self, source: str, *, locale: str, zone: str, context: Mapping[str, object]
    ) -> str:
        """Render a subject as one line. Raises RenderError."""
        recipient = self._renderer.recipient(locale, zone)
        try:
            return self._renderer.subject(source, recipient, context)
        except RenderError as error:
            raise _with_full_name(error, self.inspect_text(source)) from error

    @cached_property
    def _renderer(self) -> Renderer:
        # Babel and lxml take longer to load than a whole validation does.
        from orchestrator.templates.renderer import Renderer  # noqa: PLC0415

        return Renderer(self._files, self._locale, self._zone)


def is_locale(name: str) -> bool:
    """Say whether mails can be written in a customer's locale, such as `sv-FI`."""
    # As above: whoever only validates never asks.
    from orchestrator.templates import locales  # noqa: PLC0415

    return locales.is_locale(name)


def _with_full_name(error: RenderError, inspection: Inspection) -> RenderError:
    """Name `customer.first_name`, where it is read, when Jinja knows only `first_name`."""
    name, _, rest = error.reason.partition(" ")
    named = [variable for variable in inspection.variables if variable.path[-1] == name]
    here = [v for v in named if v.file in (error.template, "") and v.line == error.line]
    full_names = {_dotted(variable) for variable in here or named}
    if len(full_names) != 1:
        return error
    read = (here or named)[0]
    return RenderError(read.file or error.template, read.line, f"{full_names.pop()} {rest}")


def _dotted(variable: Variable) -> str:
    return ".".join(part for part in variable.path if part != ELEMENT)
