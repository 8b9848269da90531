"""The operations around messages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from orchestrator.catalog import Type
from orchestrator.model import Channel, Coupon, SendWindow
from orchestrator.program.statement import Statement
from orchestrator.program.steps import Zones


@dataclass(frozen=True)
class Recover:
    """Take back what dead workers had claimed, and report what they were handing over."""

    sentence: str
    workers: Statement
    requeue: Statement
    give_up: Statement
    move_on: Mapping[str, Statement]
    """By step: those whose message became unknown."""
    name: str = "recover"


@dataclass(frozen=True)
class Field:
    """A column of the context query and the template variable that it fills."""

    label: str
    path: tuple[str, ...]
    type: Type
    is_row: bool = False
    """It says whether there is such a row at all, by whose name a template asks `{% if cart %}`."""


@dataclass(frozen=True)
class Context:
    """What rendering needs: one query per batch, and one more for the lines of the event."""

    query: Statement
    fields: tuple[Field, ...]
    items: Statement | None = None
    item_fields: tuple[Field, ...] = ()


@dataclass(frozen=True)
class Content:
    """What one variant (None: a send without any) says."""

    template: str
    subject: str
    subjects: Mapping[str, str] = field(default_factory=dict)
    """By locale, where there is one for each."""


@dataclass(frozen=True)
class Opening:
    """The hours in which messages leave; `defer` puts off what is due in a zone outside of them."""

    window: SendWindow
    zones: Zones
    defer: Statement


@dataclass(frozen=True)
class Capping:
    """What holds back messages of which a customer has had enough."""

    lock: Statement
    """Take hold of the next customers, so that what is counted of theirs stays so."""
    settle: Statement
    """Put off or skip what a cap does not let through now."""
    skips: bool


@dataclass(frozen=True)
class Send:
    name: str
    sentence: str
    position: str
    step: str
    channel: Channel
    sender: str
    """Its name in the project."""
    marketing: bool
    to_customer: bool
    """Whether it is for the customer, who can then unsubscribe."""
    topic: str | None
    priority: int
    taken_at: tuple[str, ...]
    """Where those stand whom it takes: there, and at the delays that lead to it."""
    leave: Statement | None
    pass_by: Statement
    """Those who got this message before an edit moved it."""
    queue: Statement
    pass_held_out: Statement
    """Those who are held out: their message is written down as such, and no other one is due."""
    wait: Statement
    late: Statement
    held: Statement | None
    opening: Opening | None
    capping: Capping | None
    claim: Statement
    context: Context
    stops: Statement | None
    """Which of the addresses bound as `spellings` are suppressed; None where no customer's counts."""
    hand_over: Statement
    """`stopped` binds the messages to an address that is suppressed under another spelling."""
    sending: Statement
    explain_refusal: Statement
    skip: Statement
    refusals: Statement
    requeue: Statement
    exit_refused: Statement
    outcome: Statement
    move_on: Statement
    contents: Mapping[str | None, Content] = field(default_factory=dict)
    coupon: Coupon | None = None
