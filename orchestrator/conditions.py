"""What a condition says, as a tree; nothing here knows YAML, SQL or a database."""

from __future__ import annotations

from dataclasses import field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from orchestrator.diagnostics import Path
from orchestrator.records import dataclass


class Scope(StrEnum):
    """Whose value is tested."""

    CUSTOMER = "customer"
    """`customer.NAME`: an attribute of the catalog, read live."""
    TRIGGER = "trigger"
    """`trigger.NAME`: a property of the triggering event, frozen at entry."""
    EVENT = "event"
    """A bare name inside a `where`: a property of that event's rows."""
    LINE = "line"
    """A bare name inside `items`: a property of one line of the event's row."""
    RECORD = "record"
    """`RECORD.NAME` in a date trigger: an attribute of a record that belongs to the customer."""
    AWAITED = "awaited"
    """`ID.NAME`: a property of the row that ended the wait of that step."""


@dataclass(frozen=True)
class Ref:
    """A value to test.

    With a record, `trigger.product.stock` is ("stock", record="product"); `customer.facts.nps` is
    ("nps", record="facts"); with AWAITED the record is the id of the step that waited.
    """

    scope: Scope
    name: str
    record: str | None = None

    def __str__(self) -> str:
        parts = (self.record, self.name) if self.record else (self.name,)
        said = self.scope in (Scope.CUSTOMER, Scope.TRIGGER)
        return ".".join((self.scope.value, *parts) if said else parts)


FACTS = "facts"
"""The record of `customer.facts.NAME`: what steps have set."""
TAGS = "tags"
"""The name of `customer.tags`: what steps have added."""


class Operator(StrEnum):
    IS = "is"
    IS_NOT = "is_not"
    IN = "in"
    NOT_IN = "not_in"
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    MORE_THAN = "more_than"
    LESS_THAN = "less_than"
    BETWEEN = "between"
    CONTAINS = "contains"
    NOT_CONTAINS = "not_contains"
    STARTS_WITH = "starts_with"
    EXISTS = "exists"
    BEFORE = "before"
    AFTER = "after"
    SAME_AS = "same_as"


@dataclass(frozen=True)
class Relative:
    """An instant told from the tick's: `ago` before it; negative means from now on."""

    ago: timedelta


Scalar: TypeAlias = str | int | float | bool | date | datetime | Relative | Ref
"""One value to compare with. A datetime is aware and in UTC."""


@dataclass(frozen=True)
class Compare:
    """`ref operator value`; a tuple is the list of `in`/`not_in` or the two ends of `between`."""

    ref: Ref
    operator: Operator
    value: Scalar | tuple[Scalar, ...]
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class Ranked:
    """The customer's value ranks between two shares, in per cent counted from the highest value.

    `top: 20%` is 0 to 20, `bottom: 20%` is 80 to 100. Ranked are the customers with a value, those
    of the segment `among` if one is said. The lower end is exclusive, except that 0 is everybody's.
    """

    ref: Ref
    start: float
    end: float
    among: str | None = None
    path: Path = field(default=(), compare=False)


class Quantifier(StrEnum):
    ANY = "any"
    ALL = "all"
    NONE = "none"


@dataclass(frozen=True)
class Lines:
    """Of the lines of the trigger's (TRIGGER) or of an event's row (EVENT) any, all or none pass.

    A row without lines passes `all` and `none`.
    """

    scope: Scope
    quantifier: Quantifier
    where: tuple[Condition, ...]
    path: Path = field(default=(), compare=False)


class SinceKind(StrEnum):
    EVER = "ever"
    TRIGGER = "trigger"
    ENTRY = "entry"
    MESSAGE = "message"
    """The last message of the passage so far; where there was none, TRIGGER."""
    STEP = "step"


@dataclass(frozen=True)
class Since:
    """Where a `did` starts to count; STEP and MESSAGE count from when that message was final."""

    kind: SinceKind
    step: str | None = None


class Times(StrEnum):
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    EXACTLY = "exactly"


@dataclass(frozen=True)
class Did:
    """The customer did (or with `negated` did not do) an event so many times.

    `since` None means the default of the place: ever before entering, the trigger's time after, and
    in a `wait_for` the last message.
    `within` counts back from the tick's instant; both limits hold where both are given.
    """

    event: str
    negated: bool = False
    where: tuple[Condition, ...] = ()
    times: Times = Times.AT_LEAST
    count: int = 1
    sums: tuple[Compare, ...] = ()
    """`sum:` what a property of those rows must add up to; then no count is asked."""
    within: timedelta | None = None
    since: Since | None = None
    path: Path = field(default=(), compare=False)


class Response(StrEnum):
    RECEIVED = "received"
    OPENED = "opened"
    CLICKED = "clicked"


@dataclass(frozen=True)
class Responded:
    """What became of a message: of a step of this passage, or of any passage through `flow`.

    Without a step any message of the flow counts, without both any message of any flow. `within`
    counts back from the tick's instant.
    """

    response: Response
    step: str | None = None
    flow: str | None = None
    within: timedelta | None = None
    negated: bool = False
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class InSegment:
    segment: str
    negated: bool = False
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class AllOf:
    conditions: tuple[Condition, ...]
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class AnyOf:
    conditions: tuple[Condition, ...]
    path: Path = field(default=(), compare=False)


@dataclass(frozen=True)
class NoneOf:
    """`none:` not one of the conditions holds."""

    conditions: tuple[Condition, ...]
    path: Path = field(default=(), compare=False)


Condition: TypeAlias = (
    Compare | Ranked | Lines | Did | Responded | InSegment | AllOf | AnyOf | NoneOf
)
