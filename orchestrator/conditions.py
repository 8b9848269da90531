"""What a condition says, as a tree; nothing here knows YAML, SQL or a database."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import TypeAlias

from orchestrator.diagnostics import Path


class Scope(StrEnum):
    """Whose value is tested."""

    CUSTOMER = "customer"
    """`customer.NAME`: an attribute of the catalog, read live."""
    TRIGGER = "trigger"
    """`trigger.NAME`: a property of the triggering event, frozen at entry."""
    EVENT = "event"
    """A bare name inside a `where`: a property of that event's rows."""


@dataclass(frozen=True)
class Ref:
    """A value to test. With a record, `trigger.product.stock` is ("stock", record="product")."""

    scope: Scope
    name: str
    record: str | None = None

    def __str__(self) -> str:
        parts = (self.record, self.name) if self.record else (self.name,)
        return ".".join(parts if self.scope is Scope.EVENT else (self.scope.value, *parts))


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


class SinceKind(StrEnum):
    EVER = "ever"
    TRIGGER = "trigger"
    ENTRY = "entry"
    STEP = "step"


@dataclass(frozen=True)
class Since:
    """Where a `did` starts to count; STEP counts from when that step's message was final."""

    kind: SinceKind
    step: str | None = None


class Times(StrEnum):
    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    EXACTLY = "exactly"


@dataclass(frozen=True)
class Did:
    """The customer did (or with `negated` did not do) an event so many times.

    `since` None means the default of the place: ever before entering, the trigger's time after.
    `within` counts back from the tick's instant; both limits hold where both are given.
    """

    event: str
    negated: bool = False
    where: tuple[Condition, ...] = ()
    times: Times = Times.AT_LEAST
    count: int = 1
    within: timedelta | None = None
    since: Since | None = None
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


Condition: TypeAlias = Compare | Did | InSegment | AllOf | AnyOf | NoneOf
