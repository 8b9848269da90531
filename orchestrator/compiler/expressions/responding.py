"""What became of a message: `received`, `opened`, `clicked`."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import (
    FromClause,
    String,
    and_,
    cast,
    exists,
    false,
    func,
    literal,
    literal_column,
    not_,
)

from orchestrator import tables
from orchestrator.compiler.expressions.passed import passed
from orchestrator.compiler.expressions.place import Place
from orchestrator.compiler.sources import among, to_state
from orchestrator.conditions import Responded, Response
from orchestrator.program import instant
from orchestrator.tables import Sql


def responded(condition: Responded, place: Place) -> Sql:
    """Of a step of this passage neither form holds before that step's message is final."""
    message = tables.message.alias()
    if condition.flow is not None or condition.step is None:
        found = _found(condition, message, _of_customer(condition, message, place), place)
        return not_(found) if condition.negated else found
    if place.passage is None or place.passage.enrolment is None:
        return false()
    mine = [message.c.enrolment == place.passage.enrolment.c.id, message.c.step == condition.step]
    found = _found(condition, message, mine, place)
    if not condition.negated:
        return found
    return and_(passed(condition.step, place).is_not(None), not_(found))


def _of_customer(condition: Responded, message: FromClause, place: Place) -> list[Sql]:
    """Of any passage; without a step what the staff or a webhook were told does not count."""
    tests: list[Sql] = [message.c.customer == to_state(place.person)]
    if condition.flow is not None:
        tests.append(message.c.flow == condition.flow)
    tests.append(
        message.c.to_customer if condition.step is None else message.c.step == condition.step
    )
    return tests


def _found(condition: Responded, message: FromClause, whose: list[Sql], place: Place) -> Sql:
    if condition.response is Response.RECEIVED:
        sent = message.c.status == literal_column("'sent'")
        when = _in_time(message.c.finished_at, condition.within, place)
        return exists(among(message, literal(1), *whose, sent, *when))
    if place.sources.catalog.responses is None:
        # Validating says so; nobody is known to have done anything.
        return false()
    rows = place.sources.responses()
    answers = (
        rows["message"].in_(_names_of(message, place.sources.catalog.responses.domains)),
        func.lower(rows["kind"]) == condition.response.value,
        *_in_time(rows["time"], condition.within, place),
    )
    answered = exists(among(rows.clause, literal(1), *answers))
    left = message.c.status.in_((literal_column("'sent'"), literal_column("'unknown'")))
    return exists(among(message, literal(1), *whose, left, answered))


def _names_of(message: FromClause, domains: tuple[str, ...]) -> list[Sql]:
    """How others may call it: by its id, or by its Message-ID with or without brackets."""
    ours = tables.meta.alias()
    installation = among(ours, ours.c.value, ours.c.name == literal("installation"))
    name = installation.scalar_subquery() + literal("-") + cast(message.c.id, String())
    names: list[Sql] = [name]
    for domain in domains:
        names += [name + literal(f"@{domain}"), literal("<") + name + literal(f"@{domain}>")]
    return names


def _in_time(at: Sql, within: timedelta | None, place: Place) -> list[Sql]:
    tests = [at <= instant()]
    if place.until is not None:
        tests.append(at <= place.until)
    if within is not None:
        tests.append(at > instant(ago=within))
    return tests
