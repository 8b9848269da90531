"""When a passage went past a step, and when it last sent something."""

from __future__ import annotations

from sqlalchemy import cast, func, literal_column, null, or_

from orchestrator import tables
from orchestrator.compiler.expressions.place import Place
from orchestrator.compiler.sources import among
from orchestrator.tables import Instant, Sql

_LEFT = ("sent", "unknown", "held_out")
"""What was skipped or has failed has asked nobody anything."""


def passed(step: str, place: Place) -> Sql:
    """When that step's message became final; null until then."""
    if place.passage is None or place.passage.enrolment is None:
        return cast(null(), Instant())
    message = tables.message.alias()
    mine = message.c.enrolment == place.passage.enrolment.c.id
    return among(message, message.c.finished_at, mine, message.c.step == step).scalar_subquery()


def last_message(place: Place) -> Sql:
    """When its last message left, or would have for who is held out; null while none has."""
    if place.passage is None or place.passage.enrolment is None:
        return cast(null(), Instant())
    message = tables.message.alias()
    mine = message.c.enrolment == place.passage.enrolment.c.id
    left = or_(*(message.c.status == literal_column(f"'{each}'") for each in _LEFT))
    latest = func.max(message.c.finished_at, type_=Instant())
    return among(message, latest, mine, left).scalar_subquery()
