"""Frequency caps: who has had enough for now, and whose message goes first.

A cap counts what was sent or may have been; a message waits for those in hand and for the rivals
that go before it, and is put off or skipped only for what has left. Nobody else claims a message of
a person meanwhile, because the row of that person in `contact` is locked before anything is counted.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from sqlalchemy import (
    CTE,
    FromClause,
    Select,
    and_,
    bindparam,
    exists,
    func,
    literal,
    literal_column,
    not_,
    or_,
    select,
    true,
    update,
)

from orchestrator import tables
from orchestrator.compiler.deferring import is_held, too_late_at
from orchestrator.compiler.mentions import speak_of_passage
from orchestrator.compiler.recipients import Recipient
from orchestrator.compiler.sources import among
from orchestrator.compiler.taken import has_left, is_in_hand, is_rival, ranks_before
from orchestrator.model import Flow, FrequencyCap, Hold, OnCap, Project, Send
from orchestrator.program import Capping, Statement, instant
from orchestrator.tables import Sql

message = tables.message
contact = tables.contact


@dataclass(frozen=True)
class Capped:
    """The messages of one step, and the caps that hold for them."""

    flow: Flow
    step: Send
    project: Project
    hold: Hold | None
    caps: tuple[FrequencyCap, ...]

    def asking(self, messages: Select[Any]) -> Select[Any]:
        """A query that asks of messages whether they fit or may be claimed."""
        if not self._held_differs:
            return messages
        return messages.add_cte(self._held_beside, nest_here=True)

    def capping(self) -> Capping:
        return Capping(self._lock(), self._settle(), skips=self.step.on_cap is OnCap.SKIP)

    def may_be_claimed(self, queued: FromClause) -> Sql:
        """Of those whom this worker has locked, the ones that no cap holds back."""
        return and_(self._is_locked(queued), self._fits(queued))

    def _lock(self) -> Statement:
        queued = message.alias("queued")
        concerned = or_(self._is_full(queued), self._fits(queued))
        due = select(queued.c.customer).where(self._is_mine(queued), concerned)
        next_ones = due.order_by(queued.c.due_at, queued.c.id).limit(bindparam("at_most"))
        batch = self.asking(next_ones).subquery("batch")
        people = (
            select(batch.c.customer, bindparam("by_token").label("token"))
            .where(true())
            .distinct()
            # In one order, so that two workers never wait for each other.
            .order_by(batch.c.customer)
        )
        taken = tables.insert(contact).from_select(["customer", "token"], people)
        clause = taken.or_update([contact.c.customer], ["token"])
        return Statement.of("Nobody else claims a message of the next ones meanwhile.", clause)

    def _settle(self) -> Statement:
        queued = message.alias("queued")
        full = select(queued.c.id).where(
            self._is_mine(queued), self._is_locked(queued), self._is_full(queued)
        )
        clause = update(message).where(message.c.id.in_(full))
        if self.step.on_cap is OnCap.SKIP:
            skipped = clause.values(
                status=literal_column("'skipped'"),
                reason="cap",
                finished_at=instant(),
                token=bindparam("by_settling"),
            )
            return Statement.of("Who has had enough for now does without this message.", skipped)
        put_off = clause.values(due_at=self._frees_at())
        return Statement.of(
            "Who has had enough for now gets it once a cap lets it through.", put_off
        )

    def _frees_at(self) -> Sql:
        """When the last of the full windows frees, or just past the time when it is too late."""
        frees = [func.coalesce(self._frees(cap, message), instant()) for cap in self.caps]
        return tables.earlier_of(
            tables.later_of(*frees), too_late_at(self.flow, self.step, message)
        )

    def _is_mine(self, queued: FromClause) -> Sql:
        """Due at this step, and held back by nothing but caps."""
        return and_(self._is_due(queued), self._is_not_held(queued))

    def _is_due(self, queued: FromClause) -> Sql:
        """At this step, and not too late."""
        return and_(
            queued.c.flow == self.flow.key,
            queued.c.step == self.step.id,
            queued.c.status == literal_column("'queued'"),
            queued.c.due_at <= instant(),
            # What is later than that is skipped by the next tick.
            queued.c.first_due_at >= instant(ago=self.step.not_after or self.flow.not_after),
        )

    def _is_not_held(self, queued: FromClause) -> Sql:
        if self.hold is None:
            return true()
        return not_(is_held(self.flow, self.project, self.hold, queued.c.enrolment))

    def _is_due_too(self, other: FromClause) -> Sql:
        """Another one of the person at this step: what holds all mail back would hold that too."""
        if not self._held_differs:
            return self._is_due(other)
        return and_(self._is_due(other), other.c.id.not_in(select(self._held_beside.c.id)))

    @property
    def _held_differs(self) -> bool:
        """Whether one message of a person may be held back at this step and another one not."""
        return self.hold is not None and speak_of_passage(self.hold.conditions)

    @cached_property
    def _held_beside(self) -> CTE:
        """Of those who have several due at this step, what is held back.

        In front of a query and not deep within it, because SQLite reads one only so deep; and not
        in front of a statement that writes, of which Python's driver then counts no rows.
        """
        one, other = message.alias("one"), message.alias("beside")
        beside = (other.c.customer == one.c.customer, other.c.id != one.c.id, self._is_due(other))
        has_several = exists(among(other, literal(1), *beside))
        held = select(one.c.id).where(self._is_due(one), has_several, not_(self._is_not_held(one)))
        return held.cte("held")

    def _is_locked(self, queued: FromClause) -> Sql:
        locked = select(contact.c.customer).where(contact.c.token == bindparam("by_token"))
        return queued.c.customer.in_(locked)

    def _is_full(self, queued: FromClause) -> Sql:
        return or_(*(self._frees(cap, queued).is_not(None) for cap in self.caps))

    def _fits(self, queued: FromClause) -> Sql:
        return and_(*(self._taken(cap, queued) < cap.at_most for cap in self.caps))

    def _frees(self, cap: FrequencyCap, queued: FromClause) -> Sql:
        """When the cap's window has room again by what has left; null where it has room now."""
        left = message.alias()
        frees = tables.seconds_later(left.c.finished_at, cap.per)
        nth = among(left, frees, *self._counted(cap, left, queued), has_left(left, cap.per))
        newest = nth.order_by(left.c.finished_at.desc()).limit(1).offset(cap.at_most - 1)
        return newest.scalar_subquery()

    def _taken(self, cap: FrequencyCap, queued: FromClause) -> Sql:
        """How many of the cap's places are not to be had: gone, in hand, or a rival's."""
        other = message.alias()
        open_ = and_(
            other.c.finished_at.is_(None),
            or_(is_in_hand(other, cap.per), self._goes_first(other, queued)),
        )
        gone = or_(has_left(other, cap.per), open_)
        counted: Select[Any] = among(other, func.count(), *self._counted(cap, other, queued), gone)
        return counted.scalar_subquery()

    def _counted(self, cap: FrequencyCap, other: FromClause, queued: FromClause) -> list[Sql]:
        tests: list[Sql] = [
            other.c.customer == queued.c.customer,
            other.c.message_class == literal_column("'marketing'"),
        ]
        if cap.this_flow:
            tests.append(other.c.flow == self.flow.key)
        if cap.topic is not None:
            tests.append(other.c.topic == literal(cap.topic))
        return tests

    def _goes_first(self, other: FromClause, queued: FromClause) -> Sql:
        return and_(
            other.c.status == literal_column("'queued'"),
            other.c.due_at <= instant(),
            ranks_before(other, queued),
            or_(self._is_due_too(other), is_rival(other)),
        )


def caps_of(flow: Flow, step: Send, project: Project, recipient: Recipient) -> list[FrequencyCap]:
    """Those that hold for the step's messages, the flow's own and the project's."""
    if not recipient.is_marketing:
        return []
    caps: Sequence[FrequencyCap] = (*flow.frequency_cap, *project.defaults.frequency_cap)
    return [cap for cap in caps if cap.topic in (None, step.topic)]


def capped(
    flow: Flow, step: Send, project: Project, recipient: Recipient, hold: Hold | None
) -> Capped | None:
    caps = caps_of(flow, step, project, recipient)
    return Capped(flow, step, project, hold, tuple(caps)) if caps else None
