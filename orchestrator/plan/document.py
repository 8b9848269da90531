"""A plan: what applying the files would change, and for whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

FORMAT = 1
"""The version of the form in which plans are written down."""


class Change(StrEnum):
    NEW = "new"
    CHANGED = "changed"
    REMOVED = "removed"
    UNCHANGED = "unchanged"


class Edit(StrEnum):
    """What became of a step."""

    ADDED = "added"
    REMOVED = "removed"
    CHANGED = "changed"
    RENAMED = "renamed"
    MOVED = "moved"
    REROUTED = "leads elsewhere"


@dataclass(frozen=True)
class StepEdit:
    """`name` is that of the step as it is now (or was, where it is gone); `line` is its line."""

    edit: Edit
    name: str
    line: int | None = None
    before: str | None = None
    """What it was called, where that is another name."""


@dataclass(frozen=True)
class SettingEdit:
    """Something that the flow says of itself; None: it has no words of its own."""

    name: str
    before: str | None = None
    after: str | None = None


@dataclass(frozen=True)
class People:
    """Those who stand at a step that is changed or removed."""

    position: str
    step: str
    """In words."""
    people: int
    cancelled: int
    """How many of them have a queued message that is then never sent."""
    to: str | None
    """The position where they go on; None where their passage ends."""
    fate: str
    """What becomes of them, in words."""
    stays: bool
    """Whether they stay where they are."""


@dataclass(frozen=True)
class FlowPlan:
    flow: str
    change: Change
    deployed: str | None = None
    """The digest that is in force; None before the first tick."""
    wanted: str | None = None
    """The digest of the files; None where the file is gone, or a draft."""
    inside: int = 0
    """How many people are inside."""
    steps: tuple[StepEdit, ...] = ()
    settings: tuple[SettingEdit, ...] = ()
    people: tuple[People, ...] = ()
    breaking: tuple[str, ...] = ()
    """Sentences: what somebody has to look at before it is applied."""
    notes: tuple[str, ...] = ()
    refusal: str | None = None
    """Why it cannot be applied as it is."""
    enters: int | None = None
    """How many would enter at the first tick; None where nobody has tried."""
    diff: str = ""
    """Of the file's text, as `diff -u` writes it."""


@dataclass(frozen=True)
class Day:
    """Messages of one day, by the clocks of the project."""

    day: date
    due: int = 0
    sent: int = 0
    put_off: int = 0
    """Of those due: held back by a cap, the hours of sending or a hold, for more than an hour."""
    skipped: int = 0


@dataclass(frozen=True)
class Forecast:
    """What would be sent if nothing new happened."""

    days: tuple[Day, ...]
    reasons: Mapping[str, int] = field(default_factory=dict)
    """Of those that are skipped."""
    by_flow: Mapping[str, int] = field(default_factory=dict)
    """How many messages of each flow are sent."""


@dataclass(frozen=True)
class Plan:
    made_at: datetime
    """The instant as of which it was made."""
    flows: tuple[FlowPlan, ...]
    forecast: Forecast | None = None
    is_partial: bool = False
    """Whether it leaves other flows as they are, whatever their files say."""

    @property
    def changes(self) -> tuple[FlowPlan, ...]:
        return tuple(each for each in self.flows if each.change is not Change.UNCHANGED)
