"""What became of a message: `received`, `opened`, `clicked`."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import FromClause, and_, exists, false, literal, literal_column, not_

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
    response = tables.response.alias()
    answers = (
        response.c.message == message.c.id,
        response.c.kind == condition.response.value,
        *_in_time(response.c.at, condition.within, place),
    )
    return exists(among(message, literal(1), *whose, exists(among(response, literal(1), *answers))))


def _in_time(at: Sql, within: timedelta | None, place: Place) -> list[Sql]:
    tests = [at <= instant()]
    if place.until is not None:
        tests.append(at <= place.until)
    if within is not None:
        tests.append(at > instant(ago=within))
    return tests
