"""What is stored of a version of a flow: enough to move people to the next one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import timedelta

from orchestrator.diagnostics import Path

TRIGGER_KEYS = "trigger."
"""Of the settings: how those begin that are keys of the trigger, each with its value in words."""

TRIGGER_KEY = "trigger key"
"""The setting that says what one occasion to enter is told from the next by."""


@dataclass(frozen=True)
class Station:
    """Where somebody may stand, and where it goes on from there."""

    position: str
    kind: str
    """The key by which the file names it: send, delay, branch, …"""
    name: str
    """As its operation is called: `delay 2 days`."""
    then: str
    """The position that follows, or how the passage ends: `:finished`, `:exit`."""
    arms: Mapping[str, str] = field(default_factory=dict)
    meaning: str = ""
    """Of all that is said of the step but its id and what is inside of its arms."""
    path: Path = ()
    line: int | None = None
    """In the file of the version; None where that is not known."""
    duration: timedelta | None = None
    """Of a delay that is reckoned from when somebody comes."""
    channel: str | None = None
    """Of a send."""
    variants: tuple[str, ...] = ()


@dataclass(frozen=True)
class Version:
    """One version of a flow, by its text and by what its text comes to."""

    digest: str
    stations: tuple[Station, ...]
    settings: Mapping[str, str]
    """What the flow says of itself, by the key of the file, each as text to be compared."""
    file: str = ""
    source: str = ""
    """The file's text, without its secrets; empty where nobody has said it."""

    def with_source(self, file: str, source: str, lines: Mapping[Path, int]) -> Version:
        """The same, with the file's text and the line of each step."""
        stations = tuple(replace(each, line=lines.get(each.path)) for each in self.stations)
        return replace(self, file=file, source=source, stations=stations)
