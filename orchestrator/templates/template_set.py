"""The templates of a project, by the names that flows use."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from orchestrator.model import Channel
from orchestrator.templates.files import FORMS, TemplateFiles
from orchestrator.templates.inspection import ELEMENT, Inspection, Variable, joined
from orchestrator.templates.memory import Memory
from orchestrator.templates.rendered import Content, RenderError
from orchestrator.templates.sms import SmsLength

if TYPE_CHECKING:
    from orchestrator.templates.examiner import Examiner
    from orchestrator.templates.renderer import Renderer


class TemplateSet:
    """What stands in one folder. Files are read once: a changed folder wants a new set.

    `locale` and `zone` stand in where a customer's own are missing or do not exist. With
    `remembers`, what earlier runs found is not looked for again.
    """

    def __init__(
        self, folder: Path, *, locale: str = "en", zone: str = "UTC", remembers: bool = False
    ) -> None:
        self._locale = locale
        self._zone = zone
        self._files = TemplateFiles(folder)
        self._memory = Memory.of(folder, self._files.texts()) if remembers else None
        self._inspections: dict[str, Inspection] = {}
        self._joined: dict[tuple[str, Channel], Inspection] = {}
        self._texts: dict[str, Inspection] = {}

    def exists(self, name: str, channel: Channel = Channel.EMAIL) -> bool:
        """Whether a message of the channel may name it."""
        return self._files.exists(self.file_of(name, channel, shown=False))

    def file_of(self, name: str, channel: Channel, *, shown: bool = True) -> str:
        """Name the file that the channel needs, as people see it (`templates/hello.html`)."""
        file = name + FORMS[channel][0]
        return self._files.shown(file) if shown else file

    def names(self, channel: Channel = Channel.EMAIL) -> tuple[str, ...]:
        """Name all that a flow may use: no locale twins, nothing that only others pull in."""
        parts = self._examiner.parts()
        ending = FORMS[channel][0]
        names = self._files.templates(channel)
        return tuple(name for name in names if name + ending not in parts)

    def twins(self, name: str, channel: Channel = Channel.EMAIL) -> dict[str, str]:
        """Tell the locale in the name of each twin, by the file's name as people see it."""
        files = self._files.twins(name, channel)
        stems = {file: file.removeprefix(name).rpartition(".")[0] for file in files}
        return {self._files.shown(file): stem[1:] for file, stem in stems.items() if stem}

    def inspect(self, name: str, channel: Channel = Channel.EMAIL) -> Inspection:
        """Tell what a template and its twins read, and what is wrong with them."""
        asked = (name, channel)
        if asked not in self._joined:
            self._joined[asked] = joined(self.inspect_each(name, channel).values())
        return self._joined[asked]

    def inspect_each(self, name: str, channel: Channel = Channel.EMAIL) -> dict[str, Inspection]:
        """Tell the same of each of its files, by the file's name as people see it."""
        files = self._files.twins(name, channel) or (self.file_of(name, channel, shown=False),)
        return {self._files.shown(file): self._inspect_file(file) for file in files}

    def _inspect_file(self, file: str) -> Inspection:
        if file not in self._inspections:
            self._inspections[file] = self._remembered(
                f"file {file}", lambda: self._examiner.file(file)
            )
        return self._inspections[file]

    def inspect_text(self, source: str) -> Inspection:
        """Do the same for a text that stands in a flow, such as a subject; its file is empty."""
        if source not in self._texts:
            self._texts[source] = self._remembered(
                f"text {source}", lambda: self._examiner.text(source)
            )
        return self._texts[source]

    def _remembered(self, name: str, look: Callable[[], Inspection]) -> Inspection:
        known = self._memory.get(name) if self._memory else None
        if known is not None:
            return known
        found = look()
        if self._memory:
            self._memory.put(name, found)
        return found

    def keep(self) -> None:
        """Write down what was found, for the next run; only a set that remembers does."""
        if self._memory:
            self._memory.keep()

    def sms_lengths(self, name: str) -> dict[str, SmsLength]:
        """Tell how long a text message gets in each language, by the file's name.

        What is printed counts as ten characters, a link as long as ours are.
        """
        return self._examiner.sms_lengths(self._files.twins(name, Channel.SMS))

    def render(
        self,
        name: str,
        channel: Channel = Channel.EMAIL,
        *,
        locale: str,
        zone: str,
        context: Mapping[str, object],
    ) -> Content:
        """Render a message for one customer.

        Raises RenderError, which says in one sentence what the template misses.
        """
        recipient = self._renderer.recipient(locale, zone)
        try:
            return self._renderer.content(name, channel, recipient, context)
        except RenderError as error:
            raise _with_full_name(error, self.inspect(name, channel)) from error

    def render_subject(
        self,
        source: str,
        twins: Mapping[str, str] | None = None,
        *,
        locale: str,
        zone: str,
        context: Mapping[str, object],
    ) -> str:
        """Render a subject as one line; `twins` are its locales. Raises RenderError."""
        recipient = self._renderer.recipient(locale, zone)
        try:
            return self._renderer.subject(source, recipient, context, twins)
        except RenderError as error:
            raise _with_full_name(error, self.inspect_text(source)) from error

    @cached_property
    def _examiner(self) -> Examiner:
        # Jinja takes a while to load, and is not needed for what is remembered.
        from orchestrator.templates.examiner import Examiner  # noqa: PLC0415

        return Examiner(self._files)

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
