"""The hand-over: everything is read again in the statement that makes a message `sending`."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import (
    FromClause,
    Integer,
    Select,
    String,
    and_,
    bindparam,
    case,
    exists,
    false,
    func,
    literal,
    literal_column,
    not_,
    null,
    or_,
    select,
    true,
    update,
)

from orchestrator import tables
from orchestrator.compiler.deferring import hold_of, is_held
from orchestrator.compiler.expressions import Place, holds_all, holds_any
from orchestrator.compiler.recipients import Recipient
from orchestrator.compiler.triggered import inside
from orchestrator.model import Channel, Flow, Project, Send
from orchestrator.program import Statement, instant
from orchestrator.tables import Instant, Sql

message = tables.message


class Guards:
    """What must still hold when a message becomes `sending`, each with the reason if it doesn't."""

    def __init__(
        self, flow: Flow, step: Send, project: Project, recipient: Recipient, *, is_capped: bool
    ) -> None:
        self._flow = flow
        self._step = step
        self._project = project
        self._recipient = recipient
        self._is_capped = is_capped
        self._enrolment = tables.enrolment.alias("standing")
        self._place: Place = inside(flow, project, self._enrolment)
        self._sources = self._place.sources
        self._customers = self._sources.customers()

    def hand_over(self) -> Statement:
        # Where a customer's row stands twice, any of them that refuses stops the message.
        refuses = or_(*(bad for _, bad in self._refusals()))
        holds = and_(
            exists(self._standing(literal(1)).where(self._is_same_address())),
            not_(exists(self._standing(literal(1)).where(refuses))),
            # What is held back is no refusal: it goes back to the queue and waits.
            *self._not_held(),
            *self._still_counted(),
        )
        clause = (
            update(message)
            .where(is_mine(), in_group(), holds)
            .values(
                status="sending",
                lease_until=bindparam("lease_end", type_=Instant()),
                attempts=message.c.attempts + 1,
            )
        )
        return Statement.of(
            "At a fresh instant everything is read again; what still holds is being sent.", clause
        )

    def stops(self) -> Statement | None:
        if not self._recipient.is_customer:
            return None
        entry = tables.suppression.alias("stop")
        spelled = entry.c.address.in_(bindparam("spellings", expanding=True, type_=String()))
        clause = select(entry.c.address).where(spelled, *self._stopping(entry))
        return Statement.of("Which other spellings of their addresses are suppressed.", clause)

    def _not_held(self) -> list[Sql]:
        hold = hold_of(self._flow, self._project, self._recipient)
        if hold is None:
            return []
        return [not_(is_held(self._flow, self._project, hold, message.c.enrolment))]

    def _still_counted(self) -> list[Sql]:
        """A claim is counted while its lease lives; after it the place may be another one's."""
        return [message.c.lease_until >= instant()] if self._is_capped else []

    def explain(self) -> Statement:
        reasons = case(*((bad, literal(reason)) for reason, bad in self._refusals()), else_=null())
        found = self._standing(reasons).limit(1).scalar_subquery()
        nobody = not_(exists(self._standing(literal(1))))
        gone = case((nobody, literal("customer gone")), else_=found)
        clause = update(message).where(is_mine(), in_group()).values(reason=gone)
        return Statement.of("Why the others are not sent.", clause)

    def _standing(self, what: Sql) -> Select[Any]:
        key = self._sources.customer_key(self._customers)
        return (
            select(what)
            .select_from(self._enrolment)
            .join(self._customers, key == self._sources.from_state(self._enrolment.c.customer))
            .where(self._enrolment.c.id == message.c.enrolment)
            .correlate(message)
        )

    def _refusals(self) -> list[tuple[str, Sql]]:
        """In the order in which they are told to the marketer; each true or false, never null."""
        place = replace(self._place, customers=self._customers)
        refusals: list[tuple[str, Sql]] = [
            ("passage ended", self._enrolment.c.ended_at.is_not(None))
        ]
        if self._flow.exit_when:
            refusals.append(("exit_when", holds_any(self._flow.exit_when, place)))
        if self._step.only_if:
            holds = func.coalesce(holds_all(self._step.only_if, place), false())
            refusals.append(("only_if", not_(holds)))
        return refusals + (self._of_the_customer() if self._recipient.is_customer else [])

    def _of_the_customer(self) -> list[tuple[str, Sql]]:
        """What a customer's own address asks for; the staff's and a webhook's do not."""
        address = func.trim(func.coalesce(self._live_address(), ""))
        missing = "no phone number" if self._step.channel is Channel.SMS else "no address"
        refusals: list[tuple[str, Sql]] = [(missing, address == "")]
        if self._recipient.is_marketing:
            refusals.append(("no consent", self._no_consent()))
        return [*refusals, ("suppressed", self._is_suppressed())]

    def _live_address(self) -> Sql:
        return self._recipient.address(self._sources, self._customers)

    def _is_same_address(self) -> Sql:
        return self._live_address() == message.c.address

    def _no_consent(self) -> Sql:
        consent = self._sources.catalog.customers.consent.get(self._step.channel.value)
        if consent is None:
            return true()
        return not_(func.coalesce(tables.truthy(self._customers.c[consent]), false()))

    def _is_suppressed(self) -> Sql:
        entry = tables.suppression.alias("stop")
        is_so = entry.c.address == func.lower(func.trim(self._live_address()))
        found = select(literal(1)).select_from(entry).where(is_so, *self._stopping(entry))
        return or_(
            exists(found), message.c.id.in_(bindparam("stopped", expanding=True, type_=Integer()))
        )

    def _stopping(self, entry: FromClause) -> list[Sql]:
        """What makes a suppression stop this message, its address aside."""
        tests: list[Sql] = [entry.c.channel == self._step.channel.value]
        if not self._recipient.is_marketing:
            # Whoever unsubscribed still gets receipts; a bounced address gets nothing.
            tests.append(entry.c.stops == literal_column("'all'"))
        return tests


def is_mine() -> Sql:
    return and_(
        message.c.token == bindparam("by_token"), message.c.status == literal_column("'claimed'")
    )


def in_group() -> Sql:
    return message.c.id.in_(bindparam("ids", expanding=True))
