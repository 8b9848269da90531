"""The tests of a flow after parsing: what is given, and what is expected of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from orchestrator.diagnostics import Path
from orchestrator.model import Channel
from orchestrator.records import dataclass

Plain: TypeAlias = "str | int | float | bool | None"
"""A value as it was written; the catalog says its type. None is a missing one."""


@dataclass(frozen=True)
class Person:
    """`values` are the addresses, the zone, the language and the attributes, by their names."""

    values: Mapping[str, Plain] = field(default_factory=dict)
    consent: Mapping[str, bool] = field(default_factory=dict)
    created: datetime | None = None
    """None: long before anything happens."""
    tags: tuple[str, ...] = ()
    facts: Mapping[str, Plain] = field(default_factory=dict)
    draws: Mapping[str, str | bool] = field(default_factory=dict)
    path: Path = field(default=(), compare=False)

    def changed_by(self, other: Person) -> Person:
        """What the other one says stands before what this one does."""
        return Person(
            {**self.values, **other.values},
            {**self.consent, **other.consent},
            other.created or self.created,
            other.tags or self.tags,
            {**self.facts, **other.facts},
            {**self.draws, **other.draws},
            other.path,
        )


@dataclass(frozen=True)
class Thing:
    """A record of the catalog; `customer` is whose it is, where it is somebody's."""

    values: Mapping[str, Plain] = field(default_factory=dict)
    customer: str | None = None
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class Did:
    """A row of an event; with the `key` of an earlier one that row changes."""

    customer: str
    at: datetime
    did: str
    key: str | int | float | None = None
    properties: Mapping[str, Plain] = field(default_factory=dict)
    items: tuple[Mapping[str, Plain], ...] | None = None
    """None keeps those that the row has."""
    records: Mapping[str, str | int | float] = field(default_factory=dict)
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class Becomes:
    """A customer is different from then on."""

    customer: str
    at: datetime
    becomes: Person
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class RecordBecomes:
    """A record is different from then on."""

    record: str
    key: str
    at: datetime
    becomes: Mapping[str, Plain]
    path: Path = field(default=(), compare=False)


class Answer(StrEnum):
    OPENED = "opened"
    CLICKED = "clicked"


@dataclass(frozen=True)
class Answers:
    """A message is opened or clicked: `at` an instant, or so long after it was sent."""

    customer: str
    answer: Answer
    step: str
    at: datetime | None = None
    after: timedelta = timedelta(0)
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class Stops:
    """A channel is closed: to marketing, or with `bounces` to everything."""

    customer: str
    at: datetime
    channel: Channel
    bounces: bool = False
    path: Path = field(default=(), compare=False)


Given: TypeAlias = Did | Becomes | RecordBecomes | Answers | Stops
"""Something that happens, whatever the flow does."""


@dataclass(frozen=True)
class Moment:
    """An instant; a date alone is any time of its day, up to `until`."""

    at: datetime
    until: datetime | None = None
    """The end of the day, exclusive; None means the instant itself."""
    text: str = ""


class Outcome(StrEnum):
    SENT = "sent"
    SKIPPED = "skipped"
    FAILED = "failed"
    HELD_OUT = "held_out"


@dataclass(frozen=True)
class ExpectedMessage:
    send: str
    at: Moment | None = None
    after: timedelta | None = None
    """Since the message before it; of the first one, since entering."""
    subject: str | None = None
    text: tuple[str, ...] = ()
    html: tuple[str, ...] = ()
    without: tuple[str, ...] = ()
    variant: str | None = None
    channel: Channel | None = None
    to: str | None = None
    flow: str | None = None
    """None: the one that is tested."""
    outcome: Outcome = Outcome.SENT
    reason: str | None = None
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class Expected:
    """What happens to one customer; None is not asked about."""

    enters: bool | tuple[Moment, ...] | None = None
    gets: tuple[ExpectedMessage, ...] = ()
    takes: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    leaves: tuple[str, ...] | None = None
    """The reasons; none of them: the customer is still inside."""
    starts: tuple[str, ...] = ()
    tags: tuple[str, ...] | None = None
    facts: Mapping[str, Plain] = field(default_factory=dict)
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class Case:
    """One story, with all that the file says for every case."""

    name: str
    customers: Mapping[str, Person]
    expect: Mapping[str, Expected]
    given: tuple[Given, ...] = ()
    records: Mapping[str, Mapping[str, Thing]] = field(default_factory=dict)
    begins: datetime | None = None
    ends: datetime | None = None
    beside: tuple[str, ...] = ()
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class FlowTests:
    """The cases of one file; `timezone` is the one of its times."""

    flow: str
    timezone: str
    cases: tuple[Case, ...]
    file: str = field(default="", compare=False)
