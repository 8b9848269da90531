"""The state of one case: what the story writes into it beside the engine, and asks of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func, insert, literal, select

from orchestrator import tables
from orchestrator.model import Channel
from orchestrator.runner import Workspace
from orchestrator.testing.jumping import kept_instants
from orchestrator.testing.model import Answers, Case, Stops
from orchestrator.testing.world import World


@dataclass(frozen=True)
class State:
    workspace: Workspace
    world: World

    def begin(self, case: Case, at: datetime) -> None:
        """Tags and facts from before."""
        with self.workspace.store.writing() as connection:
            for name, person in case.customers.items():
                key = str(self.world.keys[name])
                for tag in person.tags:
                    row = {"customer": key, "tag": tag, "at": at}
                    connection.execute(insert(tables.tag).values(row))
                for fact, value in person.facts.items():
                    kept = tables.keep(literal(value)) if value is not None else None
                    values = {"customer": key, "name": fact, "value": kept, "at": at}
                    connection.execute(insert(tables.fact).values(values))

    def stop(self, given: Stops) -> None:
        customers = self.world.catalog.customers
        column = customers.phone if given.channel is Channel.SMS else customers.email
        address = self.world.address(given.customer, column)
        if address is None:
            return
        row = {
            "channel": given.channel.value,
            "address": address.strip().lower(),
            "reason": "bounced" if given.bounces else "unsubscribed",
            "at": given.at,
            "stops": "all" if given.bounces else "marketing",
        }
        with self.workspace.store.writing() as connection:
            connection.execute(insert(tables.suppression).prefix_with("OR REPLACE"), row)

    def sent(self, flow: str, answers: Answers) -> tuple[str, datetime] | None:
        """The name and time of the message that is answered, the last one of the customer."""
        message = tables.message
        query = (
            select(message.c.id, message.c.finished_at)
            .where(
                message.c.flow == flow,
                message.c.customer == str(self.world.keys[answers.customer]),
                message.c.step == answers.step,
                message.c.status == "sent",
            )
            .order_by(message.c.finished_at.desc())
        )
        with self.workspace.store.reading() as connection:
            row = connection.execute(query).first()
        return (f"{self.workspace.installation}-{row.id}", row.finished_at) if row else None

    def is_anybody_inside(self, flows: Collection[str]) -> bool:
        enrolment = tables.enrolment
        inside = (
            select(func.count())
            .select_from(enrolment)
            .where(enrolment.c.ended_at.is_(None), enrolment.c.flow.in_(flows))
        )
        with self.workspace.store.reading() as connection:
            return bool(connection.scalar(inside))

    def instants(self) -> set[datetime]:
        """Every one that it holds."""
        with self.workspace.store.reading() as connection:
            return kept_instants(connection)
