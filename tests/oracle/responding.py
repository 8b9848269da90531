"""What became of messages, and what customers did with them."""

from __future__ import annotations

from datetime import datetime

from orchestrator.conditions import Responded, Response
from tests.oracle.place import Place
from tests.oracle.state import Message


def responded(condition: Responded, place: Place) -> bool:
    if condition.flow is None and condition.step is not None:
        if place.passage is None or place.passage.final_at(condition.step) is None:
            return False
        message = place.passage.messages[condition.step]
        return _did_respond(message, condition, place) != condition.negated
    found = any(
        _did_respond(each, condition, place)
        for each in place.state.messages_of(place.customer)
        if condition.flow in (None, each.passage.flow)
        and (each.to_customer if condition.step is None else each.step == condition.step)
    )
    return found != condition.negated


def _did_respond(message: Message, condition: Responded, place: Place) -> bool:
    if condition.response is Response.RECEIVED:
        return message.status == "sent" and _in_time(message.finished_at, condition, place)
    return message.status in ("sent", "unknown") and any(
        whose is message
        and reply.kind.lower() == condition.response.value
        and _in_time(reply.at, condition, place)
        for whose, reply in place.state.replies
    )


def _in_time(at: datetime | None, condition: Responded, place: Place) -> bool:
    if at is None or at > place.now or (place.until is not None and at > place.until):
        return False
    return condition.within is None or at > place.now - condition.within
