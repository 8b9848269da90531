"""What is told of one customer, before anything is laid out."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True)
class Mark:
    """Where it stands in the flow's file, and under which version it happened."""

    file: str | None
    line: int | None
    """None: that version's file is not known."""
    version: str | None


NOWHERE = Mark(None, None, None)


@dataclass(frozen=True)
class Line:
    """One thing that happened; `at` is in UTC, None means now. `kind` is for programs."""

    kind: str
    at: datetime | None
    text: str
    step: str | None = None
    mark: Mark = NOWHERE
    points: tuple[str, ...] = ()


@dataclass(frozen=True)
class Story:
    """One passage through one flow, in the order of time."""

    version: str
    lines: tuple[Line, ...]
    is_open: bool


@dataclass(frozen=True)
class Chapter:
    """All that is known of the customer and one flow; `refused` says why they are not inside."""

    flow: str
    title: str
    stories: tuple[Story, ...]
    is_inside: bool
    refused: tuple[Line, ...] = ()


@dataclass(frozen=True)
class Person:
    key: str
    email: str | None = None
    phone: str | None = None
    is_gone: bool = False
    """No longer in the customer database; the state still knows what happened."""

    @property
    def words(self) -> str:
        gone = "no longer in the database" if self.is_gone else None
        return ", ".join(each for each in (self.key, self.email, self.phone, gone) if each)


@dataclass(frozen=True)
class Timeline:
    person: Person
    now: datetime
    zone: str
    """In which instants are printed."""
    chapters: tuple[Chapter, ...]
    others: tuple[str, ...] = ()
    """The flows of the project that they have never entered, where none was asked for."""
